//! [`Call`]: one thing to ask of the service.

use std::time::Duration;

use bytes::Bytes;
use http::header::ACCEPT;
use http::{HeaderName, HeaderValue, Method, StatusCode};
use llm_types::{Error, ErrorKind, ModelId, Operation, Receipt};
use openrouter_auth::{ApiKey, KeyId};
use openrouter_wire::{Access, headers};
use tokio::time::Instant;
use url::Url;

use super::{Account, Draft, Replay};
use crate::ModelSelector;
use crate::error::{Failure, ModelBlame};
use crate::spending::Extent;

/// One thing to ask of the service: what is sent is the same on each attempt, of each model.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) operation: Operation,
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) body: Bytes,
    /// Headers of this call only.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// The model that it names, if it names one.
    pub(crate) model: Option<ModelId>,
    /// The models that it may ask, if it names none of them.
    pub(crate) choice: Option<Choice>,
    /// Whose key it takes.
    pub(crate) access: Access,
    /// In whose name it is made.
    pub(crate) caller: Caller,
    /// Until the head of the reply, for each attempt.
    pub(crate) first_byte: Option<Duration>,
    /// Until the value is there, over all attempts.
    pub(crate) deadline: Option<Duration>,
    /// The deadline is the caller's, and sooner than usual: who does not keep it is not to blame.
    pub(crate) is_hurried: bool,
    /// What sending it twice would do.
    pub(crate) replay: Replay,
    /// True if the account pays for it.
    pub(crate) is_charged: bool,
    /// Fewer or more attempts than the policy of the client has.
    pub(crate) max_attempts: Option<u32>,
    /// Once more with a shorter answer, where the account can afford that.
    pub(crate) shorten_to_afford: Option<Shortening>,
    /// A second attempt beside one that gives nothing for so long.
    pub(crate) hedge_after: Option<Duration>,
    /// How far its cost can go, if that can be said.
    pub(crate) extent: Option<Extent>,
    /// What is asked about is written late: a 404 means "not yet" for so long.
    pub(crate) comes_within: Option<Duration>,
    /// Where each attempt is written down as it goes on.
    pub(crate) receipt: Receipt,
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
    /// The length, in tokens, to which its answer would be shortened after a failure: what the
    /// account affords, if that is enough for the caller, and less than what was asked for.
    pub(super) fn shortens_to(&self, error: &Error) -> Option<u64> {
        let Shortening { least, asked } = self.shorten_to_afford?;
        let is_of_use =
            |tokens: &u64| *tokens >= least.max(1) && asked.is_none_or(|asked| *tokens < asked);
        error.affordable_tokens().filter(is_of_use)
    }

    /// True if the answer is asked for as a stream.
    pub(crate) fn asks_for_events(&self) -> bool {
        self.header(ACCEPT.as_str()) == Some("text/event-stream")
    }

    /// The session that it is said to belong to beside its body.
    pub(crate) fn session(&self) -> Option<&str> {
        self.header(headers::SESSION_ID)
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name)?.1.to_str().ok()
    }

    /// A reply with this status is read for its value.
    pub(super) fn takes(&self, status: StatusCode) -> bool {
        match self.replay {
            Replay::Answer | Replay::WholeAnswer | Replay::SingleUse => status == StatusCode::OK,
            Replay::Harmless | Replay::Creation => {
                let done = [StatusCode::CREATED, StatusCode::ACCEPTED, StatusCode::NO_CONTENT];
                status == StatusCode::OK || (self.method != Method::GET && done.contains(&status))
            }
        }
    }
}

/// What a call gave.
#[derive(Debug)]
pub(crate) struct Called<T> {
    pub(crate) value: T,
    pub(crate) account: Account,
    /// When the call began.
    pub(crate) started: Instant,
}

/// The call's time is over, of which the last attempt had so much.
pub(crate) fn out_of_time(call: &Call, had: Duration) -> Failure {
    let message = if call.is_charged {
        "no answer in the time that the call has"
    } else {
        "no reply in the time that the call has"
    };
    let mut failure = Failure::fatal(ErrorKind::Timeout, message);
    failure.error = failure.error.with_maybe_billed(call.is_charged);
    // A model that was asked late is no slower than one that was asked at once: it must have had as
    // long as anybody waits for a reply to begin, or most of the call's time.
    let had_time = call.first_byte.is_some_and(|limit| had >= limit)
        || call.deadline.is_some_and(|deadline| had >= deadline / 2);
    if call.is_hurried || !had_time { failure } else { failure.about_model(ModelBlame::Failed) }
}
