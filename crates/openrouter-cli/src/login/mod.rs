//! `openrouter login`: gets a key by the browser, and keeps it.

mod browser;
mod headless;
mod plan;

use std::io::Write;

use llm_types::{Error, ErrorKind};
use openrouter_auth::{IssuedKey, KeyLimits};
use openrouter_provider::LoginError;

use self::plan::Plan;
use crate::args::LoginArgs;
use crate::dollars::dollars;
use crate::ending::Ending;
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::interrupt::unless_interrupted;
use crate::notes::Notes;
use crate::printable::one_line;
use crate::{precedence, stdout};

pub(crate) async fn run(args: &LoginArgs) -> ExitStatus {
    let mut notes = Notes::stderr();
    let ended = unless_interrupted(log_in(args, &mut notes)).await;
    ended.unwrap_or_else(|ending| ending.report(&mut notes))
}

async fn log_in(args: &LoginArgs, notes: &mut Notes<impl Write>) -> Result<ExitStatus, Ending> {
    let plan = Plan::new(args).await?;
    if plan.service().is_this_machine() {
        notes.warning("simulated", "the key will be good for this simulator only");
    }
    let browser = if args.headless { None } else { browser::open(args, &plan, notes).await? };
    let finished = if let Some(login) = browser {
        login.finish().await
    } else {
        if !args.headless {
            notes.plain("There is no browser here that could come back, so a code is asked for.");
        }
        headless::finish(&plan, notes).await?
    };
    let issued = match finished {
        Ok(issued) => issued,
        Err(error) => rescue(error, &plan, notes).await?,
    };
    tell(args, &issued, &plan)?;
    precedence::remark(issued.key.id(), plan.environment(), notes);
    Ok(ExitStatus::Success)
}

/// Keeps a key that was made but could not be asked about. A code is good once: the key cannot be
/// had again.
async fn rescue(
    mut error: LoginError,
    plan: &Plan<'_>,
    notes: &mut Notes<impl Write>,
) -> Result<IssuedKey, Failure> {
    let issued = error.take_key().filter(|_| error.kind() != ErrorKind::Authentication);
    let Some(issued) = issued else { return Err(start_anew(error.into_error())) };
    plan.keep(&issued.key).await.map_err(|error| {
        let hint =
            "the key was made, but is lost: delete it at https://openrouter.ai/settings/keys";
        Failure::from(error).with_hint(hint)
    })?;
    notes.warning("unchecked", &Failure::from(error.into_error()).line());
    Ok(issued)
}

/// Says what the key may do and where it is, and not what it is.
fn tell(args: &LoginArgs, issued: &IssuedKey, plan: &Plan<'_>) -> Result<(), Ending> {
    let id = issued.key.id();
    let mut line = format!("key {id}");
    if let Some(label) = &args.label {
        line = format!("{line} ({})", one_line(label));
    }
    let keys = plan.provider().key_status().keys;
    let limits = keys.into_iter().find(|key| key.id == id).and_then(|key| key.limits);
    if let Some(KeyLimits { limit: Some(limit), .. }) = limits {
        line = format!("{line}, limit {},", dollars(limit));
    }
    stdout::print(&format!("{line} is kept in {}\n", plan.location()))?;
    Ok(())
}

/// A login that failed is over: its code is spent, or will never come.
fn start_anew(error: Error) -> Failure {
    let hint = match error.kind() {
        ErrorKind::PermissionDenied
        | ErrorKind::Authentication
        | ErrorKind::InvalidRequest
        | ErrorKind::Timeout
        | ErrorKind::Unavailable
        | ErrorKind::RateLimited => "no key is kept; `openrouter login` starts anew",
        // The network and the like have better advice of their own.
        _ => return error.into(),
    };
    Failure::from(error).with_hint(hint)
}
