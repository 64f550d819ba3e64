//! How a scripted answer is sent, and what goes wrong on its way.

use std::{sync::Arc, time::Duration};

use serde_json::Value;

use super::{Answer, Edit};
use crate::{
    script::{StreamError, faults::Stop},
    stream_style::FinishStyle,
};

impl Answer {
    /// Sets a header of the reply. One that HTTP cannot carry is left out.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Waits this long before the head of the reply.
    pub fn head_delay(mut self, delay: Duration) -> Self {
        self.faults.head_delay = delay;
        self
    }

    /// Waits this long before each token of a completion.
    pub fn token_delay(mut self, delay: Duration) -> Self {
        self.style.token_delay = Some(delay);
        self
    }

    /// Sends this many comments before the first event of a completion's stream. 0 leaves out
    /// those between events as well.
    pub fn comments(mut self, count: usize) -> Self {
        self.style.comments = Some(count);
        self
    }

    /// Ends a completion's stream as older recordings do.
    pub fn finish_style(mut self, style: FinishStyle) -> Self {
        self.style.finish = Some(style);
        self
    }

    /// Sends an error and `[DONE]` after the first `events` events of a completion's stream.
    pub fn fail_after(mut self, events: usize, error: StreamError) -> Self {
        self.style.error = Some((events, error));
        self
    }

    /// Breaks the connection after this many events of a stream; after this many bytes of any
    /// other body.
    pub fn cut_after(self, events: usize) -> Self {
        self.stop(events, Stop::Cut)
    }

    /// Ends the body as if it were whole, after as much as [`cut_after`](Self::cut_after) says.
    pub fn end_after(self, events: usize) -> Self {
        self.stop(events, Stop::End)
    }

    /// Falls silent for ever, after as much as [`cut_after`](Self::cut_after) says.
    pub fn hang_after(self, events: usize) -> Self {
        self.stop(events, Stop::Hang)
    }

    fn stop(mut self, events: usize, stop: Stop) -> Self {
        self.faults.stop = Some((events, stop));
        self
    }

    /// Sends the body in pieces of at most this many bytes, wherever they are cut.
    pub fn split_every(mut self, bytes: usize) -> Self {
        self.faults.segment = Some(bytes);
        self
    }

    /// Changes each JSON document of a completion before it is sent: the body, or each chunk.
    ///
    /// For the oddities of the service that have no method of their own, such as `choices` that
    /// are `null`.
    pub fn edit(mut self, edit: impl Fn(&mut Value) + Send + Sync + 'static) -> Self {
        self.edits.push(Edit(Arc::new(edit)));
        self
    }
}
