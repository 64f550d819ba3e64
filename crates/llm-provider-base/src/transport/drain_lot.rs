//! Where released bodies wait for their last bytes, so that their connections can be used again.

use std::sync::Mutex;
use std::task::{Context, Waker};
use std::time::Duration;

use tokio::time::Instant;

use super::Body;
use super::body::ByteStream;

/// Bodies that wait at the same time, at most. More are dropped, oldest first.
const CAPACITY: usize = 256;

/// How long a body may wait for its end.
const PATIENCE: Duration = Duration::from_secs(2);

/// Bodies given back before their end, see [`Body::release`].
///
/// No task serves the lot: the transport sweeps it in passing, before each request.
/// An HTTP connection reads on by itself as long as its body is alive, so being kept is most of what a body needs.
/// A transport shares one lot between its bodies with [`Body::with_drain_lot`].
#[derive(Debug, Default)]
pub struct DrainLot {
    parked: Mutex<Vec<Parked>>,
}

#[derive(Debug)]
struct Parked {
    body: Body,
    since: Instant,
}

impl DrainLot {
    /// Keeps the rest of a body until its end has come.
    pub(super) fn park(&self, rest: ByteStream) {
        let parked = Parked { body: Body::new(rest), since: Instant::now() };
        let dropped = self.with(|lot| {
            lot.push(parked);
            (lot.len() > CAPACITY).then(|| lot.remove(0))
        });
        drop(dropped);
    }

    /// Lets go of the bodies that are at their end or have waited too long.
    ///
    /// A transport calls it before each request.
    pub fn sweep(&self) {
        let waiting = self.with(std::mem::take);
        if waiting.is_empty() {
            return;
        }
        // The bodies are polled and dropped outside of the lock, because both run foreign code.
        let now = Instant::now();
        let mut cx = Context::from_waker(Waker::noop());
        let mut kept: Vec<_> = waiting
            .into_iter()
            .filter(|parked| now.duration_since(parked.since) < PATIENCE)
            .filter_map(|mut parked| parked.body.poll_drain(&mut cx).is_pending().then_some(parked))
            .collect();
        self.with(|lot| {
            kept.append(lot);
            *lot = kept;
        });
    }

    /// Whether no body waits.
    #[cfg(all(test, feature = "reqwest"))]
    pub(super) fn is_empty(&self) -> bool {
        self.with(|lot| lot.is_empty())
    }

    fn with<T>(&self, act: impl FnOnce(&mut Vec<Parked>) -> T) -> T {
        // A panic elsewhere leaves the list usable: every change to it is one step.
        act(&mut self.parked.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    use std::task::Poll;

    use futures::stream;

    use super::*;

    /// Counts the bodies that are alive; each is pending until `ended`.
    fn body(alive: &Arc<AtomicUsize>, ended: &Arc<AtomicBool>, lot: &Arc<DrainLot>) -> Body {
        struct Alive(Arc<AtomicUsize>);
        impl Drop for Alive {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::Relaxed);
            }
        }
        alive.fetch_add(1, Ordering::Relaxed);
        let guard = Alive(Arc::clone(alive));
        let ended = Arc::clone(ended);
        Body::new(stream::poll_fn(move |_| {
            let _guard = &guard;
            if ended.load(Ordering::Relaxed) { Poll::Ready(None) } else { Poll::Pending }
        }))
        .with_drain_lot(Arc::clone(lot))
    }

    #[tokio::test(start_paused = true)]
    async fn a_released_body_is_kept_until_its_end_and_a_dropped_one_is_not() {
        let (alive, ended, lot) = <(Arc<AtomicUsize>, Arc<AtomicBool>, Arc<DrainLot>)>::default();

        drop(body(&alive, &ended, &lot));
        assert_eq!(alive.load(Ordering::Relaxed), 0);

        body(&alive, &ended, &lot).release();
        lot.sweep();
        assert_eq!(alive.load(Ordering::Relaxed), 1);

        ended.store(true, Ordering::Relaxed);
        lot.sweep();
        assert_eq!(alive.load(Ordering::Relaxed), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_ends_loses_its_place() {
        let (alive, ended, lot) = <(Arc<AtomicUsize>, Arc<AtomicBool>, Arc<DrainLot>)>::default();

        body(&alive, &ended, &lot).release();
        tokio::time::advance(PATIENCE).await;
        lot.sweep();

        assert_eq!(alive.load(Ordering::Relaxed), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn the_lot_keeps_the_newest_when_it_is_full() {
        let (alive, ended, lot) = <(Arc<AtomicUsize>, Arc<AtomicBool>, Arc<DrainLot>)>::default();

        for _ in 0..CAPACITY + 10 {
            body(&alive, &ended, &lot).release();
        }

        assert_eq!(alive.load(Ordering::Relaxed), CAPACITY);
    }
}
