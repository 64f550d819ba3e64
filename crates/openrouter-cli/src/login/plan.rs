//! [`Plan`]: what is asked for, at which address, and where the key is kept.

use std::sync::Arc;

use llm_types::{Error, ErrorKind};
use openrouter_auth::{ApiKey, Environment, KeyWishes, PoolKey};
use openrouter_provider::{DEFAULT_BASE_URL, LogIn, OpenRouter};
use url::Url;

use crate::args::LoginArgs;
use crate::failure::Failure;
use crate::kept::Kept;
use crate::service::{self, Service};

/// What is asked for, at which address, and where the key is kept.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    args: &'a LoginArgs,
    environment: Environment,
    service: Service,
    kept: Kept,
    provider: OpenRouter,
}

impl<'a> Plan<'a> {
    /// As the command line and the environment say.
    ///
    /// # Errors
    ///
    /// If there is no login at the address, or no safe place for the key: better before there is a
    /// key to lose.
    pub(super) async fn new(args: &'a LoginArgs) -> Result<Self, Failure> {
        let environment = service::environment()?;
        let service = Service::of(&environment)?;
        if !service.is_this_machine() && !is_openrouter(&service) {
            // The code would be sent there, and whoever has code and verifier has the key.
            let message = format!("logins do not end at {}", service.address());
            let error = Error::new(ErrorKind::Configuration, message);
            let hint = "unset OPENROUTER_BASE_URL, or use `openrouter keys add`";
            return Err(Failure::from(error).with_hint(hint));
        }
        let kept = Kept::open(&environment, &service).await?;
        kept.load().await?;
        let provider = service.provider().build()?;
        let plan = Self { args, environment, service, kept, provider };
        // Says what is wrong with label and limit, whichever way is taken.
        drop(plan.begin().headless()?);
        Ok(plan)
    }

    /// One login.
    pub(super) fn begin(&self) -> LogIn {
        let Self { args, kept, provider, .. } = self;
        let mut wishes = KeyWishes::new();
        let mut login = provider.log_in().store(Arc::clone(kept.storage()));
        if let Some(label) = &args.label {
            wishes = wishes.with_label(label);
            login = login.label(label);
        }
        if let Some(limit) = args.limit {
            wishes = wishes.with_limit(limit);
        }
        if let Some(account) = &args.account {
            login = login.account(account.as_str());
        }
        login.key(wishes)
    }

    /// Keeps a key as the login would have.
    pub(super) async fn keep(&self, key: &ApiKey) -> Result<(), Error> {
        let mut key = PoolKey::new(key.clone());
        if let Some(label) = &self.args.label {
            key = key.label(label);
        }
        if let Some(account) = &self.args.account {
            key = key.account(account.as_str());
        }
        self.kept.save(&key).await
    }

    pub(super) const fn environment(&self) -> &Environment {
        &self.environment
    }

    pub(super) const fn service(&self) -> &Service {
        &self.service
    }

    pub(super) const fn provider(&self) -> &OpenRouter {
        &self.provider
    }

    /// Where the key is kept, for people.
    pub(super) fn location(&self) -> String {
        self.kept.location()
    }
}

fn is_openrouter(service: &Service) -> bool {
    Url::parse(DEFAULT_BASE_URL).is_ok_and(|own| own.origin() == service.url().origin())
}
