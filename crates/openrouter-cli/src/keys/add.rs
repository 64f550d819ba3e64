//! `openrouter keys add`.

use std::io::{self, Write};

use llm_types::{Error, ErrorKind, Secret};
use openrouter_auth::{ApiKey, PoolKey};

use crate::args::AddArgs;
use crate::ending::Ending;
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::input;
use crate::kept::Kept;
use crate::key_info::key_info;
use crate::notes::Notes;
use crate::service::{self, Service};
use crate::{precedence, stdout};

/// Reads the key, from a person or from a pipe.
///
/// # Errors
///
/// If there is none, or it cannot be one. It is not shown.
pub(super) async fn read(notes: &mut Notes<impl Write>) -> Result<ApiKey, Ending> {
    let failure = |message: String, hint: &'static str| {
        Failure::from(Error::new(ErrorKind::Configuration, message)).with_hint(hint)
    };
    let text = match input::secret("API key (not shown): ").await {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::Interrupted => {
            return Err(Ending::Interrupted);
        }
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            // Ctrl-D leaves the cursor behind the question.
            notes.gap();
            Secret::new("")
        }
        Err(error) => {
            let message = format!("the key cannot be read: {error}");
            return Err(failure(message, "openrouter keys add < key.txt").into());
        }
    };
    if text.expose().trim().is_empty() {
        let message = "there is no key on standard input".to_owned();
        return Err(failure(message, "openrouter keys add < key.txt").into());
    }
    let not_a_key = "keys are made at https://openrouter.ai/settings/keys";
    ApiKey::new(text).map_err(|error| failure(error.to_string(), not_a_key).into())
}

/// Checks the key, and keeps it.
pub(super) async fn run(
    args: &AddArgs,
    key: &ApiKey,
    notes: &mut Notes<impl Write>,
) -> Result<ExitStatus, Ending> {
    let environment = service::environment()?;
    let service = Service::of(&environment)?;
    let kept = Kept::open(&environment, &service).await?;
    if !args.no_check {
        key_info(key, &service).await.map_err(|error| {
            let hint = match error.kind() {
                ErrorKind::Authentication => "it is not kept: it was revoked, or is no key",
                _ => "it is not kept; --no-check keeps it without asking",
            };
            Failure::from(error).with_hint(hint)
        })?;
    }
    let mut pool_key = PoolKey::new(key.clone());
    if let Some(label) = &args.label {
        pool_key = pool_key.label(label);
    }
    if let Some(account) = &args.account {
        pool_key = pool_key.account(account.as_str());
    }
    kept.save(&pool_key).await?;
    stdout::print(&format!("key {} is kept in {}\n", key.id(), kept.location()))?;
    precedence::remark(key.id(), &environment, notes);
    Ok(ExitStatus::Success)
}
