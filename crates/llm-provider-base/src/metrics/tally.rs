//! [`Tally`]: the attempts of a call.

use llm_types::{CallMetrics, ErrorKind};

/// The attempts of a call, or of the part of it that asked one model.
#[derive(Debug, Default)]
pub(super) struct Tally {
    attempts: u32,
    hedges: u32,
    maybe_billed: u32,
    /// How the attempt before each retry had failed.
    retries: Vec<ErrorKind>,
}

/// Why an attempt is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// It is the first of its call.
    Call,
    /// The one before failed like this.
    Failure(ErrorKind),
    /// Another one keeps its caller waiting.
    Hedge,
}

impl Tally {
    /// Adds an attempt.
    pub(super) fn attempt(&mut self, cause: Cause) {
        self.attempts += 1;
        match cause {
            Cause::Call => {}
            Cause::Failure(kind) => self.retries.push(kind),
            Cause::Hedge => self.hedges += 1,
        }
    }

    /// So many of the attempts may have been billed for nothing.
    pub(super) const fn maybe_billed(&mut self, attempts: u32) {
        self.maybe_billed += attempts;
    }

    /// Enters everything in an account.
    pub(super) fn enter(&self, calls: &mut CallMetrics) {
        let Self { attempts, hedges, maybe_billed, retries } = self;
        calls.attempts += u64::from(*attempts);
        calls.hedges += u64::from(*hedges);
        calls.maybe_billed += u64::from(*maybe_billed);
        calls.retries += retries.len() as u64;
        for kind in retries {
            *calls.retries_after.entry(*kind).or_default() += 1;
        }
    }

    /// How the attempt before each retry had failed.
    #[cfg(feature = "metrics")]
    pub(super) fn retries(&self) -> &[ErrorKind] {
        &self.retries
    }

    /// The numbers of attempts, of hedges among them, and of those that may have been billed.
    pub(super) const fn counts(&self) -> (u32, u32, u32) {
        (self.attempts, self.hedges, self.maybe_billed)
    }
}
