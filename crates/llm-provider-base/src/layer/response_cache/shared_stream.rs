//! [`SharedStream`]: one answer as it comes, for several readers.

use std::collections::HashMap;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use futures::{Stream, StreamExt as _};
use llm_types::{Error, Result, StandardResponse, StandardStream, StreamEvent};

use super::flight::Flight;
use super::outcome::{remembered, told};

/// One answer as it comes, for several readers. Whoever reads drives it, so that a reader who is
/// slow or gone keeps nobody waiting; when the last one is gone, it is dropped.
pub(super) struct SharedStream {
    state: Mutex<State>,
    sleepers: Arc<Sleepers>,
}

struct State {
    source: StandardStream,
    deltas: Vec<StreamEvent>,
    end: Option<Result<Arc<StandardResponse>, Error>>,
    readers: u64,
    /// True while one of the readers is to be told what the answer consumed.
    has_payer: bool,
}

/// Readers that wait for the next item. The source knows them all as one waker, and so none of them
/// need be there still when it wakes.
#[derive(Default)]
struct Sleepers(Mutex<HashMap<u64, Waker>>);

/// One reader.
pub(super) struct Reader {
    stream: Arc<SharedStream>,
    /// As long as somebody reads, others can join.
    _flight: Arc<Flight>,
    number: u64,
    place: usize,
    is_payer: bool,
    is_over: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A source that panics stays as it is, and panics or ends when it is polled again.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl SharedStream {
    pub(super) fn new(source: StandardStream) -> Arc<Self> {
        let state = State { source, deltas: Vec::new(), end: None, readers: 0, has_payer: false };
        Arc::new(Self { state: Mutex::new(state), sleepers: Arc::default() })
    }

    /// Reads from the beginning on.
    pub(super) fn read(self: &Arc<Self>, flight: Arc<Flight>) -> Reader {
        let mut state = lock(&self.state);
        state.readers += 1;
        let is_payer = !std::mem::replace(&mut state.has_payer, true);
        let number = state.readers;
        drop(state);
        let stream = Arc::clone(self);
        Reader { stream, _flight: flight, number, place: 0, is_payer, is_over: false }
    }
}

impl Reader {
    /// The last item, for this reader.
    fn end(&mut self, state: &mut State) -> Option<Result<StreamEvent>> {
        let end = state.end.clone()?;
        self.is_over = true;
        // The one who asked may have left before the answer was there.
        self.is_payer |= !std::mem::replace(&mut state.has_payer, true);
        let end = match end {
            Ok(answer) if self.is_payer => Ok(StandardResponse::clone(&answer)),
            Ok(answer) => Ok(remembered(&answer, Duration::ZERO)),
            Err(error) if self.is_payer => Err(error),
            Err(error) => Err(told(&error)),
        };
        Some(end.map(|answer| StreamEvent::Finished(Box::new(answer))))
    }
}

impl Stream for Reader {
    type Item = Result<StreamEvent>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let stream = Arc::clone(&self.stream);
        // Dropped after the locks: nobody knows what a waker holds.
        let _replaced;
        let mut state = lock(&stream.state);
        let is_first = self.place == state.deltas.len() && state.end.is_none();
        if is_first {
            // Before the source is asked, which may have the next item a moment later.
            _replaced = lock(&stream.sleepers.0).insert(self.number, cx.waker().clone());
            let waker = Waker::from(Arc::clone(&stream.sleepers));
            let item = match state.source.poll_next_unpin(&mut Context::from_waker(&waker)) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(item) => item,
            };
            match item {
                Some(Ok(StreamEvent::Finished(answer))) => state.end = Some(Ok(Arc::new(*answer))),
                Some(Ok(delta)) => state.deltas.push(delta),
                Some(Err(error)) => state.end = Some(Err(error)),
                // Only after its end, which is remembered.
                None => return Poll::Ready(None),
            }
        }
        let item = match state.deltas.get(self.place).cloned() {
            Some(delta) => {
                self.place += 1;
                Some(Ok(delta))
            }
            None => self.end(&mut state),
        };
        drop(state);
        if is_first {
            stream.sleepers.wake_all();
        }
        Poll::Ready(item)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let waker = lock(&self.stream.sleepers.0).remove(&self.number);
        drop(waker);
        let mut state = lock(&self.stream.state);
        if self.is_payer && !self.is_over {
            state.has_payer = false;
        }
    }
}

impl Sleepers {
    fn wake_all(&self) {
        let sleepers = std::mem::take(&mut *lock(&self.0));
        sleepers.into_values().for_each(Waker::wake);
    }
}

impl Wake for Sleepers {
    fn wake(self: Arc<Self>) {
        self.wake_all();
    }
}

impl fmt::Debug for SharedStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What is answered is user content.
        f.debug_struct("SharedStream").finish_non_exhaustive()
    }
}
