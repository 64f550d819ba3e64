//! [`Flights`]: calls that are under way, for others who ask the same.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::Duration;

use llm_types::{Error, StandardRequest, StandardResponse};
use tokio::sync::OwnedMutexGuard;

use super::key::Key;
use super::shared_stream::SharedStream;

/// Which calls may share an answer while it comes: equal ones, with equal limits. A caller with a
/// minute's time is not to fail because one with a second's had begun.
type Course = (Key, Option<Duration>, Option<u32>);

/// Calls that are under way.
#[derive(Debug, Default)]
pub(super) struct Flights(Mutex<HashMap<Course, Weak<Flight>>>);

/// One call, for all who want its answer.
#[derive(Debug)]
pub(super) struct Flight {
    course: Course,
    /// Held by the one that asks, until there is something to share.
    turn: Arc<tokio::sync::Mutex<()>>,
    landed: OnceLock<Landed>,
}

/// What there is to share.
#[derive(Debug)]
pub(super) enum Landed {
    /// An answer that is whole.
    Answer(Arc<StandardResponse>),
    /// An answer that has begun.
    Stream(Arc<SharedStream>),
    /// A failure.
    Failed(Error),
}

impl Flights {
    /// The call that asks for this, which may have to be made yet.
    pub(super) fn join(&self, key: Key, request: &StandardRequest) -> Arc<Flight> {
        let course = (key, request.timeout, request.max_attempts);
        let mut flights = self.lock();
        if let Some(flight) = flights.get(&course).and_then(Weak::upgrade) {
            return flight;
        }
        flights.retain(|_, flight| flight.strong_count() > 0);
        let flight = Arc::new(Flight { course, turn: Arc::default(), landed: OnceLock::new() });
        flights.insert(course, Arc::downgrade(&flight));
        flight
    }

    /// The call is over: who asks from now on asks anew.
    pub(super) fn end(&self, flight: &Weak<Flight>, course: &Course) {
        let mut flights = self.lock();
        if flights.get(course).is_some_and(|it| it.ptr_eq(flight)) {
            flights.remove(course);
        }
    }

    /// Nobody joins those that are under way any more.
    pub(super) fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Course, Weak<Flight>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Flight {
    pub(super) const fn course(&self) -> &Course {
        &self.course
    }

    /// Waits until there is something to share, or it is this caller's turn to ask.
    pub(super) async fn turn(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.turn).lock_owned().await
    }

    pub(super) fn landed(&self) -> Option<&Landed> {
        self.landed.get()
    }

    /// There is something to share. Only who has the turn says so, and once.
    pub(super) fn land(&self, landed: Landed) {
        drop(self.landed.set(landed));
    }
}
