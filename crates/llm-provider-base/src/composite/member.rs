//! [`Member`]: one of the providers that are asked as one.

use std::sync::Arc;

use llm_types::{ModelId, Provider};

/// One of the providers that are asked as one, and how it is asked.
///
/// Any provider converts into one; more is said where it matters:
///
/// ```
/// use llm_provider_base::{Fallback, Member};
/// # use llm_types::mock::ScriptedProvider;
/// # let (openrouter, local) = (ScriptedProvider::new(), ScriptedProvider::new());
///
/// let provider = Fallback::new([
///     Member::new(openrouter),
///     Member::new(local).named("laptop").with_model("llama3.2"),
/// ]);
/// ```
#[derive(Debug, Clone)]
pub struct Member {
    pub(super) provider: Arc<dyn Provider>,
    pub(super) name: String,
    pub(super) model: Option<ModelId>,
    pub(super) weight: u32,
}

impl Member {
    /// Asked for whatever is asked for, with a weight of 1.
    pub fn new(provider: impl Provider) -> Self {
        let name = provider.name().to_owned();
        Self { provider: Arc::new(provider), name, model: None, weight: 1 }
    }

    /// Called this in attempts, errors, findings and spans, and not what the provider calls itself:
    /// to tell two of a kind apart.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Always asked for this model, whichever a request names: providers spell models in their own
    /// ways.
    #[must_use]
    pub fn with_model(mut self, model: impl Into<ModelId>) -> Self {
        self.model = Some(model.into());
        self
    }

    /// So many calls for each one that goes to a member with a weight of 1. It counts in a
    /// [`Balance`](super::Balance); one with a weight of 0 is asked only where all others failed.
    #[must_use]
    pub const fn with_weight(mut self, weight: u32) -> Self {
        self.weight = weight;
        self
    }
}

impl<P: Provider> From<P> for Member {
    fn from(provider: P) -> Self {
        Self::new(provider)
    }
}
