//! `openrouter keys add`.

use llm_types::{Error, ErrorKind};
use openrouter_auth::ApiKey;

use super::report::key_info;
use crate::args::AddArgs;
use crate::ending::Ending;
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::input;
use crate::kept::Kept;
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
    let service = Service::at(service::environment()?.base_url.as_deref())?;
    let kept = Kept::open()?;
    if !args.no_check {
        key_info(key, &service).await.map_err(|error| {
            let hint = match error.kind() {
                ErrorKind::Authentication => "it is not kept: it was revoked, or is no key",
                _ => "it is not kept; --no-check keeps it without asking",
            };
            Failure::from(error).with_hint(hint)
        })?;
    }
    let place = kept.save(key, args.label.as_deref(), args.account.as_deref(), &service).await?;
    stdout::print(&format!("key {} is kept in {place}\n", key.id()))?;
    Ok(ExitStatus::Success)
}
