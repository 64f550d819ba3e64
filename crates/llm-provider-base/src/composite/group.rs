//! [`Group`]: members that are asked as one, and whose turn it is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::time::Instant;

use super::seat::Seat;
use super::settings::Settings;
use super::strategy::{Candidate, Wheel};
use super::{Member, MemberStatus, Strategy};
use crate::Admission;

/// Members that are asked as one.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) seats: Vec<Arc<Seat>>,
    pub(super) order: Order,
    pub(super) settings: Arc<Settings>,
}

/// Whose turn it is.
#[derive(Debug)]
pub(super) enum Order {
    /// That of the first one that was not asked yet.
    AsListed,
    /// What a strategy says.
    Balanced(Strategy, Mutex<Wheel>),
}

impl Group {
    pub(super) fn new(
        settings: Settings,
        order: Order,
        members: impl IntoIterator<Item = impl Into<Member>>,
    ) -> Self {
        let members = told_apart(members.into_iter().map(Into::into));
        let seat = |member| Arc::new(Seat::new(member, settings.breaker.clone()));
        Self { seats: members.map(seat).collect(), order, settings: Arc::new(settings) }
    }

    /// The same with other settings: for builders.
    pub(super) fn set(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(Arc::make_mut(&mut self.settings));
        self
    }

    /// The same, whose members rest by this policy.
    pub(super) fn rested_by(mut self) -> Self {
        let policy = &self.settings.breaker;
        let seat = |seat: &Arc<Seat>| Arc::new(Seat::new(seat.member.clone(), policy.clone()));
        self.seats = self.seats.iter().map(seat).collect();
        self
    }

    pub(super) fn status(&self) -> Vec<MemberStatus> {
        let now = self.settings.clock.now();
        self.seats.iter().map(|seat| seat.status(now)).collect()
    }

    /// Chooses who is asked next of those that neither were asked nor rest.
    pub(super) fn choose(
        &self,
        was_asked: impl Fn(usize) -> bool,
        now: Instant,
    ) -> Option<(usize, Admission)> {
        let mut left: Vec<_> = self.places().filter(|(place, _)| !was_asked(*place)).collect();
        loop {
            left.retain(|(_, seat)| seat.member.weight > 0 || !self.order.is_balanced());
            left.retain(|(_, seat)| seat.is_ready(now));
            let place = self.pick(&left)?;
            if let Some(admission) = self.seats.get(place)?.admit(now) {
                return Some((place, admission));
            }
            // Another call was faster, and is the probe.
            left.retain(|(other, _)| *other != place);
        }
    }

    /// Chooses who is asked where nobody else is left: all that were not asked yet rest.
    pub(super) fn last_resort(&self, was_asked: impl Fn(usize) -> bool) -> Option<usize> {
        let left: Vec<_> = self.places().filter(|(place, _)| !was_asked(*place)).collect();
        self.pick(&left)
    }

    fn places(&self) -> impl Iterator<Item = (usize, &Arc<Seat>)> {
        self.seats.iter().enumerate()
    }

    fn pick(&self, left: &[(usize, &Arc<Seat>)]) -> Option<usize> {
        match &self.order {
            Order::AsListed => left.first().map(|(place, _)| *place),
            Order::Balanced(strategy, wheel) => {
                let candidates = left.iter().map(|(place, seat)| {
                    let weight = seat.member.weight.max(1);
                    Candidate { place: *place, weight, in_flight: seat.in_flight() }
                });
                let candidates: Vec<_> = candidates.collect();
                let random = &self.settings.random;
                // A panic elsewhere cannot leave it half written: nothing in here panics.
                let mut wheel = wheel.lock().unwrap_or_else(PoisonError::into_inner);
                wheel.pick(*strategy, &candidates, || random.unit())
            }
        }
    }
}

impl Order {
    const fn is_balanced(&self) -> bool {
        matches!(self, Self::Balanced(..))
    }
}

/// Gives members of one name numbers from the second on, so that all that is told of them can be
/// told apart.
fn told_apart(members: impl Iterator<Item = Member>) -> impl Iterator<Item = Member> {
    let members: Vec<_> = members.collect();
    // A number must not make a name that another member has of its own.
    let mut taken: BTreeSet<_> = members.iter().map(|member| member.name.clone()).collect();
    let mut counts = BTreeMap::<String, u32>::new();
    members.into_iter().map(move |member| {
        let count = counts.entry(member.name.clone()).or_default();
        loop {
            *count += 1;
            if *count == 1 {
                return member;
            }
            let name = format!("{}-{count}", member.name);
            if taken.insert(name.clone()) {
                return Member { name, ..member };
            }
        }
    })
}
