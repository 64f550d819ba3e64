//! [`StreamTimers`]: how long a stream may keep its reader waiting.

use std::time::Duration;

use tokio::time::Instant;

/// How long a stream may keep its reader waiting. `None` switches a timer off.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StreamTimeouts {
    /// Between any two bytes, comments included: a dead connection shows here.
    pub idle: Option<Duration>,
    /// Between two events that say something; comments do not count: a hung upstream behind a
    /// living proxy shows here.
    pub progress: Option<Duration>,
    /// Over all waits for a stream together: an upstream that never comes to an end shows here.
    pub total: Option<Duration>,
}

impl Default for StreamTimeouts {
    fn default() -> Self {
        Self {
            idle: Some(Duration::from_secs(60)),
            progress: Some(Duration::from_secs(300)),
            total: Some(Duration::from_secs(30 * 60)),
        }
    }
}

/// Which timer ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StreamTimer {
    /// No byte came.
    Idle,
    /// Bytes came, but said nothing.
    Progress,
    /// There is no end to it.
    Total,
}

/// Measures how long a stream keeps its reader waiting.
///
/// Only waiting counts: while the caller does not poll, no timer runs, so a slow caller is not
/// charged to the service. A value that takes `now`; it costs nothing while data is there.
#[derive(Debug)]
pub struct StreamTimers {
    timeouts: StreamTimeouts,
    waiting_since: Option<Instant>,
    /// Time waited since something was last said, without the wait that is going on.
    waited_for_progress: Duration,
    /// Time waited since the head, without the wait that is going on.
    waited: Duration,
}

impl StreamTimers {
    /// At the head of a reply.
    pub const fn new(timeouts: StreamTimeouts) -> Self {
        let waited = Duration::ZERO;
        Self { timeouts, waiting_since: None, waited_for_progress: waited, waited }
    }

    /// Goes on with these limits, as if something had just been said. What was waited in all
    /// still counts.
    pub fn restart(&mut self, timeouts: StreamTimeouts) {
        *self = Self { waited: self.waited, ..Self::new(timeouts) };
    }

    /// Nothing is there: the reader waits. Gives the time at which the first timer runs out.
    pub fn wait(&mut self, now: Instant) -> Option<Instant> {
        let since = *self.waiting_since.get_or_insert(now);
        self.running().into_iter().filter_map(|(_, left)| since.checked_add(left?)).min()
    }

    /// Bytes came, of whatever kind.
    pub fn bytes(&mut self, now: Instant) {
        if let Some(since) = self.waiting_since.take() {
            let waited = now.saturating_duration_since(since);
            self.waited_for_progress += waited;
            self.waited += waited;
        }
    }

    /// What came says something. Gives how long the reader was kept waiting for it, since something
    /// was last said.
    pub const fn progress(&mut self) -> Duration {
        std::mem::replace(&mut self.waited_for_progress, Duration::ZERO)
    }

    /// All that matters has been said: from now on only wait this long for the end, or for
    /// something more. Comments do not put it off.
    pub const fn only_the_end_is_missing(&mut self, grace: Duration) {
        (self.timeouts.idle, self.timeouts.progress) = (Some(grace), Some(grace));
    }

    /// The timer that has run out, if one has.
    pub fn expired(&self, now: Instant) -> Option<StreamTimer> {
        let waited = now.saturating_duration_since(self.waiting_since?);
        self.running()
            .into_iter()
            .find(|(_, left)| left.is_some_and(|left| waited >= left))
            .map(|(timer, _)| timer)
    }

    /// What is left of each timer, from the beginning of the wait.
    fn running(&self) -> [(StreamTimer, Option<Duration>); 3] {
        let StreamTimeouts { idle, progress, total } = self.timeouts;
        let for_progress = progress.map(|limit| limit.saturating_sub(self.waited_for_progress));
        let for_end = total.map(|limit| limit.saturating_sub(self.waited));
        [
            (StreamTimer::Idle, idle),
            (StreamTimer::Progress, for_progress),
            (StreamTimer::Total, for_end),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// A timer and the time at which it was started.
    fn start() -> (StreamTimers, Instant) {
        (StreamTimers::new(StreamTimeouts::default()), Instant::now())
    }

    #[test]
    fn silence_runs_the_idle_timer_out() {
        let (mut timers, zero) = start();
        assert_eq!(timers.expired(zero + seconds(999)), None, "nobody waits");
        assert_eq!(timers.wait(zero), Some(zero + seconds(60)));
        assert_eq!(timers.wait(zero + seconds(59)), Some(zero + seconds(60)), "the same wait");
        assert_eq!(timers.expired(zero + seconds(59)), None);
        assert_eq!(timers.expired(zero + seconds(60)), Some(StreamTimer::Idle));
    }

    #[test]
    fn comments_keep_the_connection_but_not_the_upstream_alive() {
        let (mut timers, zero) = start();
        timers.wait(zero);
        timers.bytes(zero);
        assert_eq!(timers.progress(), Duration::ZERO);
        let mut now = zero;
        for _ in 0..6 {
            timers.wait(now);
            now += seconds(49);
            assert_eq!(timers.expired(now), None);
            timers.bytes(now);
        }
        assert_eq!(timers.wait(now), Some(now + seconds(6)), "294 of 300 seconds were waited");
        assert_eq!(timers.expired(now + seconds(6)), Some(StreamTimer::Progress));
    }

    #[test]
    fn an_event_restarts_progress() {
        let (mut timers, zero) = start();
        timers.timeouts.idle = None;
        timers.wait(zero);
        let now = zero + seconds(200);
        timers.bytes(now);
        assert_eq!(timers.wait(now), Some(now + seconds(100)));
        timers.bytes(now);
        assert_eq!(timers.progress(), seconds(200));
        assert_eq!(timers.progress(), Duration::ZERO, "two that came together");
        assert_eq!(timers.wait(now), Some(now + seconds(300)));
    }

    #[test]
    fn the_end_is_not_waited_for_as_long_as_content() {
        let (mut timers, zero) = start();
        timers.only_the_end_is_missing(seconds(5));
        assert_eq!(timers.wait(zero), Some(zero + seconds(5)));
        // A comment comes.
        timers.bytes(zero + seconds(4));
        assert_eq!(timers.wait(zero + seconds(4)), Some(zero + seconds(5)));
    }

    #[test]
    fn a_stream_that_always_says_something_comes_to_an_end_too() {
        let (mut timers, zero) = start();
        let mut now = zero;
        for _ in 0..59 {
            timers.wait(now);
            now += seconds(30);
            assert_eq!(timers.expired(now), None);
            timers.bytes(now);
            assert_eq!(timers.progress(), seconds(30));
            // What the caller does meanwhile does not count.
            now += seconds(3600);
        }
        timers.restart(StreamTimeouts::default());
        assert_eq!(timers.wait(now), Some(now + seconds(30)), "half a minute of 30 is left");
        assert_eq!(timers.expired(now + seconds(30)), Some(StreamTimer::Total));
    }

    #[test]
    fn the_callers_own_slowness_is_not_charged() {
        let (mut timers, zero) = start();
        timers.wait(zero);
        timers.bytes(zero + seconds(1));
        let back = zero + seconds(3600);
        assert_eq!(timers.expired(back), None);
        assert_eq!(timers.wait(back), Some(back + seconds(60)));
    }
}
