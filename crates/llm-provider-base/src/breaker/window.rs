//! [`Window`]: how many of the recent calls failed.

use std::time::Duration;

use tokio::time::Instant;

/// A window is cut into so many parts, the oldest of which is forgotten at once.
const PARTS: usize = 10;

/// Counts calls and failures of the recent past.
#[derive(Debug, Clone)]
pub(super) struct Window {
    length: Duration,
    parts: [Part; PARTS],
    /// When the first call was counted: parts are numbered from here.
    start: Option<Instant>,
}

#[derive(Debug, Clone, Copy)]
struct Part {
    number: u64,
    calls: u32,
    failures: u32,
}

const EMPTY: Part = Part { number: 0, calls: 0, failures: 0 };

impl Window {
    pub(super) const fn new(length: Duration) -> Self {
        Self { length, parts: [EMPTY; PARTS], start: None }
    }

    pub(super) fn count(&mut self, now: Instant, failed: bool) {
        let start = *self.start.get_or_insert(now);
        let number = self.number(start, now);
        // A number modulo ten is a place in an array of ten.
        let place = usize::try_from(number % PARTS as u64).unwrap_or_default();
        let Some(part) = self.parts.get_mut(place) else { return };
        if part.number != number {
            *part = Part { number, ..EMPTY };
        }
        part.calls = part.calls.saturating_add(1);
        part.failures = part.failures.saturating_add(u32::from(failed));
    }

    /// Calls and failures within the window.
    pub(super) fn counts(&self, now: Instant) -> (u32, u32) {
        let Some(start) = self.start else { return (0, 0) };
        let number = self.number(start, now);
        let recent = self.parts.iter().filter(|part| part.number + PARTS as u64 > number);
        recent.fold((0, 0), |(calls, failures), part| {
            (calls.saturating_add(part.calls), failures.saturating_add(part.failures))
        })
    }

    pub(super) const fn clear(&mut self) {
        self.parts = [EMPTY; PARTS];
        self.start = None;
    }

    /// The part that a time falls into.
    fn number(&self, start: Instant, now: Instant) -> u64 {
        let part = (self.length.as_nanos() / PARTS as u128).max(1);
        let number = now.saturating_duration_since(start).as_nanos() / part;
        u64::try_from(number).unwrap_or(u64::MAX - PARTS as u64)
    }
}
