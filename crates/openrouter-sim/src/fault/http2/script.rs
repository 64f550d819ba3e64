//! [`Http2Script`]: what happens on one HTTP/2 connection.

use std::sync::Arc;

use super::{super::Script, StreamScript};

/// What happens on one HTTP/2 connection: the first stream that the client opens gets the first
/// script, and so on, and the last script is for all that come after.
///
/// As a [`Script`] of a connection it expects a client that knows that HTTP/2 is spoken;
/// [`Script::http2`] after `Script::tls` tells it so.
#[derive(Clone, Debug)]
#[must_use]
pub struct Http2Script {
    streams: Arc<[StreamScript]>,
    max_concurrent_streams: Option<u32>,
}

impl Http2Script {
    /// Creates a script from those of the streams. Without any, streams are cancelled at once.
    pub fn new(streams: impl IntoIterator<Item: Into<StreamScript>>) -> Self {
        let streams = streams.into_iter().map(Into::into).collect();
        Self { streams, max_concurrent_streams: None }
    }

    /// Allows the client so many streams at the same time; more are refused. The client learns of
    /// it with the first that it hears.
    pub const fn max_concurrent_streams(mut self, most: u32) -> Self {
        self.max_concurrent_streams = Some(most);
        self
    }

    /// The script of this stream, counted from 0.
    pub(super) fn stream(&self, place: usize) -> StreamScript {
        self.streams.get(place).or_else(|| self.streams.last()).cloned().unwrap_or_default()
    }

    pub(super) const fn most_streams(&self) -> Option<u32> {
        self.max_concurrent_streams
    }
}

impl From<Http2Script> for Script {
    fn from(script: Http2Script) -> Self {
        Self::new().http2(script)
    }
}
