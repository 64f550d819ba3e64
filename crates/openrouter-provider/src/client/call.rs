//! [`Call`]: one thing to ask of the service.

use std::time::Duration;

use llm_types::Error;
use openrouter_auth::{ApiKey, KeyId};
use openrouter_wire::Access;

use super::Draft;
use crate::ModelSelector;
use crate::spending::Extent;

/// One thing to ask of the service: what is sent is the same on each attempt, of each model.
#[derive(Debug)]
pub(crate) struct Call {
    /// What it is to any service.
    pub(crate) http: llm_provider_base::Call,
    /// The models that it may ask, if it names none of them.
    pub(crate) choice: Option<Choice>,
    /// Whose key it takes.
    pub(crate) access: Access,
    /// In whose name it is made.
    pub(crate) caller: Caller,
    /// Once more with a shorter answer, where the account can afford that.
    pub(crate) shorten_to_afford: Option<Shortening>,
    /// A second attempt beside one that gives nothing for so long.
    pub(crate) hedge_after: Option<Duration>,
    /// How far its cost can go, if that can be said.
    pub(crate) extent: Option<Extent>,
}

/// Several models, one of which is chosen for each attempt.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) selector: ModelSelector,
    /// What is sent, in place of the body of the call.
    pub(crate) draft: Draft,
    /// What one model refuses for its content may be asked of another.
    pub(crate) outlasts_refusals: bool,
}

/// How far an answer may be shortened, in tokens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shortening {
    /// No shorter than this.
    pub(crate) least: u64,
    /// What is asked for, if the request says it.
    pub(crate) asked: Option<u64>,
}

/// In whose name a call is made.
#[derive(Debug, Clone, Default)]
pub(crate) enum Caller {
    /// That of any key in the pool; or of the management key, where that is needed.
    #[default]
    Anyone,
    /// That of the key which made what the call is about, or at least of its account.
    Maker(KeyId),
    /// That of this key, which need not be in the pool and is not judged there.
    Key(ApiKey),
    /// Nobody's.
    Nobody,
}

impl Call {
    /// One with the key of anybody.
    pub(crate) const fn new(http: llm_provider_base::Call, access: Access) -> Self {
        Self {
            http,
            choice: None,
            access,
            caller: Caller::Anyone,
            shorten_to_afford: None,
            hedge_after: None,
            extent: None,
        }
    }

    /// The length, in tokens, to which its answer would be shortened after a failure: what the
    /// account affords, if that is enough for the caller, and less than what was asked for.
    pub(super) fn shortens_to(&self, error: &Error) -> Option<u64> {
        let Shortening { least, asked } = self.shorten_to_afford?;
        let is_of_use =
            |tokens: &u64| *tokens >= least.max(1) && asked.is_none_or(|asked| *tokens < asked);
        error.affordable_tokens().filter(is_of_use)
    }
}
