//! [`Subject`]: what is checked, and how it is put in front of a service.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use llm_types::{ModelId, Provider, Secret};

use super::Scenario;

/// What is checked.
#[async_trait]
pub trait Subject: Send + Sync {
    /// What the report calls it.
    fn name(&self) -> String;

    /// Makes a new provider, in front of a new service that behaves like this.
    ///
    /// # Errors
    ///
    /// If its service cannot behave like this: what would be shown by it is skipped.
    async fn stage(&self, scenario: &Scenario) -> Result<Stage, CannotStage>;

    /// Why it need not keep a clause, by the clause's id; `None` if it must. An exempted clause is
    /// reported as skipped.
    fn exemption(&self, _clause: &str) -> Option<&str> {
        None
    }
}

/// Why a subject cannot show something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CannotStage(pub(super) String);

impl CannotStage {
    /// For this reason, in a few words.
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

impl fmt::Display for CannotStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What the service behind a provider has seen, for the clauses that are about what is sent.
#[async_trait]
pub trait Service: Send + Sync {
    /// How many requests for a chat have reached it, retries included.
    fn requests(&self) -> usize;

    /// Returns once no request for a chat is under way: each was answered to its end, or given up by
    /// the provider. The kit limits the wait.
    async fn idle(&self);
}

/// A provider in front of a service.
#[derive(Clone)]
pub struct Stage {
    pub(super) provider: Arc<dyn Provider>,
    pub(super) service: Option<Arc<dyn Service>>,
    pub(super) model: ModelId,
    pub(super) secrets: Vec<Secret>,
}

impl Stage {
    /// A provider whose service shows nothing of what it sees.
    pub fn new(provider: Arc<dyn Provider>) -> Self {
        let secrets = vec![Scenario::key()];
        Self { provider, service: None, model: Scenario::MODEL.into(), secrets }
    }

    /// With another provider around the provider: for layers and composites, which are checked
    /// over one that keeps the contract.
    #[must_use]
    pub fn wrap(mut self, wrapper: impl FnOnce(Arc<dyn Provider>) -> Arc<dyn Provider>) -> Self {
        self.provider = wrapper(self.provider);
        self
    }

    /// With a view of what the service sees.
    #[must_use]
    pub fn with_service(mut self, service: Arc<dyn Service>) -> Self {
        self.service = Some(service);
        self
    }

    /// Whose requests name this model, and not [`Scenario::MODEL`].
    #[must_use]
    pub fn with_model(mut self, model: impl Into<ModelId>) -> Self {
        self.model = model.into();
        self
    }

    /// Which holds this secret besides [`Scenario::key`].
    #[must_use]
    pub fn with_secret(mut self, secret: impl Into<Secret>) -> Self {
        self.secrets.push(secret.into());
        self
    }
}

impl fmt::Debug for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What is on it may be the thing that shows what it must not.
        f.debug_struct("Stage").field("model", &self.model).finish_non_exhaustive()
    }
}
