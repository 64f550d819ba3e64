//! `openrouter keys add`.

use llm_types::{Error, ErrorKind};
use openrouter_auth::{ApiKey, PoolKey};

use crate::args::AddArgs;
use crate::ending::Ending;
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::input;
use crate::kept::Kept;
use crate::key_info::key_info;
use crate::service::{self, Service};
use crate::stdout;

/// Reads the key, from a person or from a pipe.
///
/// # Errors
///
/// If there is none, or it cannot be one. It is not shown.
pub(super) fn read() -> Result<ApiKey, Failure> {
    let failure = |message: String| Error::new(ErrorKind::Configuration, message);
    let text = input::secret("API key (not shown): ")
        .map_err(|error| failure(format!("the key cannot be read: {error}")))?;
    if text.expose().trim().is_empty() {
        let error = failure("there is no key on standard input".to_owned());
        return Err(Failure::from(error).with_hint("openrouter keys add < key.txt"));
    }
    ApiKey::new(text).map_err(|error| {
        Failure::from(failure(error.to_string()))
            .with_hint("keys are made at https://openrouter.ai/keys")
    })
}

/// Checks the key, and keeps it.
pub(super) async fn run(args: &AddArgs, key: &ApiKey) -> Result<ExitStatus, Ending> {
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
    Ok(ExitStatus::Success)
}
