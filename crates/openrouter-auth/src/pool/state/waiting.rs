//! Who waits for a key, in which order, and who is next.
//!
//! Requests that want the same stand in one queue, so that what comes free is offered once to each
//! queue and not to each waiter. Among queues, and within each, who came first is first. What comes
//! free is handed over here, in the same step in which it comes free: a newcomer finds only what
//! nobody in a queue can use.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use llm_types::ModelId;
use slotmap::{SlotMap, new_key_type};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::super::request::LeaseRequest;
use super::PoolState;
use super::lease::{Choice, Granted};
use super::settle::Verdict;
use crate::{AccountId, KeyId, PoolExhausted};

new_key_type! {
    struct QueueKey;
}

/// Everybody who waits.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    queues: SlotMap<QueueKey, Queue>,
    by_request: HashMap<OwnedRequest, QueueKey>,
    /// Keys that were handed over, and not taken yet.
    granted: HashMap<Arrival, Granted>,
    arrivals: u64,
    /// Who is to look again, once the lock is open.
    woken: Vec<Arc<Notify>>,
}

/// Counts who came to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Arrival(u64);

/// Those who want the same, in the order in which they came. The first of them watches the time.
#[derive(Debug)]
struct Queue {
    request: OwnedRequest,
    waiters: BTreeMap<Arrival, Arc<Notify>>,
    forecast: Forecast,
}

/// When a queue goes on, as far as that can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Forecast {
    /// Somebody may come back with a key at any time.
    is_open: bool,
    /// A rest ends then.
    soonest: Option<Instant>,
}

/// A [`LeaseRequest`] that waits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct OwnedRequest {
    model: Option<ModelId>,
    except_keys: Vec<KeyId>,
    except_accounts: Vec<AccountId>,
    only: Option<KeyId>,
    account: Option<AccountId>,
}

/// A place in a queue.
#[derive(Debug, Clone)]
pub(in crate::pool) struct Place {
    queue: QueueKey,
    arrival: Arrival,
    pub(in crate::pool) notify: Arc<Notify>,
}

/// What somebody who waits finds.
#[derive(Debug)]
pub(in crate::pool) enum Found {
    Key(Granted),
    /// Nothing yet; to look again then at the latest. The first of a queue looks for the others.
    Nothing {
        until: Instant,
        is_first: bool,
    },
    /// Nothing that is worth waiting for.
    Never(PoolExhausted),
}

impl PoolState {
    /// A key, or a place in the queue for one.
    pub(in crate::pool) fn lease_or_queue(
        &mut self,
        request: &LeaseRequest<'_>,
        now: Instant,
        give_up: Instant,
    ) -> Result<Result<Granted, Place>, PoolExhausted> {
        self.serve_due(now);
        let owned = OwnedRequest::of(request);
        let queue = self.waiting.by_request.get(&owned).copied();
        let forecast = match queue.and_then(|queue| self.waiting.queues.get(queue)) {
            // Nothing is to be had: otherwise the first in the queue would have it.
            Some(queue) => queue.forecast,
            None => match self.lease(request, Choice::Next, now) {
                Ok(granted) => return Ok(Ok(granted)),
                Err(exhausted) => Forecast::of(&exhausted, now),
            },
        };
        if !forecast.is_worth_waiting_for(give_up) || give_up <= now {
            return Err(self.outlook(request, now));
        }
        let waiting = &mut self.waiting;
        let queue = queue.unwrap_or_else(|| {
            let waiters = BTreeMap::new();
            let queue = Queue { request: owned.clone(), waiters, forecast };
            let key = waiting.queues.insert(queue);
            waiting.by_request.insert(owned, key);
            key
        });
        waiting.arrivals += 1;
        let (arrival, notify) = (Arrival(waiting.arrivals), Arc::new(Notify::new()));
        if let Some(queue) = waiting.queues.get_mut(queue) {
            queue.waiters.insert(arrival, Arc::clone(&notify));
        }
        Ok(Err(Place { queue, arrival, notify }))
    }

    /// What there is for somebody in a queue.
    pub(in crate::pool) fn look(&mut self, place: &Place, now: Instant, give_up: Instant) -> Found {
        self.serve_due(now);
        // The trial of another pool may have lapsed, which nothing here has told.
        if self.shared.is_some() {
            self.serve();
        }
        if let Some(granted) = self.waiting.granted.remove(&place.arrival) {
            return Found::Key(granted);
        }
        let Some(queue) = self.waiting.queues.get(place.queue) else {
            return Found::Nothing { until: give_up, is_first: false };
        };
        let request = queue.request.clone();
        let is_first = queue.waiters.keys().next() == Some(&place.arrival);
        if give_up <= now {
            return Found::Never(self.outlook(&request.as_request(), now));
        }
        if !is_first {
            return if queue.forecast.is_worth_waiting_for(give_up) {
                Found::Nothing { until: give_up, is_first: false }
            } else {
                Found::Never(self.outlook(&request.as_request(), now))
            };
        }
        let exhausted = self.outlook(&request.as_request(), now);
        let forecast = Forecast::of(&exhausted, now);
        self.foretell(place, forecast);
        if !forecast.is_worth_waiting_for(give_up) {
            return Found::Never(exhausted);
        }
        let until = forecast.soonest.map_or(give_up, |soonest| soonest.min(give_up));
        Found::Nothing { until, is_first: true }
    }

    /// Somebody leaves the queue. A key that was handed over to nobody goes to the next.
    pub(in crate::pool) fn depart(&mut self, place: &Place) {
        if let Some(granted) = self.waiting.granted.remove(&place.arrival) {
            self.settle(&granted.ticket, Verdict::Released);
        } else {
            self.waiting.take_out(place.queue, place.arrival);
        }
    }

    /// Something came free, or is back: it goes to those who wait.
    pub(in crate::pool) fn serve(&mut self) {
        let Some(now) = self.latest.filter(|_| !self.waiting.queues.is_empty()) else { return };
        let mut first: BTreeMap<Arrival, QueueKey> = self
            .waiting
            .queues
            .iter()
            .filter_map(|(key, queue)| Some((queue.first()?, key)))
            .collect();
        while let Some((arrival, key)) = first.pop_first() {
            let Some(queue) = self.waiting.queues.get(key) else { continue };
            let request = queue.request.clone();
            let granted = self.try_lease(&request.as_request(), Choice::Next, now);
            let Some(granted) = granted else { continue };
            self.waiting.hand_over(key, arrival, granted);
            if let Some(next) = self.waiting.queues.get(key).and_then(Queue::first) {
                first.insert(next, key);
            }
        }
    }

    /// The same, if a rest is over that somebody waits for.
    pub(super) fn serve_due(&mut self, now: Instant) {
        self.latest = Some(self.latest.map_or(now, |latest| latest.max(now)));
        let is_due = |queue: &Queue| queue.forecast.soonest.is_some_and(|soonest| soonest <= now);
        if self.waiting.queues.values().any(is_due) {
            self.serve();
        }
    }

    /// Something changed for the worse, or for longer: the first of each queue looks again.
    pub(super) fn reconsider(&mut self) {
        let Waiting { queues, woken, .. } = &mut self.waiting;
        woken.extend(queues.values().filter_map(|queue| queue.waiters.values().next().cloned()));
    }

    /// Who is to look again. To be told once the lock is open: their wakers are foreign code.
    pub(in crate::pool) fn woken(&mut self) -> Vec<Arc<Notify>> {
        std::mem::take(&mut self.waiting.woken)
    }

    /// What the first of a queue found out, for those behind it.
    fn foretell(&mut self, place: &Place, forecast: Forecast) {
        let Waiting { queues, woken, .. } = &mut self.waiting;
        let Some(queue) = queues.get_mut(place.queue) else { return };
        let before = std::mem::replace(&mut queue.forecast, forecast);
        // Only what is certain, and later than they thought, can make somebody give up.
        if !forecast.is_open && before != forecast {
            woken.extend(queue.waiters.values().skip(1).cloned());
        }
    }
}

impl Waiting {
    fn hand_over(&mut self, queue: QueueKey, arrival: Arrival, granted: Granted) {
        if let Some(notify) = self.take_out(queue, arrival) {
            self.granted.insert(arrival, granted);
            self.woken.push(notify);
        }
    }

    /// The next one watches the time from now on.
    fn take_out(&mut self, key: QueueKey, arrival: Arrival) -> Option<Arc<Notify>> {
        let queue = self.queues.get_mut(key)?;
        let was_first = queue.first() == Some(arrival);
        let gone = queue.waiters.remove(&arrival);
        match queue.waiters.values().next() {
            Some(next) if was_first => self.woken.push(Arc::clone(next)),
            Some(_) => {}
            None => {
                if let Some(queue) = self.queues.remove(key) {
                    self.by_request.remove(&queue.request);
                }
            }
        }
        gone
    }
}

impl Queue {
    fn first(&self) -> Option<Arrival> {
        self.waiters.keys().next().copied()
    }
}

impl Forecast {
    fn of(exhausted: &PoolExhausted, now: Instant) -> Self {
        Self {
            is_open: exhausted.may_end_at_any_time(),
            soonest: exhausted.soonest.map(|soonest| now + soonest),
        }
    }

    fn is_worth_waiting_for(self, give_up: Instant) -> bool {
        self.is_open || self.soonest.is_some_and(|soonest| soonest <= give_up)
    }
}

impl OwnedRequest {
    fn of(request: &LeaseRequest<'_>) -> Self {
        let LeaseRequest { model, except_keys, except_accounts, only, account } = *request;
        Self {
            model: model.cloned(),
            except_keys: except_keys.to_vec(),
            except_accounts: except_accounts.to_vec(),
            only,
            account: account.cloned(),
        }
    }

    fn as_request(&self) -> LeaseRequest<'_> {
        let Self { model, except_keys, except_accounts, only, account } = self;
        LeaseRequest {
            model: model.as_ref(),
            except_keys,
            except_accounts,
            only: *only,
            account: account.as_ref(),
        }
    }
}
