//! [`Strategy`]: whose turn it is.

use std::cmp::Reverse;

/// How a [`Balance`](super::Balance) chooses whom to ask. Only those are chosen from that can be
/// asked, and weights count in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[non_exhaustive]
pub enum Strategy {
    /// In turns: of four calls to weights of 3 and 1, three go to the first, and the other one goes
    /// in between.
    #[default]
    RoundRobin,
    /// Whoever has the fewest calls in flight for its weight; of equals, in turns. A stream is in
    /// flight until its end.
    LeastInFlight,
    /// Two by chance, and of them the one with the fewer calls in flight for its weight: does not
    /// send everybody to the same one where several processes balance alike.
    TwoChoices,
}

/// One that can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) place: usize,
    /// At least 1.
    pub(super) weight: u32,
    pub(super) in_flight: u64,
}

impl Candidate {
    /// True if it would be less busy with one call more than the other one would be.
    fn is_less_busy_than(&self, other: &Self) -> bool {
        let load = |one: &Self, weight: u32| u128::from(one.in_flight + 1) * u128::from(weight);
        load(self, other.weight) < load(other, self.weight)
    }

    fn ties_with(&self, other: &Self) -> bool {
        !self.is_less_busy_than(other) && !other.is_less_busy_than(self)
    }
}

/// Whose turn it is: smooth weighted round robin. Without a clock, a lock or chance of its own.
#[derive(Debug, Clone, Default)]
pub(super) struct Wheel {
    /// What each place has saved up; the sum is zero.
    credits: Vec<i64>,
}

impl Wheel {
    /// Chooses one. `unit` gives chance, as numbers in [0, 1).
    pub(super) fn pick(
        &mut self,
        strategy: Strategy,
        candidates: &[Candidate],
        unit: impl FnMut() -> f64,
    ) -> Option<usize> {
        match strategy {
            Strategy::RoundRobin => self.turn(candidates),
            Strategy::LeastInFlight => {
                let first = candidates.first()?;
                let least = candidates.iter().fold(first, |least, one| {
                    if one.is_less_busy_than(least) { one } else { least }
                });
                let equals: Vec<_> =
                    candidates.iter().filter(|one| one.ties_with(least)).copied().collect();
                self.turn(&equals)
            }
            Strategy::TwoChoices => two_choices(candidates, unit),
        }
    }

    /// Each saves up its weight; whoever has saved most gets the turn, and pays for all.
    fn turn(&mut self, candidates: &[Candidate]) -> Option<usize> {
        let places = candidates.iter().map(|one| one.place + 1).max()?;
        if self.credits.len() < places {
            self.credits.resize(places, 0);
        }
        let mut total = 0;
        for one in candidates {
            let weight = i64::from(one.weight);
            total += weight;
            if let Some(credit) = self.credits.get_mut(one.place) {
                *credit += weight;
            }
        }
        let saved = |one: &Candidate| self.credits.get(one.place).copied().unwrap_or_default();
        let place = candidates.iter().max_by_key(|one| (saved(one), Reverse(one.place)))?.place;
        if let Some(credit) = self.credits.get_mut(place) {
            *credit -= total;
        }
        Some(place)
    }
}

fn two_choices(candidates: &[Candidate], mut unit: impl FnMut() -> f64) -> Option<usize> {
    let one = by_weight(candidates, unit())?;
    let others: Vec<_> =
        candidates.iter().filter(|other| other.place != one.place).copied().collect();
    match by_weight(&others, unit()) {
        Some(other) if other.is_less_busy_than(&one) => Some(other.place),
        _ => Some(one.place),
    }
}

fn by_weight(candidates: &[Candidate], unit: f64) -> Option<Candidate> {
    let total: f64 = candidates.iter().map(|one| f64::from(one.weight)).sum();
    let mut left = unit * total;
    let drawn = candidates.iter().find(|one| {
        left -= f64::from(one.weight);
        left < 0.0
    });
    drawn.or_else(|| candidates.last()).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop, prop_assert, prop_assert_eq, proptest};

    use super::*;

    fn candidates<const N: usize>(members: [(u32, u64); N]) -> Vec<Candidate> {
        let numbered = members.into_iter().enumerate();
        numbered
            .map(|(place, (weight, in_flight))| Candidate { place, weight, in_flight })
            .collect()
    }

    fn picks(strategy: Strategy, candidates: &[Candidate], count: usize) -> Vec<usize> {
        let mut wheel = Wheel::default();
        (0..count).filter_map(|_| wheel.pick(strategy, candidates, || 0.5)).collect()
    }

    #[test]
    fn turns_are_spread_and_not_bunched() {
        let three_to_one = candidates([(3, 0), (1, 0)]);
        assert_eq!(picks(Strategy::RoundRobin, &three_to_one, 8), [0, 0, 1, 0, 0, 0, 1, 0]);
    }

    #[test]
    fn the_least_busy_for_its_weight_is_asked_and_equals_in_turns() {
        assert_eq!(picks(Strategy::LeastInFlight, &candidates([(1, 2), (1, 1)]), 1), [1]);
        assert_eq!(picks(Strategy::LeastInFlight, &candidates([(4, 2), (1, 1)]), 1), [0]);
        let equals = candidates([(1, 3), (1, 0), (1, 0)]);
        assert_eq!(picks(Strategy::LeastInFlight, &equals, 4), [1, 2, 1, 2]);
    }

    #[test]
    fn of_two_by_chance_the_less_busy_one_is_asked() {
        let mut wheel = Wheel::default();
        let three = candidates([(1, 9), (1, 5), (1, 0)]);
        let mut draw = |units: [f64; 2]| {
            let mut units = units.into_iter();
            wheel.pick(Strategy::TwoChoices, &three, || units.next().unwrap())
        };
        assert_eq!(draw([0.0, 0.0]), Some(1), "the first two were drawn");
        assert_eq!(draw([0.9, 0.0]), Some(2), "the last and the first");
        assert_eq!(picks(Strategy::TwoChoices, &three[..1], 1), [0], "there is but one");
        // Half of all draws fall to a weight of two among four.
        let heavy = candidates([(2, 3), (1, 0), (1, 0)]);
        let mut units = [0.4, 0.9].into_iter();
        let picked = wheel.pick(Strategy::TwoChoices, &heavy, || units.next().unwrap());
        assert_eq!(picked, Some(2), "the first and the last");
    }

    proptest! {
        /// In each round, as long as the weights together, everybody has as many turns as its
        /// weight says.
        #[test]
        fn turns_are_as_many_as_weights_say(weights in prop::collection::vec(1_u32..20, 1..6)) {
            let members: Vec<_> = weights
                .iter()
                .enumerate()
                .map(|(place, &weight)| Candidate { place, weight, in_flight: 0 })
                .collect();
            let round = weights.iter().sum::<u32>() as usize;
            let picks = picks(Strategy::RoundRobin, &members, round * 3);
            for round in picks.chunks(round) {
                for (place, &weight) in weights.iter().enumerate() {
                    let turns = round.iter().filter(|&&picked| picked == place).count();
                    prop_assert_eq!(turns, weight as usize);
                }
            }
        }

        /// Whatever is there to choose from, one of it is chosen.
        #[test]
        fn one_of_those_that_can_be_asked_is(
            members in prop::collection::vec((1_u32..5, 0_u64..4), 0..5),
            skipped in 0_usize..4,
            unit in 0.0..1.0_f64,
        ) {
            let members: Vec<_> = members
                .into_iter()
                .enumerate()
                .map(|(place, (weight, in_flight))| {
                    Candidate { place: place + skipped, weight, in_flight }
                })
                .collect();
            let mut wheel = Wheel::default();
            for strategy in [Strategy::RoundRobin, Strategy::LeastInFlight, Strategy::TwoChoices] {
                let picked = wheel.pick(strategy, &members, || unit);
                prop_assert_eq!(picked.is_some(), !members.is_empty());
                prop_assert!(picked.is_none_or(|it| members.iter().any(|one| one.place == it)));
            }
        }
    }
}
