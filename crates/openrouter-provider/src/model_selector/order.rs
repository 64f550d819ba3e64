//! Whose turn it is: the order in which a strategy takes those that can be asked.

use tokio::time::Instant;

use super::ModelStrategy;
use super::candidates::State;

impl State {
    /// One of these places, which are in order. `unit` is random in [0, 1).
    pub(super) fn choose(
        &self,
        strategy: ModelStrategy,
        open: &[usize],
        now: Instant,
        unit: f64,
    ) -> Option<usize> {
        let at = |place: usize| &self.candidates[place];
        let mut open = open.iter().copied();
        match strategy {
            // What the service chooses from is one request, and about the first of them.
            ModelStrategy::Failover | ModelStrategy::Service => open.next(),
            ModelStrategy::RoundRobin => {
                // The next in turn, or else the first again.
                open.min_by_key(|place| (*place < self.turn, *place))
            }
            ModelStrategy::Random => by_weight(open.map(|place| (place, 1)), unit),
            ModelStrategy::Weighted => by_weight(open.map(|place| (place, at(place).weight)), unit),
            ModelStrategy::Cheapest => {
                open.min_by_key(|place| (at(*place).price.is_none(), at(*place).price, *place))
            }
            ModelStrategy::Fastest => {
                open.min_by_key(|place| (at(*place).speed(now).unwrap_or_default(), *place))
            }
        }
    }
}

/// Draws one, with a chance in proportion to its weight.
fn by_weight(places: impl Iterator<Item = (usize, u32)> + Clone, unit: f64) -> Option<usize> {
    let total: u64 = places.clone().map(|(_, weight)| u64::from(weight)).sum();
    if total == 0 {
        return None;
    }
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of the weights, which need not be exact to the last one in 2⁵³"
    )]
    let mut drawn = ((total as f64 * unit.clamp(0.0, 1.0)) as u64).min(total - 1);
    for (place, weight) in places {
        let weight = u64::from(weight);
        if drawn < weight {
            return Some(place);
        }
        drawn -= weight;
    }
    None
}
