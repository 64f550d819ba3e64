//! [`Alarm`]: one timer that rings for all of [`StreamTimers`].

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::{Instant, Sleep};

use crate::{Clock, StreamTimeouts, StreamTimer, StreamTimers};

/// Wakes the reader of a body that keeps it waiting. It is set anew only where the next timer is
/// due earlier, or when it rings too early: nothing is armed for each piece of the body.
#[derive(Debug)]
pub struct Alarm {
    timers: StreamTimers,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Alarm {
    /// At the head of a reply.
    pub const fn new(timeouts: StreamTimeouts) -> Self {
        Self { timers: StreamTimers::new(timeouts), sleep: None }
    }

    /// Measures anew, with these limits, but for the time that was waited in all.
    pub fn restart(&mut self, timeouts: StreamTimeouts) {
        self.timers.restart(timeouts);
    }

    /// Bytes came, of whatever kind.
    pub fn bytes(&mut self, now: Instant) {
        self.timers.bytes(now);
    }

    /// What came says something. Gives how long it was waited for.
    pub const fn progress(&mut self) -> Duration {
        self.timers.progress()
    }

    /// From now on only wait this long for the end.
    pub const fn only_the_end_is_missing(&mut self, grace: Duration) {
        self.timers.only_the_end_is_missing(grace);
    }

    /// Ready when a timer has run out.
    pub fn poll(&mut self, cx: &mut Context<'_>, clock: &dyn Clock) -> Poll<StreamTimer> {
        loop {
            let now = clock.now();
            let Some(due) = self.timers.wait(now) else { return Poll::Pending };
            if let Some(timer) = self.timers.expired(now) {
                return Poll::Ready(timer);
            }
            let sleep = self.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(due)));
            if sleep.is_elapsed() || due < sleep.deadline() {
                sleep.as_mut().reset(due);
            }
            ready!(sleep.as_mut().poll(cx));
        }
    }
}
