//! [`ModelStrategy`]: which of several models is asked first.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Which of the configured models is asked first. Whatever the strategy, but for
/// [`Service`](Self::Service), a model that rests after failures is passed over, and a call that one
/// model fails goes on to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ModelStrategy {
    /// The first in order: the others step in for it.
    #[default]
    Failover,
    /// Each in its turn.
    RoundRobin,
    /// Any, with the same chance.
    Random,
    /// Any, with a chance in proportion to its weight.
    Weighted,
    /// The one with the lowest price, by the catalogue. One without a known price comes last.
    Cheapest,
    /// The one that began its recent answers soonest. One that was not asked lately is tried first.
    Fastest,
    /// The service chooses: the whole list goes with each request, the first model as the one that
    /// is asked and the others as those to fall back to, and one attempt covers them all.
    ///
    /// It is quicker than another attempt, and the service knows which of its upstreams are down.
    /// But it falls back only for what happens before an answer begins, it does not rest a model
    /// that answers nothing, or too slowly, and another key or account does not come into it. The
    /// models are not chosen here, so that nothing is known of their health.
    Service,
}

impl ModelStrategy {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Failover,
        Self::RoundRobin,
        Self::Random,
        Self::Weighted,
        Self::Cheapest,
        Self::Fastest,
        Self::Service,
    ];

    /// Its name in configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Failover => "failover",
            Self::RoundRobin => "round_robin",
            Self::Random => "random",
            Self::Weighted => "weighted",
            Self::Cheapest => "cheapest",
            Self::Fastest => "fastest",
            Self::Service => "service",
        }
    }
}

impl fmt::Display for ModelStrategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no strategy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a model strategy is one of failover, round_robin, random, weighted, cheapest, fastest, service"
)]
pub struct UnknownModelStrategy;

impl FromStr for ModelStrategy {
    type Err = UnknownModelStrategy;

    /// Reads a name, however it is spelt: `round-robin`, `RoundRobin`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let letters = |text: &str| -> String {
            let letters = text.chars().filter(|c| !matches!(c, '_' | '-' | ' '));
            letters.flat_map(char::to_lowercase).collect()
        };
        let wanted = letters(text);
        let named = Self::ALL.into_iter().find(|strategy| letters(strategy.as_str()) == wanted);
        named.ok_or(UnknownModelStrategy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_strategy_is_read_by_its_name_and_serde_says_the_same() {
        for strategy in ModelStrategy::ALL {
            assert_eq!(strategy.to_string().parse(), Ok(strategy));
            let json = serde_json::to_value(strategy).unwrap();
            assert_eq!(json, strategy.as_str());
            assert_eq!(serde_json::from_value::<ModelStrategy>(json).unwrap(), strategy);
        }
        assert_eq!("Round-Robin".parse(), Ok(ModelStrategy::RoundRobin));
        assert_eq!("best".parse::<ModelStrategy>(), Err(UnknownModelStrategy));
    }
}
