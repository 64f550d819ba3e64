//! [`Hedge`]: a second attempt, begun beside one that keeps its caller waiting.

use std::mem;
use std::pin::pin;
use std::time::Duration;

use llm_provider_base::Retries;
use llm_types::{Attempt, Error, ErrorKind};
use tokio::time::Instant;

use super::attempt::Prepared;
use super::call::Call;
use super::rotation::Rotation;
use super::tried::Turn;
use super::{Client, Read, Trace};
use crate::error::Failure;
use crate::model_selector::ChosenModel;

/// A second attempt, begun beside one that keeps its caller waiting: both are polled in the call's
/// own future, and dropping one closes its connection. One of the two decides how the call goes on.
#[derive(Debug, Default)]
pub(super) struct Hedge {
    /// When it was begun, if it was.
    begun: Option<Instant>,
    /// What it leaves behind; once it is settled, what the other one does.
    trace: Trace,
    /// The model of the first.
    chosen: Option<ChosenModel>,
    /// How the one that does not decide failed, if it did.
    failure: Option<Failure>,
    /// The second decides, and not the first.
    second_decides: bool,
}

/// The account of the attempt that does not decide, before or after that of the one that does.
#[derive(Debug, Default)]
pub(super) struct Beside {
    pub(super) before: Option<Attempt>,
    pub(super) after: Option<Attempt>,
}

impl Beside {
    /// True if there were two.
    pub(super) const fn is_sent(&self) -> bool {
        self.before.is_some() || self.after.is_some()
    }
}

impl Client {
    /// Sends, and begins a second attempt if there is no value after so long: of another model, if
    /// there is one to choose, or with another key, if there is one. The first value is the one
    /// that counts.
    pub(super) async fn send_hedged<R: Read>(
        &self,
        call: &Call,
        read: &R,
        (prepared, wait): (Prepared, Duration),
        turn: Turn<'_, '_>,
        (trace, retries, hedge): (&mut Trace, &mut Retries<'_>, &mut Hedge),
    ) -> Result<R::Value, Failure> {
        let Turn { tried, rotation, .. } = turn;
        let (key, model) = (trace.key, trace.model.clone());
        let mut first = pin!(self.send(call, read, prepared, trace));
        tokio::select! {
            biased;
            result = &mut first => return result,
            () = self.clock.sleep(wait) => {}
        }
        if !retries.hedge() {
            return first.await;
        }
        let now = self.clock.now();
        hedge.begun = Some(now);
        hedge.chosen = rotation.begin_beside(now, self.random.unit());
        let mut leased = None;
        if !rotation.has_claimed() {
            let keys = tried.keys_and(key);
            let another = tried.request(model.as_ref()).except_keys(&keys);
            leased = self.pool.lease(&another, now).ok();
        }
        let Hedge { trace, failure, second_decides, .. } = hedge;
        let mut second = pin!(async {
            let turn = Turn { leased, tried, rotation };
            let prepared = self.prepare(call, turn, trace, retries).await?;
            self.send(call, read, prepared, trace).await
        });
        let (is_second, result) = tokio::select! {
            biased;
            result = &mut first => (false, result),
            result = &mut second => (true, result),
        };
        let failed = match result {
            Ok(value) => {
                *second_decides = is_second;
                return Ok(value);
            }
            Err(failed) => failed,
        };
        let failed = failure.insert(failed);
        *second_decides = !is_second;
        let mut result = if is_second { first.await } else { second.await };
        // Both failed: the one that says more decides, and of equals the later one.
        if let Err(later) = &mut result
            && weight(&later.error) < weight(&failed.error)
        {
            *second_decides = is_second;
            mem::swap(later, failed);
        }
        result
    }

    /// Closes the account of the attempt that does not decide, and leaves in `trace`, `begun` and
    /// `rotation` what belongs to the one that does.
    pub(super) fn settle_hedge(
        &self,
        mut hedge: Hedge,
        is_answered: bool,
        (trace, begun): (&mut Trace, &mut Instant),
        rotation: &mut Rotation<'_>,
        now: Instant,
    ) -> Beside {
        let Some(second_begun) = hedge.begun else { return Beside::default() };
        let mut since = second_begun;
        if hedge.second_decides {
            mem::swap(trace, &mut hedge.trace);
            mem::swap(begun, &mut since);
        } else {
            rotation.swap_chosen(&mut hedge.chosen);
        }
        let Hedge { trace: mut other, chosen, failure, second_decides, .. } = hedge;
        let took = now.saturating_duration_since(since);
        let (error, blame) = match failure {
            Some(Failure { error, model, .. }) => (Some(error), Some(model)),
            // The call's time was over before either had failed.
            None if !is_answered => {
                let error = Error::new(ErrorKind::Timeout, "no answer in time");
                (Some(error.with_maybe_billed(true)), None)
            }
            None => (None, None),
        };
        if let Some(blame) = blame {
            rotation.book(chosen, blame, now, self.random.unit());
        }
        if let (Some(hold), Some(error)) = (other.hold.take(), &error) {
            hold.failed(error);
        }
        let attempt = other.is_sent().then(|| {
            let Some(error) = &error else { return other.loss(took) };
            other.failure(error, took)
        });
        let (before, after) = if second_decides { (attempt, None) } else { (None, attempt) };
        Beside { before, after }
    }
}

/// How much a failure says: a reply says more than silence, and that more than that there was
/// nothing to send.
fn weight(error: &Error) -> u8 {
    match error.kind() {
        _ if error.status().is_some() => 2,
        ErrorKind::Network
        | ErrorKind::Tls
        | ErrorKind::Timeout
        | ErrorKind::Interrupted
        | ErrorKind::Decode => 1,
        _ => 0,
    }
}
