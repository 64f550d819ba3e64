//! What a key was used for before the simulator was started.

use rust_decimal::Decimal;

use crate::{
    calendar::DAY,
    catalogue::{Catalogue, completion_price, prompt_price, upstreams},
    keyring::Keyring,
    seed::Seed,
};

/// How many days it goes back, today not counted: as far as the service tells.
const DAYS: u64 = 30;

/// On which day, counted back from today, nothing was asked.
const IDLE: u64 = 16;

/// On which day, counted back from today, one model was asked far more than usual.
const BUSY: u64 = 9;
const BUSY_MODEL: &str = "openai/gpt-5.2";
const BUSY_FACTOR: u64 = 11;

/// How one model was used.
struct Habit {
    model: &'static str,
    /// On a day of the week; at the weekend it is a third.
    requests: u64,
    /// Of one request.
    prompt_tokens: u64,
    /// Of one answer, thoughts included.
    completion_tokens: u64,
    /// Of these, how many in a hundred are thoughts.
    thoughts: u64,
    /// The first and the last day, counted back from today.
    days: (u64, u64),
}

/// What was used. The catalogue says what it cost.
const HABITS: &[Habit] = &[
    Habit {
        model: "anthropic/claude-sonnet-4.6",
        requests: 64,
        prompt_tokens: 3_100,
        completion_tokens: 520,
        thoughts: 30,
        days: (DAYS, 0),
    },
    Habit {
        model: BUSY_MODEL,
        requests: 38,
        prompt_tokens: 2_400,
        completion_tokens: 780,
        thoughts: 45,
        days: (DAYS, 0),
    },
    Habit {
        model: "google/gemini-2.5-flash",
        requests: 210,
        prompt_tokens: 1_900,
        completion_tokens: 310,
        thoughts: 0,
        days: (DAYS, 0),
    },
    Habit {
        model: "deepseek/deepseek-v3.2",
        requests: 150,
        prompt_tokens: 4_200,
        completion_tokens: 640,
        thoughts: 0,
        days: (13, 0),
    },
    Habit {
        model: "openai/gpt-4.1-mini",
        requests: 260,
        prompt_tokens: 1_400,
        completion_tokens: 240,
        thoughts: 0,
        days: (DAYS, 12),
    },
    Habit {
        model: "openai/gpt-4o-mini",
        requests: 320,
        prompt_tokens: 900,
        completion_tokens: 180,
        thoughts: 0,
        days: (DAYS, 0),
    },
    Habit {
        model: "openai/text-embedding-3-small",
        requests: 540,
        prompt_tokens: 700,
        completion_tokens: 0,
        thoughts: 0,
        days: (DAYS, 0),
    },
    Habit {
        model: "meta-llama/llama-3.3-70b-instruct:free",
        requests: 22,
        prompt_tokens: 800,
        completion_tokens: 350,
        thoughts: 0,
        days: (21, 0),
    },
];

/// What one model at one upstream was used for on one day.
#[derive(Clone, Debug)]
pub(crate) struct DayOfUse {
    /// Since 1970.
    pub(crate) day: u64,
    pub(crate) key_hash: String,
    /// The exact version of the model.
    pub(crate) model: String,
    /// The upstream, by its display name.
    pub(crate) upstream: String,
    pub(crate) requests: u64,
    pub(crate) prompt_tokens: u64,
    pub(crate) completion_tokens: u64,
    pub(crate) reasoning_tokens: u64,
    pub(crate) cost: Decimal,
}

/// Invents a month of use by a key, and has the key spend what it cost. The same days, counted back
/// from today, look the same whenever it is asked for, but for weekends.
pub(crate) fn invent(
    key_hash: &str,
    catalogue: &Catalogue,
    keyring: &Keyring,
    now: u64,
) -> Vec<DayOfUse> {
    let today = now / DAY;
    let days = (0..=DAYS).filter(|ago| *ago != IDLE);
    let uses: Vec<_> = days
        .flat_map(|ago| HABITS.iter().map(move |habit| (ago, habit)))
        .flat_map(|(ago, habit)| habit.uses(ago, today, key_hash, catalogue))
        .collect();
    for used in &uses {
        keyring.spend(key_hash, used.day * DAY, used.cost);
    }
    uses
}

impl Habit {
    /// What it comes to on one day, at each upstream.
    fn uses(&self, ago: u64, today: u64, key_hash: &str, catalogue: &Catalogue) -> Vec<DayOfUse> {
        let (first, last) = self.days;
        let Some(model) = catalogue.find(self.model) else { return Vec::new() };
        let Some(day) = today.checked_sub(ago).filter(|_| (last..=first).contains(&ago)) else {
            return Vec::new();
        };
        let mut seed = Seed::of(self.model).fork(&format!("{ago} days ago"));
        let percent = 60 + seed.below(80);
        let mut requests = self.requests * percent / 100;
        if is_weekend(day) {
            requests /= 3;
        }
        if ago == BUSY && self.model == BUSY_MODEL {
            requests = self.requests * BUSY_FACTOR;
        }
        if ago == 0 {
            // Today is not over.
            requests /= 2;
        }
        // The first upstream answers most of them, the second steps in.
        let upstreams = upstreams(model);
        let second = if upstreams.len() > 1 { requests * seed.below(30) / 100 } else { 0 };
        let shares = [requests - second, second];
        let shares = upstreams.into_iter().zip(shares).filter(|(_, requests)| *requests > 0);
        let slug = model.canonical_slug.clone().filter(|_| !model.id.contains(':'));
        let slug = slug.unwrap_or_else(|| model.id.clone());
        shares
            .map(|(upstream, requests)| {
                let mut drawn = |mean: u64| requests * mean * (85 + seed.below(30)) / 100;
                let prompt_tokens = drawn(self.prompt_tokens);
                let completion_tokens = drawn(self.completion_tokens);
                DayOfUse {
                    day,
                    key_hash: key_hash.to_owned(),
                    model: slug.clone(),
                    upstream: upstream.name.to_owned(),
                    requests,
                    prompt_tokens,
                    completion_tokens,
                    reasoning_tokens: completion_tokens * self.thoughts / 100,
                    cost: prompt_price(model) * Decimal::from(prompt_tokens)
                        + completion_price(model) * Decimal::from(completion_tokens),
                }
            })
            .collect()
    }
}

/// 1970 began on a Thursday.
const fn is_weekend(day: u64) -> bool {
    matches!((day + 3) % 7, 5 | 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saturdays_and_sundays_are_weekends() {
        // 1970-01-01 was a Thursday.
        assert_eq!([0, 1, 2, 3, 4].map(is_weekend), [false, false, true, true, false]);
    }

    #[test]
    fn each_model_of_a_habit_is_in_the_catalogue() {
        let catalogue = Catalogue::new(Vec::new());
        for habit in HABITS {
            let model = catalogue.find(habit.model);
            assert!(model.is_some_and(|model| !upstreams(model).is_empty()), "{}", habit.model);
        }
    }
}
