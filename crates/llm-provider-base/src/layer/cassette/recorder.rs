//! [`Recorder`]: a layer that writes calls down.

use std::fmt;
use std::path::Path;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use async_trait::async_trait;
use futures::{Stream, StreamExt as _};
use llm_types::{
    Error, ErrorKind, Provider, Result, StandardRequest, StandardResponse, StandardStream,
    StreamEvent,
};
use serde_json::Value;
use tokio::time::Instant;

use super::line::{End, Header, Line, Moment, RecordedProvider, VERSION};
use super::play::{Gaps, play, play_whole};
use super::playlist::{Playlist, recorded, without_limits};
use super::scrub::{Scrubber, is_blank};
use super::tape::{Tape, TapeEnd};
use crate::layer::Layer;
use crate::{Clock, SystemClock};

/// A [`Layer`] that writes calls down, so that they can be [played](super::Cassette) without a
/// network.
///
/// ```no_run
/// use llm_provider_base::{LayerExt, Recorder};
/// # use llm_types::{mock::ScriptedProvider, ProviderExt};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> llm_types::Result<()> {
/// # let openrouter = ScriptedProvider::new();
///
/// let provider = openrouter.layer(Recorder::to("tests/cassettes/haiku.jsonl")?);
/// provider.ask("A haiku about rust, please.").await?;
/// # Ok(()) }
/// ```
///
/// A call is written when it is over, as one line: what was asked, each event with its time, and the
/// end, which may be an error, or that the caller dropped it. Calls at the same time do not mix. A
/// process that dies loses the calls that are under way, and no other. Vectors are not recorded.
///
/// # Secrets
///
/// What has the shape of a credential is taken out wherever it stands, what was asked and answered
/// included: keys by how they begin, what follows `Bearer`, headers and members that are called so,
/// passwords in addresses, private keys. What else must not be in the file
/// [`with_scrub`](Self::with_scrub) takes out. On Unix only the user may read the file.
///
/// # When a file cannot be written
///
/// The call goes on, an error is logged, and every later call fails at once with
/// [`ErrorKind::Configuration`](llm_types::ErrorKind::Configuration): a recording with gaps would
/// be of no use. The file is written in the thread of the call.
pub struct Recorder {
    scrubber: Scrubber,
    clock: Arc<dyn Clock>,
    playlist: Option<Mutex<Playlist>>,
    begun: AtomicU64,
    end: Arc<Mutex<TapeEnd>>,
}

impl Recorder {
    /// Records everything in a new file, in place of one that is there. Folders are made.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if the file cannot be written.
    pub fn to(path: impl AsRef<Path>) -> Result<Self> {
        Ok(Self::over(None, 1, TapeEnd::create(path.as_ref())?))
    }

    /// Plays what a file holds, as [`Cassette`](super::Cassette) does, and asks for, and adds to it,
    /// what it does not hold. The file need not be there.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if the file cannot be read or written, or is no cassette.
    pub fn missing(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        if !path.exists() {
            return Self::to(path);
        }
        let tape = Tape::read(path)?;
        let (next, end) = (tape.next_call(), TapeEnd::append(&tape)?);
        Ok(Self::over(Some(Playlist::new(tape)), next, end))
    }

    fn over(playlist: Option<Playlist>, next: u64, end: TapeEnd) -> Self {
        Self {
            scrubber: Scrubber::default(),
            clock: Arc::new(SystemClock),
            playlist: playlist.map(Mutex::new),
            begun: AtomicU64::new(next),
            end: Arc::new(Mutex::new(end)),
        }
    }

    /// Shows each text that is about to be written, names of members included. What is given for
    /// one takes its place; `None` leaves it. Who plays the file needs the same:
    /// [`Cassette::with_scrub`](super::Cassette::with_scrub).
    ///
    /// ```no_run
    /// # use llm_provider_base::Recorder;
    /// # fn main() -> llm_types::Result<()> {
    /// let recorder = Recorder::to("tests/cassettes/haiku.jsonl")?
    ///     .with_scrub(|text| text.contains("Jane").then(|| text.replace("Jane", "Somebody")));
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn with_scrub(
        mut self,
        rewrite: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.scrubber.push(rewrite);
        self
    }

    /// With another clock, for the times of events.
    #[must_use]
    pub fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    /// Nothing, or why calls can be recorded no more.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if a call could not be written.
    pub fn check(&self) -> Result<()> {
        lock(&self.end).check()
    }

    /// What was recorded already, or else a call that is recorded.
    fn begin(
        &self,
        inner: &dyn Provider,
        request: &StandardRequest,
        streams: bool,
    ) -> Result<Call> {
        let call = self.call(inner, request, streams);
        if let (Err(_), Some(receipt)) = (&call, &request.receipt) {
            receipt.begin().close(false);
        }
        call
    }

    fn call(&self, inner: &dyn Provider, request: &StandardRequest, streams: bool) -> Result<Call> {
        let json = recorded(request, &self.scrubber)?;
        if let Some(playlist) = &self.playlist {
            let mut compared = json.clone();
            without_limits(&mut compared);
            let line = lock(playlist).take(&compared);
            if let Some(line) = line {
                return Ok(Call::Played(Box::new(line)));
            }
        }
        self.check()?;
        Ok(Call::Made(Box::new(Take {
            end: Arc::clone(&self.end),
            clock: Arc::clone(&self.clock),
            scrubber: self.scrubber.clone(),
            provider: RecordedProvider::of(inner),
            number: self.begun.fetch_add(1, Ordering::Relaxed),
            request: json,
            events: streams.then(Vec::new),
            last: self.clock.now(),
            is_written: false,
        })))
    }
}

/// What becomes of a call.
enum Call {
    Played(Box<Line>),
    Made(Box<Take>),
}

/// A call that is recorded, until it is over or dropped.
struct Take {
    end: Arc<Mutex<TapeEnd>>,
    clock: Arc<dyn Clock>,
    scrubber: Scrubber,
    provider: RecordedProvider,
    number: u64,
    request: Value,
    events: Option<Vec<Moment>>,
    last: Instant,
    is_written: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A write that panics leaves a line that is cut off at worst.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Take {
    /// How long ago the last thing happened.
    fn lap(&mut self) -> Duration {
        let now = self.clock.now();
        let gap = now.saturating_duration_since(self.last);
        self.last = now;
        gap
    }

    fn event(&mut self, event: &StreamEvent) {
        let after = self.lap();
        self.events.get_or_insert_default().push(Moment { after, event: event.clone() });
    }

    fn end(&mut self, end: End) {
        if std::mem::replace(&mut self.is_written, true) {
            return;
        }
        let mut end_after = self.lap();
        let mut events = self.events.take();
        if let Some(moments) = &mut events
            && self.scrubber.pieces(moments.iter_mut().map(|moment| &mut moment.event))
        {
            let mut blank = Duration::ZERO;
            moments.retain_mut(|moment| {
                if is_blank(&moment.event) {
                    blank += moment.after;
                    return false;
                }
                moment.after += std::mem::take(&mut blank);
                true
            });
            end_after += blank;
        }
        let line = Line {
            call: self.number,
            provider: self.provider.name.clone(),
            request: self.request.take(),
            events,
            end,
            end_after,
        };
        let header = Header { cassette: VERSION, provider: self.provider.clone() };
        let header = self.written::<Header>(serde_json::to_value(&header));
        let line = self.written::<Line>(serde_json::to_value(&line));
        match header {
            Ok(header) => lock(&self.end).write(&header, line),
            Err(error) => lock(&self.end).write(&[], Err(error)),
        }
    }

    /// What is written, without secrets, and so that it can be read again.
    fn written<T: serde::de::DeserializeOwned>(
        &self,
        json: serde_json::Result<Value>,
    ) -> Result<Vec<u8>> {
        let written = json.and_then(|mut json| {
            self.scrubber.json(&mut json);
            let bytes = serde_json::to_vec(&json)?;
            serde_json::from_slice::<T>(&bytes)?;
            Ok(bytes)
        });
        written.map_err(|_| {
            let message = "a call has no written form that could be read again: an extension has none, or what scrubs it changes more than what was said";
            Error::new(ErrorKind::Configuration, message)
        })
    }
}

impl Drop for Take {
    fn drop(&mut self) {
        self.end(End::Dropped);
    }
}

#[async_trait]
impl Layer for Recorder {
    async fn complete(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardResponse> {
        match self.begin(inner, &request, false)? {
            Call::Played(line) => {
                play_whole(*line, request.receipt.unwrap_or_default(), Gaps::None).await
            }
            Call::Made(mut take) => {
                let result = inner.complete(request).await;
                take.end(End::from(&result));
                result
            }
        }
    }

    async fn stream(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        let mut take = match self.begin(inner, &request, true)? {
            Call::Played(line) => {
                return play(*line, request.receipt.unwrap_or_default(), Gaps::None).await;
            }
            Call::Made(take) => take,
        };
        match inner.stream(request).await {
            Ok(stream) => Ok(stream.wrap(|items| Recording { items, take })),
            Err(error) => {
                take.events = None;
                take.end(End::Error(Box::new((&error).into())));
                Err(error)
            }
        }
    }
}

/// A stream that is recorded.
struct Recording {
    items: StandardStream,
    take: Box<Take>,
}

impl Stream for Recording {
    type Item = Result<StreamEvent>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = std::task::ready!(self.items.poll_next_unpin(cx));
        match &item {
            Some(Ok(StreamEvent::Finished(answer))) => self.take.end(End::Answer(answer.clone())),
            Some(Ok(event)) => self.take.event(event),
            Some(Err(error)) => self.take.end(End::Error(Box::new(error.into()))),
            None => {}
        }
        Poll::Ready(item)
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What is recorded is user content.
        f.debug_struct("Recorder").field("end", &self.end).finish_non_exhaustive()
    }
}
