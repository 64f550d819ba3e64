//! [`Call`]: one thing to ask of a service.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::ACCEPT;
use http::{HeaderName, HeaderValue, Method, StatusCode};
use llm_types::{ErrorKind, ModelId, Operation, Receipt};
use url::Url;

use super::Replay;
use crate::failure::{Failure, Fault};

/// One thing to ask of a service: what is sent is the same on each attempt.
#[non_exhaustive]
pub struct Call {
    /// What it is about.
    pub operation: Operation,
    /// The method.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// What is sent; nothing where it is empty.
    pub body: Bytes,
    /// Headers of this call only.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The model that it names, if it names one.
    pub model: Option<ModelId>,
    /// Until the head of the reply, for each attempt.
    pub first_byte: Option<Duration>,
    /// Until the value is there, over all attempts.
    pub deadline: Option<Duration>,
    /// The deadline is the caller's, and sooner than usual: who does not keep it is not to blame.
    pub is_hurried: bool,
    /// What sending it twice would do.
    pub replay: Replay,
    /// True if somebody pays for it: then what was sent may be on the bill.
    pub is_charged: bool,
    /// Fewer or more attempts than the policy has.
    pub max_attempts: Option<u32>,
    /// What is asked about is written late: a 404 means "not yet" for so long.
    pub comes_within: Option<Duration>,
    /// Where each attempt is written down as it goes on.
    pub receipt: Receipt,
}

/// Shows neither the query of the URL nor body and headers: they may hold what must not be logged.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("host", &self.url.host_str())
            .field("path", &self.url.path())
            .field("model", &self.model)
            .field("body_len", &self.body.len())
            .field("replay", &self.replay)
            .finish_non_exhaustive()
    }
}

impl Call {
    /// A call without a body, limits and a bill, that may be sent again: what reads.
    pub fn new(operation: Operation, method: Method, url: Url) -> Self {
        Self {
            operation,
            method,
            url,
            body: Bytes::new(),
            headers: Vec::new(),
            model: None,
            first_byte: None,
            deadline: None,
            is_hurried: false,
            replay: Replay::Harmless,
            is_charged: false,
            max_attempts: None,
            comes_within: None,
            receipt: Receipt::new(),
        }
    }

    /// True if the answer is asked for as a stream.
    pub fn asks_for_events(&self) -> bool {
        self.header(ACCEPT.as_str()) == Some("text/event-stream")
    }

    /// A header of this call, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name)?.1.to_str().ok()
    }

    /// A reply with this status is read for its value.
    pub fn takes(&self, status: StatusCode) -> bool {
        match self.replay {
            Replay::Answer | Replay::WholeAnswer | Replay::SingleUse => status == StatusCode::OK,
            Replay::Harmless | Replay::Creation => {
                let done = [StatusCode::CREATED, StatusCode::ACCEPTED, StatusCode::NO_CONTENT];
                status == StatusCode::OK || (self.method != Method::GET && done.contains(&status))
            }
        }
    }

    /// The call's time is over, of which the last attempt had so much.
    pub fn out_of_time<B: From<Fault>>(&self, had: Duration) -> Failure<B> {
        let message = if self.is_charged {
            "no answer in the time that the call has"
        } else {
            "no reply in the time that the call has"
        };
        let mut failure = Failure::fatal(ErrorKind::Timeout, message);
        failure.error = failure.error.with_maybe_billed(self.is_charged);
        // A model that was asked late is no slower than one that was asked at once: it must have
        // had as long as anybody waits for a reply to begin, or most of the call's time.
        let had_time = self.first_byte.is_some_and(|limit| had >= limit)
            || self.deadline.is_some_and(|deadline| had >= deadline / 2);
        if self.is_hurried || !had_time { failure } else { failure.with_blame(Fault::Model) }
    }
}
