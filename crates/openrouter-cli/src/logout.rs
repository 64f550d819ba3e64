//! `openrouter logout`: forgets keys that are kept.

use std::io::Write;

use llm_types::{CredentialId, Error, ErrorKind};
use openrouter_auth::KeyId;

use crate::args::LogoutArgs;
use crate::ending::Ending;
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::interrupt::unless_interrupted;
use crate::kept::Kept;
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
    let kept = open().await?;
    let stored = kept.list().await?;
    if stored.is_empty() {
        notes.plain("No key is kept on this machine.");
        return Ok(ExitStatus::Success);
    }
    if stored.len() > 1 && !args.all {
        let message = format!("{} keys are kept, and none is named", stored.len());
        let error = Error::new(ErrorKind::Configuration, message);
        let hint = "name one as `openrouter keys` does, or say --all";
        return Err(Failure::from(error).with_hint(hint).into());
    }
    for credential in &stored {
        forget_one(&kept, &credential.id).await?;
    }
    explain(notes);
    Ok(ExitStatus::Success)
}

/// Forgets the key of this name.
pub(crate) async fn forget(id: KeyId, notes: &mut Notes<impl Write>) -> Result<ExitStatus, Ending> {
    let kept = open().await?;
    if forget_one(&kept, &CredentialId::from(id.to_string())).await? {
        explain(notes);
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

async fn open() -> Result<Kept, Error> {
    let environment = service::environment()?;
    Kept::open(&environment, &Service::of(&environment)?).await
}

async fn forget_one(kept: &Kept, id: &CredentialId) -> Result<bool, Ending> {
    let was_kept = kept.forget(id).await?;
    if was_kept {
        stdout::print(&format!("key {} is forgotten\n", one_line(id.as_str())))?;
    }
    Ok(was_kept)
}

/// A key that is forgotten here is a key that somebody may have copied.
fn explain(notes: &mut Notes<impl Write>) {
    notes.dim("OpenRouter goes on to accept it until it is revoked: https://openrouter.ai/keys");
}
