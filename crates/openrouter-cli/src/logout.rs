//! `openrouter logout`: forgets keys that are kept.

use std::io::Write;

use llm_types::{CredentialId, Error, ErrorKind};
use openrouter_auth::KeyId;
use openrouter_provider::DEFAULT_BASE_URL;
use url::Url;

use crate::args::LogoutArgs;
use crate::ending::Ending;
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::interrupt::unless_interrupted;
use crate::kept::{Kept, address_of};
use crate::notes::Notes;
use crate::printable::one_line;
use crate::service::Service;
use crate::{service, stdout};

pub(crate) async fn run(args: &LogoutArgs) -> ExitStatus {
    let mut notes = Notes::stderr();
    let ended = unless_interrupted(log_out(args, &mut notes)).await;
    ended.unwrap_or_else(|ending| ending.report(&mut notes))
}

async fn log_out(args: &LogoutArgs, notes: &mut Notes<impl Write>) -> Result<ExitStatus, Ending> {
    if let Some(id) = args.key {
        return forget(id, notes).await;
    }
    let (kept, service) = open().await?;
    let (stored, elsewhere): (Vec<_>, Vec<_>) =
        kept.list().await?.into_iter().partition(|credential| kept.is_of_this_address(credential));
    if stored.is_empty() {
        let whose = if elsewhere.is_empty() {
            "on this machine".to_owned()
        } else {
            format!("for {}", service.address())
        };
        notes.plain(&format!("No key is kept {whose}."));
        tell_of_others(elsewhere.len(), notes);
        return Ok(ExitStatus::Success);
    }
    if stored.len() > 1 && !args.all {
        let number = stored.len();
        let message =
            format!("{number} keys are kept for {}, and none is named", service.address());
        let error = Error::new(ErrorKind::Configuration, message);
        let hint = "name one as `openrouter keys` does, or say --all";
        return Err(Failure::from(error).with_hint(hint).into());
    }
    for credential in &stored {
        forget_one(&kept, &credential.id).await?;
    }
    explain(service.url(), notes);
    tell_of_others(elsewhere.len(), notes);
    Ok(ExitStatus::Success)
}

/// Forgets the key of this name, of whichever address.
pub(crate) async fn forget(id: KeyId, notes: &mut Notes<impl Write>) -> Result<ExitStatus, Ending> {
    let (kept, service) = open().await?;
    let name = id.to_string();
    let stored = kept.list().await?.into_iter().find(|stored| stored.id.as_str() == name);
    let home = stored.as_ref().and_then(address_of).unwrap_or_else(|| service.url().clone());
    if forget_one(&kept, &CredentialId::from(id.to_string())).await? {
        explain(&home, notes);
        return Ok(ExitStatus::Success);
    }
    let error = Error::new(ErrorKind::Configuration, format!("no key {id} is kept"));
    let in_environment = service::environment()?.api_keys.iter().any(|key| key.id() == id);
    let hint = if in_environment {
        "it is in the environment: unset OPENROUTER_API_KEY or OPENROUTER_API_KEYS"
    } else {
        "`openrouter keys --offline` names those that are"
    };
    Err(Failure::from(error).with_hint(hint).into())
}

async fn open() -> Result<(Kept, Service), Error> {
    let environment = service::environment()?;
    let service = Service::of(&environment)?;
    Ok((Kept::open(&environment, &service).await?, service))
}

async fn forget_one(kept: &Kept, id: &CredentialId) -> Result<bool, Ending> {
    let was_kept = kept.forget(id).await?;
    if was_kept {
        stdout::print(&format!("key {} is forgotten\n", one_line(id.as_str())))?;
    }
    Ok(was_kept)
}

/// A key that is forgotten here is a key that somebody may have copied.
fn explain(home: &Url, notes: &mut Notes<impl Write>) {
    let is_openrouter = Url::parse(DEFAULT_BASE_URL).is_ok_and(|own| own.origin() == home.origin());
    if is_openrouter {
        let page = "https://openrouter.ai/settings/keys";
        notes.dim(&format!("OpenRouter goes on to accept it until it is revoked: {page}"));
    }
}

/// Keys of another address are forgotten one by one: whoever tries a simulator out means its keys.
fn tell_of_others(number: usize, notes: &mut Notes<impl Write>) {
    let keys = match number {
        0 => return,
        1 => "1 key of another address stays".to_owned(),
        _ => format!("{number} keys of other addresses stay"),
    };
    notes.dim(&format!("{keys}; `openrouter keys --offline` names them"));
}
