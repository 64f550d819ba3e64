//! [`Exchange`]: what makes one attempt of a call, and judges one failure.

use std::fmt::Debug;
use std::future::Future;

use llm_types::{Attempt, Retry};
use tokio::time::Instant;

use super::{Call, Stake, Trace};
use crate::failure::Failure;
use crate::{CallGuard, FailureClass, Retries};

/// Why an attempt of an exchange failed.
pub type ExchangeFailure<E> = Failure<<<E as Exchange>::Stake as Stake>::Blame>;

/// What makes one attempt of a call, and judges one failure: the part of a call that differs from
/// service to service.
///
/// How often, when and for how long it is tried, and how that is counted and recorded, is for
/// [`CallPath::call`](crate::CallPath::call), the one loop. One value lives as long as one call, so
/// that it remembers which key and which model were of no use. A service with one key needs none of
/// it: there is [`Service`](crate::Service).
pub trait Exchange: Send {
    /// What the call is made for.
    type Value: Send;
    /// What has a stake in how the answer ends.
    type Stake: Stake;
    /// What is noted of each attempt.
    type Note: Default + Debug + Send;

    /// Makes one attempt. Until this gives its value nothing has been handed to the caller, so that
    /// every failure up to there may be retried.
    ///
    /// # Errors
    ///
    /// Why there is no value; the loop decides what becomes of it.
    ///
    /// # Cancel safety
    ///
    /// The loop drops the future when the call's time is over.
    fn attempt(
        &mut self,
        turn: Turn<'_, '_, Self::Note>,
    ) -> impl Future<Output = Result<Self::Value, ExchangeFailure<Self>>> + Send;

    /// Closes the record of an attempt that was made beside the one that decides, and leaves in
    /// `result`, `trace` and `ended` what belongs to that one.
    fn settle_beside(
        &mut self,
        result: &mut Result<Self::Value, ExchangeFailure<Self>>,
        trace: &mut Trace<Self::Note>,
        ended: &mut Instant,
    ) -> Beside {
        let _ = (result, trace, ended);
        Beside::default()
    }

    /// What a failure means for this call: how it goes on.
    fn judge(
        &mut self,
        call: &Call,
        failure: &ExchangeFailure<Self>,
        trace: &mut Trace<Self::Note>,
        now: Instant,
    ) -> impl Future<Output = Next> + Send {
        let _ = now;
        std::future::ready(Next::of(call, failure, trace))
    }

    /// The last attempt succeeded: what has a stake in how its answer ends.
    fn into_stake(self, trace: &mut Trace<Self::Note>, now: Instant) -> Self::Stake;
}

/// What an attempt is made with.
#[derive(Debug)]
#[non_exhaustive]
pub struct Turn<'a, 'call, N = ()> {
    /// What is left of it.
    pub trace: &'a mut Trace<N>,
    /// Whether it may be made, and what it costs.
    pub retries: &'a mut Retries<'call>,
    /// Counts what goes out.
    pub guard: &'a CallGuard,
    /// When the call must be over.
    pub deadline: Option<Instant>,
}

impl<'a, 'call, N> Turn<'a, 'call, N> {
    /// For an attempt that is made beside another, in the same call.
    pub const fn new(
        trace: &'a mut Trace<N>,
        retries: &'a mut Retries<'call>,
        guard: &'a CallGuard,
        deadline: Option<Instant>,
    ) -> Self {
        Self { trace, retries, guard, deadline }
    }

    /// A request is about to be sent: from here on it is paid for, counted, written down, and has a
    /// span. What the trace says of model and key must be said by now.
    pub fn sending(&mut self, call: &Call, now: Instant) {
        self.trace.sending(call, now);
        self.retries.sending();
        self.guard.sending();
    }
}

/// The record of the attempt that does not decide, before or after that of the one that does.
#[derive(Debug, Default)]
pub struct Beside {
    /// It was over before.
    pub before: Option<Attempt>,
    /// It was over after, or was broken off.
    pub after: Option<Attempt>,
}

impl Beside {
    /// What was sent beside the one that decides.
    pub(super) fn attempt(&self) -> Option<&Attempt> {
        self.before.as_ref().or(self.after.as_ref())
    }
}

/// How a call goes on after a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    /// Whether it is tried again, and when.
    pub advice: Retry,
    /// How the wait is chosen, and what it costs.
    pub class: FailureClass,
}

impl Next {
    /// As the failure says, if what is asked may be sent again. What was not sent for want of
    /// something will want it again.
    pub fn of<N, B>(call: &Call, failure: &Failure<B>, trace: &Trace<N>) -> Self {
        let (advice, class) = call.replay.weigh(&failure.error, failure.class);
        let advice = if trace.is_sent() { advice } else { Retry::Never };
        Self { advice, class }
    }

    /// At once, because somebody else is asked.
    pub const fn elsewhere() -> Self {
        Self { advice: Retry::Backoff, class: FailureClass::Rotation }
    }
}
