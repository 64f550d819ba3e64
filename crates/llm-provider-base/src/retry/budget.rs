//! [`RetryBudget`]: what all calls together may spend on retries.

use std::sync::Mutex;

/// What all calls of a client together may spend on retries.
///
/// A limit for each call is not enough: when a service is down, every call would use its limit, and
/// the service would get three times its usual load just then. The budget bounds the sum: it is
/// full in good times, each retry takes from it, each first try that succeeds gives a little back,
/// and a retry that helped gives back what it took. Numbers as in smithy's standard retry strategy.
#[derive(Debug)]
pub struct RetryBudget {
    tokens: Mutex<u32>,
    capacity: u32,
}

impl RetryBudget {
    /// What it holds when full, unless said otherwise.
    pub const CAPACITY: u32 = 500;

    /// Full.
    pub const fn new() -> Self {
        Self::with_capacity(Self::CAPACITY)
    }

    /// Full, with so many tokens.
    pub const fn with_capacity(capacity: u32) -> Self {
        Self { tokens: Mutex::new(capacity), capacity }
    }

    /// Takes tokens out; false if there are too few, and then none are taken.
    pub(super) fn take(&self, cost: u32) -> bool {
        let mut tokens = self.lock();
        match tokens.checked_sub(cost) {
            Some(rest) => {
                *tokens = rest;
                true
            }
            None => false,
        }
    }

    /// Puts tokens back.
    pub(super) fn give(&self, tokens: u32) {
        let mut held = self.lock();
        *held = held.saturating_add(tokens).min(self.capacity);
    }

    /// What is left.
    pub fn available(&self) -> u32 {
        *self.lock()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, u32> {
        // A panic elsewhere cannot leave a number half written.
        self.tokens.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self::new()
    }
}
