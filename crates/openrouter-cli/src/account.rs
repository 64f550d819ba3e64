//! [`Account`]: the service, asked about the account behind the keys.

use llm_types::{Error, ErrorKind};
use openrouter_auth::{Environment, KeyPool, WithheldKey};
use openrouter_provider::OpenRouter;

use crate::connection::Keys;
use crate::failure::Failure;
use crate::printable::one_line;
use crate::service::{self, Service};
use crate::simulated;

/// Where management keys are made.
const MANAGEMENT_KEYS: &str = "https://openrouter.ai/settings/management-keys";

/// The service, asked with all the keys there are: the management key for what takes one, those of
/// the environment or else those that are kept for the rest.
///
/// Nothing is simulated here: an account that is made up helps nobody who asks what is left of
/// theirs.
#[derive(Debug)]
pub(crate) struct Account {
    provider: OpenRouter,
    service: Service,
    has_management_key: bool,
}

impl Account {
    /// # Errors
    ///
    /// If there is no key at all for the address in use.
    pub(crate) async fn open() -> Result<Self, Failure> {
        Self::open_or(no_key).await
    }

    /// For what takes a management key: whoever has no key at all is not sent to a login, which
    /// gives another kind.
    ///
    /// # Errors
    ///
    /// If there is no key at all for the address in use.
    pub(crate) async fn open_for_management() -> Result<Self, Failure> {
        Self::open_or(|service, withheld| {
            let failure = no_key(service, withheld);
            if service.is_this_machine() { failure } else { failure.with_hint(make_one()) }
        })
        .await
    }

    async fn open_or(
        no_key: impl FnOnce(&Service, Option<&WithheldKey>) -> Failure,
    ) -> Result<Self, Failure> {
        let environment = service::environment()?;
        let service = Service::of(&environment)?;
        let management_key = environment.management_key.clone();
        let Keys { keys, withheld } = Keys::gather(environment, &service).await?;
        if keys.is_empty() && management_key.is_none() {
            return Err(no_key(&service, withheld.as_ref()));
        }
        let mut provider = service.provider().key_pool(KeyPool::builder().keys(keys));
        let has_management_key = management_key.is_some();
        if let Some(key) = management_key {
            provider = provider.management_key(key);
        }
        Ok(Self { provider: provider.build()?, service, has_management_key })
    }

    pub(crate) const fn provider(&self) -> &OpenRouter {
        &self.provider
    }

    /// For people.
    pub(crate) fn address(&self) -> &str {
        self.service.address()
    }

    /// What to do about an error of what takes a management key.
    pub(crate) fn explain(&self, error: Error) -> Failure {
        let variable = Environment::MANAGEMENT_KEY;
        match error.kind() {
            ErrorKind::PermissionDenied if !self.has_management_key => {
                Failure::from(error).with_hint(make_one())
            }
            ErrorKind::Authentication | ErrorKind::PermissionDenied if self.has_management_key => {
                Failure::from(error).with_hint(format!("check {variable}: {MANAGEMENT_KEYS}"))
            }
            ErrorKind::RateLimited | ErrorKind::Unavailable | ErrorKind::Timeout => {
                Failure::from(error).with_hint("try again in a moment")
            }
            _ => Failure::from(error),
        }
    }
}

/// How to come by a management key.
fn make_one() -> String {
    format!("make one at {MANAGEMENT_KEYS}, and set {}", Environment::MANAGEMENT_KEY)
}

/// There is none, or only one of another address.
fn no_key(service: &Service, withheld: Option<&WithheldKey>) -> Failure {
    let message = match withheld {
        Some(key) => {
            format!("there is no key for {}: {}", service.address(), one_line(&key.to_string()))
        }
        None => "there is no API key".to_owned(),
    };
    let hint = if service.is_this_machine() {
        format!("any key will do for a simulator: export OPENROUTER_API_KEY={}", simulated::KEY)
    } else {
        "`openrouter login`, or set OPENROUTER_API_KEY; to try it out: `openrouter sim`".to_owned()
    };
    Failure::from(Error::new(ErrorKind::Configuration, message)).with_hint(hint)
}
