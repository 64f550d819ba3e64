//! [`StreamScript`]: what happens on one stream of an HTTP/2 connection.

use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use super::super::{Gate, content};

/// What happens on one stream of an HTTP/2 connection, step by step. After the last step the
/// stream is cancelled, if it is not at its [end](Self::end).
///
/// What is written goes out before the next step is taken.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct StreamScript(Vec<Step>);

/// Why a stream or a connection is broken off, by the names of RFC 9113.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Http2Reason {
    /// `NO_ERROR`: nothing is wrong.
    NoError,
    /// `PROTOCOL_ERROR`: the client made a mistake.
    ProtocolError,
    /// `INTERNAL_ERROR`: the server made one.
    InternalError,
    /// `REFUSED_STREAM`: the request was not processed.
    RefusedStream,
    /// `CANCEL`: the stream is not needed any more.
    Cancel,
    /// `ENHANCE_YOUR_CALM`: the client asks too much.
    EnhanceYourCalm,
}

/// One step of a script.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Reads the request, with its body or without.
    Read { with_body: bool },
    /// Sends the head of a reply.
    Head { status: u16, headers: Vec<(String, String)> },
    /// Sends a piece of the body.
    Data(Bytes),
    /// Ends the body.
    End,
    /// Breaks the stream off.
    Reset(Http2Reason),
    /// Says that no more streams are taken, and whether this one was.
    GoAway { reason: Http2Reason, is_processed: bool },
    /// Does nothing until the client cancels the stream.
    Hold,
    /// The connection reads nothing more.
    Deaf,
    /// Closes the connection.
    Close,
    /// Resets the connection.
    ResetConnection,
    /// Waits at a gate.
    Pass(Gate),
    /// Waits in tokio's time.
    Wait(Duration),
    /// Goes through a script so many times.
    Repeat(u64, StreamScript),
}

impl StreamScript {
    /// Creates a script that cancels the stream at once.
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates the script of a streamed answer of this many words, which comes whole.
    pub fn healthy(words: usize) -> Self {
        Self::new().read().events().words(words).finish("stop").usage(words).done().end()
    }

    /// Creates the script of a whole answer of this many words, to a request for no stream.
    pub fn answers(words: usize) -> Self {
        Self::replies(200, &content::answer(words))
    }

    /// Creates the script of a reply that is JSON.
    pub fn replies(status: u16, body: &Value) -> Self {
        let json = [("content-type", "application/json")];
        Self::new().read().head(status, &json).data(body.to_string()).end()
    }

    pub(super) fn steps(&self) -> &[Step] {
        &self.0
    }

    fn with(mut self, step: Step) -> Self {
        self.0.push(step);
        self
    }

    /// Reads the request, with its body.
    pub fn read(self) -> Self {
        self.with(Step::Read { with_body: true })
    }

    /// Takes the head of the request, and leaves its body.
    pub fn read_head(self) -> Self {
        self.with(Step::Read { with_body: false })
    }

    /// Sends the head of a reply. One that HTTP does not allow cancels the stream.
    pub fn head(self, status: u16, headers: &[(&str, &str)]) -> Self {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        self.with(Step::Head { status, headers: headers.iter().map(own).collect() })
    }

    /// Sends the head of a stream of events.
    pub fn events(self) -> Self {
        self.head(200, &[("content-type", "text/event-stream")])
    }

    /// Sends a piece of the body, as far as the client lets it through.
    pub fn data(self, bytes: impl Into<Bytes>) -> Self {
        self.with(Step::Data(bytes.into()))
    }

    content::event_verbs!(data);

    /// Ends the body.
    pub fn end(self) -> Self {
        self.with(Step::End)
    }

    /// Breaks the stream off, with `RST_STREAM`.
    pub fn reset(self, reason: Http2Reason) -> Self {
        self.with(Step::Reset(reason))
    }

    /// Says, with `GOAWAY`, that the connection takes no more streams and that this one was the last.
    pub fn go_away(self, reason: Http2Reason) -> Self {
        self.with(Step::GoAway { reason, is_processed: true })
    }

    /// Says, with `GOAWAY`, that the connection takes no more streams and that this one was none
    /// of those that it has processed.
    pub fn go_away_unprocessed(self, reason: Http2Reason) -> Self {
        self.with(Step::GoAway { reason, is_processed: false })
    }

    /// Is silent until the client cancels the stream or leaves. Other streams go on.
    pub fn hold(self) -> Self {
        self.with(Step::Hold)
    }

    /// From here on the connection reads nothing, on no stream, and does not notice that the client
    /// leaves: as if its other end had vanished.
    pub fn deaf(self) -> Self {
        self.with(Step::Deaf)
    }

    /// Closes the connection, with all its streams, without a word.
    pub fn close_connection(self) -> Self {
        self.with(Step::Close)
    }

    /// Resets the connection, with all its streams.
    pub fn reset_connection(self) -> Self {
        self.with(Step::ResetConnection)
    }

    /// Waits until the gate is open.
    pub fn pass(self, gate: &Gate) -> Self {
        self.with(Step::Pass(gate.clone()))
    }

    /// Waits, in tokio's time.
    pub fn wait(self, time: Duration) -> Self {
        self.with(Step::Wait(time))
    }

    /// Goes through another script so many times.
    pub fn repeat(self, times: u64, script: Self) -> Self {
        self.with(Step::Repeat(times, script))
    }

    /// Goes through another script until the client cancels the stream.
    pub fn forever(self, script: Self) -> Self {
        self.repeat(u64::MAX, script)
    }

    /// Goes on with another script.
    pub fn then(mut self, script: Self) -> Self {
        self.0.extend(script.0);
        self
    }
}
