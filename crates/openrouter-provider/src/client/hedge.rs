//! [`Hedge`]: a second attempt, begun beside one that keeps its caller waiting.

use std::mem;
use std::pin::pin;
use std::time::Duration;

use llm_provider_base::Beside;
use llm_types::{Error, ErrorKind};
use tokio::time::Instant;

use super::attempt::Prepared;
use super::call::Call;
use super::rotation::Rotation;
use super::trace::Note;
use super::tried::Turn;
use super::{Client, Read, Trace};
use crate::error::Failure;
use crate::model_selector::ChosenModel;

/// A second attempt, begun beside one that keeps its caller waiting: both are polled in the call's
/// own future, and dropping one closes its connection. One of the two decides how the call goes on.
#[derive(Debug, Default)]
pub(super) struct Hedge {
    /// What it leaves behind, if it was begun; once it is settled, what the other one does.
    trace: Trace,
    /// The model of the first.
    chosen: Option<ChosenModel>,
    /// How the one that does not decide failed, if it did, and when.
    failure: Option<(Failure, Instant)>,
    /// The second decides, and not the first.
    second_decides: bool,
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
        mine: Turn<'_, '_>,
        (turn, hedge): (llm_provider_base::Turn<'_, '_, Note>, &mut Hedge),
    ) -> Result<R::Value, Failure> {
        let Turn { tried, rotation, .. } = mine;
        let llm_provider_base::Turn { trace, retries, guard, deadline, .. } = turn;
        let (key, model, resends) = (trace.note.key, trace.model.clone(), trace.resends() + 1);
        let mut first = pin!(self.send(call, read, prepared, trace));
        tokio::select! {
            biased;
            result = &mut first => return result,
            () = self.path.clock.sleep(wait) => {}
        }
        if !retries.hedge() {
            return first.await;
        }
        let now = self.path.clock.now();
        hedge.trace = Trace::new(resends, None);
        hedge.trace.is_hedge = true;
        hedge.chosen = rotation.begin_beside(now, self.path.random.unit());
        let mut leased = None;
        if !rotation.has_claimed() {
            let keys = tried.keys_and(key);
            let another = tried.request(model.as_ref()).except_keys(&keys);
            leased = self.pool.lease(&another, now).ok();
        }
        let Hedge { trace: beside, failure, second_decides, .. } = hedge;
        let mut second = pin!(async {
            let mine = Turn { leased, tried, rotation };
            let mut turn = llm_provider_base::Turn::new(beside, retries, guard, deadline);
            let prepared = self.prepare(call, mine, &mut turn).await?;
            self.send(call, read, prepared, turn.trace).await
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
        *failure = Some((failed, self.path.clock.now()));
        *second_decides = !is_second;
        if is_second { first.await } else { second.await }
    }

    /// Closes the account of the attempt that does not decide, and leaves in `trace` and
    /// `rotation` what belongs to the one that does.
    pub(super) fn settle_hedge<T>(
        &self,
        mut hedge: Hedge,
        result: &mut Result<T, Failure>,
        (trace, ended): (&mut Trace, &mut Instant),
        rotation: &mut Rotation<'_>,
    ) -> Beside {
        if !hedge.trace.is_hedge {
            return Beside::default();
        }
        let now = *ended;
        // Both failed: the one that says more decides, and of equals the later one.
        if let (Err(later), Some((failed, at))) = (&mut *result, &mut hedge.failure) {
            let (mut one, mut other) = (&*trace, &hedge.trace);
            if hedge.second_decides {
                mem::swap(&mut one, &mut other);
            }
            if weight(one, &later.error) < weight(other, &failed.error) {
                hedge.second_decides = !hedge.second_decides;
                mem::swap(later, failed);
                mem::swap(ended, at);
            }
        }
        if hedge.second_decides {
            mem::swap(trace, &mut hedge.trace);
        } else {
            rotation.swap_chosen(&mut hedge.chosen);
        }
        let Hedge { trace: mut other, chosen, failure, second_decides } = hedge;
        let (error, blame, until) = match failure {
            Some((Failure { error, blame, .. }, at)) => (Some(error), Some(blame.model), at),
            // The call's time was over before either had failed.
            None if result.is_err() => {
                let error = Error::new(ErrorKind::Timeout, "no answer in time");
                (Some(error.with_maybe_billed(true)), None, now)
            }
            None => (None, None, now),
        };
        let took = other.waited(until);
        if let Some(blame) = blame {
            rotation.book(chosen, blame, now, self.path.random.unit());
        }
        if let (Some(hold), Some(error)) = (other.note.hold.take(), &error) {
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

/// How much a failure says: what the service says of it more than that a reply broke off, that more
/// than silence, and that more than that there was nothing to send.
fn weight(trace: &Trace, error: &Error) -> u8 {
    match (error.status(), trace.status()) {
        _ if !trace.is_sent() => 0,
        (Some(_), _) => 3,
        (None, Some(_)) => 2,
        (None, None) => 1,
    }
}
