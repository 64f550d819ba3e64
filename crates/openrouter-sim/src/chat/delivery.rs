//! An answer on its way, in the form of whatever endpoint.

use std::time::Duration;

use http::{HeaderName, StatusCode};
use openrouter_wire::headers;
use serde::Serialize;

use super::{completion::Ending, engine::Answered};
use crate::{
    frame::Frame,
    reply::{Reply, encode},
    server::Call,
};

/// After how many events a stream has a comment between them.
const EVENTS_PER_COMMENT: usize = 24;

impl Answered {
    /// Returns how the answer ended.
    pub(crate) fn ending(&self) -> Ending {
        self.completion.ending(self.envelope.family)
    }

    /// Makes the reply that is one document. It takes as long as a stream does.
    pub(crate) fn whole<T: Serialize>(&self, call: &Call<'_>, document: &T) -> Reply {
        let mut reply = Reply::json(StatusCode::OK, call.edit_json(encode(document)));
        let tokens = u32::try_from(self.usage.completion_tokens()).unwrap_or(u32::MAX);
        reply.wait = self.style.token_delay.saturating_mul(tokens);
        self.named(reply)
    }

    /// Makes the reply that is a stream: plays the events, with comments before and between them,
    /// and `[DONE]`.
    pub(crate) fn streamed(&self, events: impl IntoIterator<Item = Frame>) -> Reply {
        let style = &self.style;
        let mut frames = vec![Frame::Comment; style.comments];
        for (event, number) in events.into_iter().zip(1_usize..) {
            if style.token_delay > Duration::ZERO {
                frames.push(Frame::Wait(style.token_delay));
            }
            frames.push(event);
            if style.comments > 0 && number.is_multiple_of(EVENTS_PER_COMMENT) {
                frames.push(Frame::Comment);
            }
        }
        frames.push(Frame::done());
        self.named(Reply::events(frames))
    }

    /// Adds the header that names the generation.
    fn named(&self, reply: Reply) -> Reply {
        reply.with_header(HeaderName::from_static(headers::GENERATION_ID), &self.envelope.id)
    }
}
