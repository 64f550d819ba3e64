//! [`ResponseCache`]: answers that need not be asked for again.

mod flight;
mod key;
mod memory;
mod outcome;
mod shared_stream;
mod store;
#[cfg(test)]
mod tests;

pub use self::outcome::{CacheOutcome, CachePolicy};

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::StreamExt as _;
use llm_types::{
    CacheMetrics, Error, ErrorKind, Provider, ProviderMetrics, Receipt, Result, StandardRequest,
    StandardResponse, StandardStream, StreamEvent,
};
use tokio::sync::OwnedMutexGuard;

use self::flight::{Flight, Landed};
use self::key::Key;
use self::memory::{Era, Memory};
use self::outcome::{remembered, told};
use self::shared_stream::SharedStream;
use self::store::Bounds;
use super::Layer;
use super::deadline::Deadline;
use crate::{Clock, SystemClock};

/// A [`Layer`] that remembers answers: who asks the same again gets the same, at once and for
/// nothing.
///
/// ```
/// use std::time::Duration;
///
/// use llm_provider_base::{CacheOutcome, LayerExt, ResponseCache};
/// # use llm_types::{mock::ScriptedProvider, ProviderExt};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> llm_types::Result<()> {
/// # let openrouter = ScriptedProvider::new().then("Scattering.");
///
/// let ten_minutes = Duration::from_secs(600);
/// let provider = openrouter.layer(ResponseCache::new(1_000).with_ttl(ten_minutes));
/// let asked = provider.ask("Why is the sky blue?").await?;
/// let remembered = provider.ask("Why is the sky blue?").await?;
/// assert_eq!(remembered.joined_text(), asked.joined_text());
/// assert!(remembered.extension::<CacheOutcome>().is_some());
/// # Ok(()) }
/// ```
///
/// # What is the same
///
/// Two requests are, if everything is equal that the model could answer differently to: the
/// conversation, the model (the provider's default, where none is named), tools, settings, the end
/// user, extensions. Limits of time and attempts, and the receipt, make no difference. Where one
/// cache stands before several providers, they are told apart by their types and names: two that
/// are called alike need a cache each.
///
/// # What is kept
///
/// Answers that are whole: each choice stopped of its own accord or to have tools run. Errors,
/// refused, cut off and broken off answers are not. How a model was asked to vary its answers plays
/// no part: whoever puts a cache before a provider wants it used, and most requests set no
/// temperature. [`only`](Self::only) narrows that down, [`CachePolicy`] says otherwise for one call.
/// Everything is forgotten when the provider is configured, logged in or logged out.
///
/// # Equal requests at the same time
///
/// One of them is made. The others share its answer as it comes, from its beginning, and each at its
/// own pace; so it ends for all of them alike. It goes on as long as anybody wants it: a caller who
/// leaves, the first included, harms nobody. A failure before the first content is everybody's who
/// was waiting, unless it was the first caller's time that ran out. Only calls with equal limits
/// share.
pub struct ResponseCache {
    only: Option<Filter>,
    memory: Arc<Memory>,
}

type Filter = Box<dyn Fn(&StandardRequest) -> bool + Send + Sync>;

/// What becomes of a call.
enum Course {
    /// Somebody had asked that.
    Answered(Box<StandardResponse>),
    /// Somebody is asking that.
    Joined(StandardStream),
    /// It has to be made.
    Made(Box<Made>),
}

/// A call that has to be made.
struct Made {
    request: StandardRequest,
    /// Where its answer is kept.
    entry: Option<(Key, Era)>,
    /// For others too.
    lead: Option<Lead>,
}

/// A call that others may wait for.
struct Lead {
    flight: Arc<Flight>,
    turn: OwnedMutexGuard<()>,
}

impl ResponseCache {
    /// How long an answer holds, unless said otherwise.
    pub const TTL: Duration = Duration::from_secs(5 * 60);

    /// How much is kept, as JSON in bytes, unless said otherwise.
    pub const MAX_BYTES: usize = 64 << 20;

    /// Keeps so many answers at the most. The one that nobody wanted for longest goes first.
    pub fn new(answers: usize) -> Self {
        let bounds = Bounds { answers, bytes: Self::MAX_BYTES, ttl: Self::TTL };
        Self { only: None, memory: Arc::new(Memory::new(bounds, Arc::new(SystemClock))) }
    }

    /// With answers that hold for another time.
    #[must_use]
    pub fn with_ttl(self, ttl: Duration) -> Self {
        self.with_bounds(|bounds| bounds.ttl = ttl)
    }

    /// With room for so many bytes of answers, as JSON. A larger answer is not kept.
    #[must_use]
    pub fn with_max_bytes(self, bytes: usize) -> Self {
        self.with_bounds(|bounds| bounds.bytes = bytes)
    }

    /// With another clock.
    #[must_use]
    pub fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        let memory = Arc::new(Memory::new(self.memory.bounds, clock));
        Self { memory, ..self }
    }

    /// Only for requests like these; the others are passed on.
    ///
    /// ```
    /// # use llm_provider_base::ResponseCache;
    /// let of_the_same_each_time =
    ///     ResponseCache::new(1_000).only(|request| request.temperature == Some(0.0));
    /// ```
    #[must_use]
    pub fn only(self, requests: impl Fn(&StandardRequest) -> bool + Send + Sync + 'static) -> Self {
        Self { only: Some(Box::new(requests)), ..self }
    }

    /// How many calls were answered by the cache, those that shared another's answer included, and
    /// how many had to be made. Calls that it was to be no business of are neither.
    pub fn counts(&self) -> CacheMetrics {
        self.memory.counts()
    }

    /// Forgets everything. Calls that are under way end as they would, and are not kept.
    pub fn clear(&self) {
        self.memory.clear();
    }

    fn with_bounds(self, change: impl FnOnce(&mut Bounds)) -> Self {
        let mut bounds = self.memory.bounds;
        change(&mut bounds);
        let memory = Arc::new(Memory::new(bounds, Arc::clone(&self.memory.clock)));
        Self { memory, ..self }
    }

    /// Finds out what becomes of a call, and waits for another that asks the same to begin.
    async fn course(&self, inner: &dyn Provider, mut request: StandardRequest) -> Result<Course> {
        let policy = request.extension::<CachePolicy>().copied();
        request.extensions.remove::<CachePolicy>();
        let is_ours = policy != Some(CachePolicy::Bypass)
            && self.only.as_ref().is_none_or(|only| only(&request));
        let key = if is_ours { Key::of(inner, &mut request) } else { None };
        let Some(key) = key else {
            return Ok(Course::made(request, None, None));
        };
        let memory = &self.memory;
        let (kept, era) = memory.get(key);
        if policy == Some(CachePolicy::Refresh) {
            memory.count_miss();
            return Ok(Course::made(request, Some((key, era)), None));
        }
        if let Some((answer, age)) = kept {
            memory.count_hit();
            return Ok(Course::answered(&answer, age));
        }
        let deadline = Deadline::of(&request);
        let flight = memory.flights.join(key, &request);
        let turn = deadline.wait(flight.turn()).await?;
        let shared = match flight.landed() {
            None => match memory.get(key) {
                // Another call ended between the two looks.
                (Some((answer, age)), _) => Course::answered(&answer, age),
                (None, era) => {
                    let request = deadline.pass_on(request)?;
                    memory.count_miss();
                    let lead = Some(Lead { flight, turn });
                    return Ok(Course::made(request, Some((key, era)), lead));
                }
            },
            Some(Landed::Answer(answer)) => Course::answered(answer, Duration::ZERO),
            Some(Landed::Stream(stream)) => {
                let reader = stream.read(Arc::clone(&flight));
                let receipt = request.receipt.unwrap_or_default();
                Course::Joined(StandardStream::with_receipt(reader, receipt.begin()))
            }
            Some(Landed::Failed(error)) => return Err(told(error)),
        };
        memory.count_hit();
        Ok(shared)
    }

    /// The same, with the receipt of a call that ends here.
    async fn find(&self, inner: &dyn Provider, request: StandardRequest) -> Result<Course> {
        let receipt = request.receipt.clone().unwrap_or_default();
        let course = self.course(inner, request).await;
        match &course {
            Ok(Course::Answered(_)) => receipt.begin().close(true),
            Err(_) => receipt.begin().close(false),
            Ok(Course::Joined(_) | Course::Made(_)) => {}
        }
        course
    }
}

impl Course {
    fn answered(answer: &StandardResponse, age: Duration) -> Self {
        Self::Answered(Box::new(remembered(answer, age)))
    }

    fn made(request: StandardRequest, entry: Option<(Key, Era)>, lead: Option<Lead>) -> Self {
        Self::Made(Box::new(Made { request, entry, lead }))
    }
}

impl Lead {
    /// The call failed before there was anything to share.
    fn fail(self, memory: &Memory, error: &Error) {
        // Those who wait have time of their own.
        if !matches!(error.kind(), ErrorKind::Timeout | ErrorKind::Cancelled) {
            self.land(memory, Landed::Failed(error.clone()));
        }
    }

    /// The call is over.
    fn land(self, memory: &Memory, landed: Landed) {
        self.flight.land(landed);
        memory.flights.end(&Arc::downgrade(&self.flight), self.flight.course());
        drop(self.turn);
    }
}

#[async_trait]
impl Layer for ResponseCache {
    async fn complete(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardResponse> {
        let course = self.find(inner, request).await?;
        let Made { request, entry, lead } = *match course {
            Course::Answered(answer) => return Ok(*answer),
            Course::Joined(stream) => return stream.collect().await,
            Course::Made(made) => made,
        };
        let result = inner.complete(request).await;
        match &result {
            Ok(answer) if entry.is_some() => {
                let answer = Arc::new(answer.clone());
                self.memory.keep(entry, &answer);
                if let Some(lead) = lead {
                    lead.land(&self.memory, Landed::Answer(answer));
                }
            }
            Ok(_) => {}
            Err(error) => {
                if let Some(lead) = lead {
                    lead.fail(&self.memory, error);
                }
            }
        }
        result
    }

    async fn stream(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        let receipt = request.receipt.clone().unwrap_or_default();
        let course = self.find(inner, request).await?;
        let Made { request, entry, lead } = *match course {
            Course::Answered(answer) => {
                let events = answer.into_events().into_iter().map(Ok);
                let stream = futures::stream::iter(events);
                return Ok(StandardStream::with_receipt(stream, receipt.begin()));
            }
            Course::Joined(stream) => return Ok(stream),
            Course::Made(made) => made,
        };
        let stream = match inner.stream(request).await {
            Ok(stream) => stream,
            Err(error) => {
                if let Some(lead) = lead {
                    lead.fail(&self.memory, &error);
                }
                return Err(error);
            }
        };
        if entry.is_none() {
            return Ok(stream);
        }
        let memory = Arc::clone(&self.memory);
        let flight =
            lead.as_ref().map(|lead| (Arc::downgrade(&lead.flight), *lead.flight.course()));
        let kept = stream.wrap(|items| {
            items.inspect(move |item| {
                let is_over = match item {
                    Ok(StreamEvent::Finished(answer)) => {
                        memory.keep(entry, &Arc::new(StandardResponse::clone(answer)));
                        true
                    }
                    Ok(_) => false,
                    Err(_) => true,
                };
                if let (true, Some((flight, course))) = (is_over, &flight) {
                    memory.flights.end(flight, course);
                }
            })
        });
        let Some(Lead { flight, turn }) = lead else { return Ok(kept) };
        let receipt: Receipt = kept.receipt();
        let shared = SharedStream::new(kept);
        let reader = shared.read(Arc::clone(&flight));
        flight.land(Landed::Stream(shared));
        drop(turn);
        Ok(StandardStream::with_receipt(reader, receipt.begin()))
    }

    fn metrics(&self, mut inner: ProviderMetrics) -> ProviderMetrics {
        inner.responses += self.counts();
        inner
    }

    fn reset(&self) {
        self.clear();
    }
}

impl fmt::Debug for ResponseCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What is remembered is user content.
        f.debug_struct("ResponseCache")
            .field("bounds", &self.memory.bounds)
            .field("counts", &self.counts())
            .finish_non_exhaustive()
    }
}
