//! [`Blamed`]: what a failure says about the key, the model and limits.

use llm_provider_base::Fault;
use llm_types::RateLimitInfo;
use openrouter_auth::Blame;

use super::ModelBlame;

/// An attempt that failed: the error, and what the call path must know besides.
pub(crate) type Failure = llm_provider_base::Failure<Blamed>;

/// What a failed attempt says about who is to blame, and of limits.
#[derive(Debug)]
pub(crate) struct Blamed {
    /// What it says about the key.
    pub(crate) key: Blame,
    /// What it says about the model.
    pub(crate) model: ModelBlame,
    /// What it says of limits.
    pub(crate) limits: Vec<RateLimitInfo>,
}

impl Blamed {
    /// The model, and no key.
    pub(crate) const fn model(model: ModelBlame) -> Self {
        Self { key: Blame::None, model, limits: Vec::new() }
    }
}

impl From<Fault> for Blamed {
    fn from(fault: Fault) -> Self {
        Self::model(match fault {
            Fault::Model => ModelBlame::Failed,
            Fault::Silence => ModelBlame::Silent,
            _ => ModelBlame::None,
        })
    }
}
