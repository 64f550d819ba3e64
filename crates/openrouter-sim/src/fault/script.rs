//! [`Script`]: what happens on one connection.

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use serde_json::Value;

use super::{Gate, ReceivedRequest, content};

/// What happens on one connection, step by step. After the last step the connection is closed.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Script(Vec<Step>);

/// One step of a script.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Reads a request, with its body or without.
    Read { with_body: bool },
    /// Writes bytes.
    Write(Bytes),
    /// Stops writing, and closes once the client has.
    Fin,
    /// Resets the connection.
    Reset,
    /// Does nothing until the client leaves.
    Hold,
    /// Does nothing, and does not even notice that the client leaves.
    Deaf,
    /// Waits at a gate.
    Pass(Gate),
    /// Waits in tokio's time.
    Wait(Duration),
    /// Goes through a script so many times.
    Repeat(u64, Script),
    /// Goes on with the script for the key of the last request, or else with the other.
    ByKey(Vec<(String, Script)>, Box<Script>),
    /// Goes through the script that is made for the last request.
    ByRequest(Maker),
    /// Agrees on TLS, and on a protocol.
    #[cfg(feature = "tls")]
    Tls(super::Certificate, super::tls::Protocol),
    /// Speaks HTTP/2 from here on.
    #[cfg(feature = "http2")]
    Http2(super::Http2Script),
    /// Goes on with the script for the model of the last request, or else with the other.
    ByModel(Vec<(String, Script)>, Box<Script>),
}

/// Makes a script for a request.
#[derive(Clone)]
pub(super) struct Maker(pub(super) Arc<dyn Fn(&ReceivedRequest) -> Script + Send + Sync>);

impl fmt::Debug for Maker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Maker")
    }
}

impl Script {
    /// Creates a script that closes the connection at once.
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates the script of an answer of this many words, which comes whole.
    pub fn healthy(words: usize) -> Self {
        Self::new().read().events().words(words).finish("stop").usage(words).done().end()
    }

    /// Creates the script of a whole answer of this many words, to a request for no stream. The
    /// connection stays open.
    pub fn answers(words: usize) -> Self {
        Self::replies(200, &content::answer(words))
    }

    /// Creates the script of a reply that is JSON: an error, or an answer that is no stream.
    pub fn replies(status: u16, body: &Value) -> Self {
        Self::new().read().json(status, body)
    }

    pub(super) fn steps(&self) -> &[Step] {
        &self.0
    }

    fn with(mut self, step: Step) -> Self {
        #[cfg(all(feature = "http2", feature = "tls"))]
        if let (Some(Step::Tls(_, protocol)), Step::Http2(_)) = (self.0.last_mut(), &step) {
            *protocol = super::tls::Protocol::Http2;
        }
        self.0.push(step);
        self
    }

    /// Reads a request, with its body.
    pub fn read(self) -> Self {
        self.with(Step::Read { with_body: true })
    }

    /// Reads the head of a request, and leaves its body.
    pub fn read_head(self) -> Self {
        self.with(Step::Read { with_body: false })
    }

    /// Writes bytes as they are.
    pub fn write(self, bytes: impl Into<Bytes>) -> Self {
        self.with(Step::Write(bytes.into()))
    }

    /// Writes a whole reply of this media type, and leaves the connection open.
    pub fn reply(self, status: u16, kind: &str, body: impl AsRef<[u8]>) -> Self {
        self.reply_with(status, &[("content-type", kind)], body)
    }

    /// Writes a whole reply with these headers, and leaves the connection open.
    pub fn reply_with(self, status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut head = format!("HTTP/1.1 {status} Scripted\r\ncontent-length: {}\r\n", body.len());
        for (name, value) in headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        head.push_str("\r\n");
        self.write([head.as_bytes(), body].concat())
    }

    /// Writes a whole reply that is JSON.
    pub fn json(self, status: u16, body: &Value) -> Self {
        self.reply(status, "application/json", body.to_string())
    }

    /// Writes the head of a stream of events, whose body is chunked.
    pub fn events(self) -> Self {
        self.write(
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n",
        )
    }

    /// Writes the head of a stream of events whose end is the end of the connection.
    pub fn events_until_close(self) -> Self {
        self.write(
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n",
        )
    }

    /// Writes one chunk of a chunked body.
    pub fn chunk(self, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref();
        self.write([format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat())
    }

    super::content::event_verbs!(chunk);

    /// Ends a chunked body.
    pub fn end(self) -> Self {
        self.write("0\r\n\r\n")
    }

    /// Stops writing, and closes the connection once the client has.
    pub fn close(self) -> Self {
        self.with(Step::Fin)
    }

    /// Resets the connection.
    pub fn reset(self) -> Self {
        self.with(Step::Reset)
    }

    /// Is silent until the client leaves.
    pub fn hold(self) -> Self {
        self.with(Step::Hold)
    }

    /// Does nothing more, and does not even notice that the client leaves: what it sends piles up.
    pub fn deaf(self) -> Self {
        self.with(Step::Deaf)
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

    /// Goes through another script until the client leaves.
    pub fn forever(self, script: Self) -> Self {
        self.repeat(u64::MAX, script)
    }

    /// Goes on with what the key of the last request gets, or else with what all others get. The
    /// scripts do not read the request again.
    pub fn by_key<'a>(self, keys: impl IntoIterator<Item = (&'a str, Self)>, others: Self) -> Self {
        let keys = keys.into_iter().map(|(key, script)| (key.to_owned(), script)).collect();
        self.with(Step::ByKey(keys, Box::new(others)))
    }

    /// Goes through the script that a function makes for the last request, and then on: what a
    /// request gets may depend on anything in it, and on what came before. The script does not read
    /// the request again; without a request it is skipped.
    ///
    /// ```
    /// use openrouter_sim::fault::Script;
    ///
    /// // As many requests as the client sends on the connection.
    /// let each = Script::new().read().by_request(|request| {
    ///     let healthy = Script::new().events().words(3).finish("stop").done().end();
    ///     if request.key() == Some("sk-or-v1-unlucky") { Script::new().reset() } else { healthy }
    /// });
    /// let script = Script::new().forever(each);
    /// # let _ = script;
    /// ```
    pub fn by_request(
        self,
        make: impl Fn(&ReceivedRequest) -> Self + Send + Sync + 'static,
    ) -> Self {
        self.with(Step::ByRequest(Maker(Arc::new(make))))
    }

    /// Agrees on TLS, with this certificate: what comes after is encrypted. The protocol that is
    /// agreed on is HTTP/2 if the next step is [`http2`](Self::http2), else HTTP/1.1.
    #[cfg(feature = "tls")]
    pub fn tls(self, certificate: &super::Certificate) -> Self {
        self.with(Step::Tls(certificate.clone(), super::tls::Protocol::Http1))
    }

    /// Speaks HTTP/2 from here on: the rest of the connection goes by this script. Without
    /// [`tls`](Self::tls) before, the client must know that it does.
    #[cfg(feature = "http2")]
    pub fn http2(self, script: super::Http2Script) -> Self {
        self.with(Step::Http2(script))
    }

    /// Goes on with what the model of the last request answers, or else with what all others do.
    /// The scripts do not read the request again.
    pub fn by_model<'a>(
        self,
        models: impl IntoIterator<Item = (&'a str, Self)>,
        others: Self,
    ) -> Self {
        let models = models.into_iter().map(|(model, script)| (model.to_owned(), script));
        self.with(Step::ByModel(models.collect(), Box::new(others)))
    }

    /// Goes on with another script.
    pub fn then(self, script: Self) -> Self {
        script.0.into_iter().fold(self, Self::with)
    }
}
