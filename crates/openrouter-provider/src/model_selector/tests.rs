//! Which model is chosen, and which rests.

use std::time::Duration;

use llm_types::{ErrorKind, ModelId, Usd};
use tokio::time::Instant;

use super::{ModelSelector, ModelStrategy, NoModel};

fn ids<const N: usize>(names: [&str; N]) -> [ModelId; N] {
    names.map(ModelId::from)
}

fn selector(strategy: ModelStrategy) -> ModelSelector {
    ModelSelector::new(ids(["a", "b", "c"]), strategy).unwrap()
}

/// Chooses, and gives it back at once.
fn choice(selector: &ModelSelector, tried: &[ModelId], now: Instant, unit: f64) -> String {
    let chosen = selector.select(tried, now, unit).unwrap();
    chosen.model().to_string()
}

/// Puts the first model of the order that can be chosen to rest, by three failures.
fn fail_thrice(selector: &ModelSelector, tried: &[ModelId], now: Instant) {
    let rested = (0..3).map(|_| {
        let chosen = selector.select(tried, now, 0.0).unwrap();
        chosen.fail(now, 0.5)
    });
    assert_eq!(rested.collect::<Vec<_>>(), [false, false, true]);
}

#[test]
fn each_strategy_has_its_order() {
    let now = Instant::now();
    let chosen = |strategy: ModelStrategy, units: &[f64]| -> String {
        let selector = selector(strategy);
        units.iter().map(|unit| choice(&selector, &[], now, *unit)).collect()
    };
    assert_eq!(chosen(ModelStrategy::Failover, &[0.9; 4]), "aaaa");
    assert_eq!(chosen(ModelStrategy::RoundRobin, &[0.9; 5]), "abcab");
    assert_eq!(chosen(ModelStrategy::Random, &[0.0, 0.34, 0.67, 1.0]), "abcc");
}

#[test]
fn weights_are_chances_and_a_model_without_one_is_never_drawn() {
    let now = Instant::now();
    let models = ids(["a", "b", "c"]).into_iter().zip([3, 0, u32::MAX]);
    let selector = ModelSelector::with_weights(models, ModelStrategy::Weighted).unwrap();
    let drawn: String =
        [0.0, 1e-10, 0.5, 0.999].iter().map(|unit| choice(&selector, &[], now, *unit)).collect();
    assert_eq!(drawn, "aacc");
    // What is left has no weight.
    assert_eq!(selector.select(&ids(["a", "c"]), now, 0.5).unwrap_err(), NoModel { soonest: None });
}

#[test]
fn the_cheapest_is_the_one_of_the_lowest_known_price() {
    let now = Instant::now();
    let selector = selector(ModelStrategy::Cheapest);
    assert_eq!(choice(&selector, &[], now, 0.9), "a", "nothing is known yet");
    selector.set_prices(|model| match model.as_str() {
        "b" => Some("0.002".parse::<Usd>().unwrap()),
        "c" => Some("0.001".parse::<Usd>().unwrap()),
        _ => None,
    });
    assert_eq!(choice(&selector, &[], now, 0.9), "c");
    assert_eq!(choice(&selector, &ids(["c"]), now, 0.9), "b");
    assert_eq!(choice(&selector, &ids(["c", "b"]), now, 0.9), "a");
}

#[test]
fn the_fastest_is_the_one_that_began_soonest_lately() {
    let start = Instant::now();
    let selector = selector(ModelStrategy::Fastest);
    let mut asked = String::new();
    for millis in [300, 100, 200, 500, 100] {
        let mut chosen = selector.select(&[], start, 0.9).unwrap();
        asked.push_str(chosen.model().as_str());
        chosen.confirm(Duration::from_millis(millis), start);
        chosen.succeed(start);
    }
    // Each once; then the fastest, until an answer of 500 ms makes its average 180 ms: still the
    // fastest.
    assert_eq!(asked, "abcbb");
    let speeds: Vec<_> = selector.status(start).iter().map(|one| one.first_content).collect();
    let millis = |millis| Some(Duration::from_millis(millis));
    assert_eq!(speeds, [millis(300), millis(164), millis(200)]);
    // What was seen long ago is looked at anew.
    assert_eq!(choice(&selector, &[], start + Duration::from_secs(301), 0.9), "a");
}

#[test]
fn m04_a_model_that_fails_three_times_rests_and_comes_back_by_a_probe() {
    let now = Instant::now();
    let selector = selector(ModelStrategy::Failover);
    fail_thrice(&selector, &[], now);
    assert_eq!(choice(&selector, &[], now, 0.5), "b");
    let later = now + Duration::from_secs(10);
    let probe = selector.select(&[], later, 0.5).unwrap();
    assert_eq!(probe.model().as_str(), "a");
    assert_eq!(choice(&selector, &[], later, 0.5), "b", "others do not wait for the probe");
    probe.succeed(later);
    assert_eq!(choice(&selector, &[], later, 0.5), "a");
}

#[test]
fn the_same_model_again_is_asked_for_by_name_unless_it_rests() {
    let now = Instant::now();
    let selector = selector(ModelStrategy::RoundRobin);
    let again = |name: &str| {
        let chosen = selector.again(&ModelId::from(name), now)?;
        Some(chosen.model().to_string())
    };
    assert_eq!(choice(&selector, &[], now, 0.5), "a");
    assert_eq!((again("a").as_deref(), again("c").as_deref()), (Some("a"), Some("c")));
    assert_eq!(again("unknown"), None);
    assert_eq!(choice(&selector, &[], now, 0.5), "b", "the turn stays as it was");
    fail_thrice(&selector, &ids(["a", "b"]), now);
    assert_eq!(again("c"), None);
}

#[test]
fn selectors_are_alike_by_their_models_and_their_strategy_and_not_by_their_health() {
    let now = Instant::now();
    let selector = selector(ModelStrategy::Failover);
    let like = |names: [&str; 3], strategy| {
        let other = ModelSelector::new(ids(names), strategy).unwrap();
        other.select(&[], now, 0.5).unwrap().missing(now);
        selector.is_like(&other)
    };
    assert!(like(["a", "b", "c"], ModelStrategy::Failover));
    assert!(!like(["a", "c", "b"], ModelStrategy::Failover));
    assert!(!like(["a", "b", "c"], ModelStrategy::RoundRobin));
}

#[test]
fn a_success_ends_a_row_of_failures_and_a_speed_is_forgotten_after_five_minutes() {
    let now = Instant::now();
    let selector = ModelSelector::new(ids(["a"]), ModelStrategy::Failover).unwrap();
    for _ in 0..3 {
        for _ in 0..2 {
            assert!(!selector.select(&[], now, 0.5).unwrap().fail(now, 0.5));
        }
        selector.select(&[], now, 0.5).unwrap().succeed(now);
    }
    let mut chosen = selector.select(&[], now, 0.5).unwrap();
    chosen.confirm(Duration::from_secs(2), now);
    let speed = |after| selector.status(now + Duration::from_secs(after))[0].first_content;
    assert_eq!((speed(299), speed(300)), (Some(Duration::from_secs(2)), None));
}

#[test]
fn m05_if_all_rest_the_soonest_is_told() {
    let now = Instant::now();
    let selector = ModelSelector::new(ids(["a", "b"]), ModelStrategy::Failover).unwrap();
    fail_thrice(&selector, &[], now);
    fail_thrice(&selector, &[], now + Duration::from_secs(4));
    let soonest = |tried: &[ModelId], now| selector.select(tried, now, 0.5).unwrap_err().soonest;
    let now = now + Duration::from_secs(5);
    assert_eq!(soonest(&[], now), Some(Duration::from_secs(5)));
    assert_eq!(soonest(&ids(["a"]), now), Some(Duration::from_secs(9)));
    assert_eq!(soonest(&ids(["a", "b"]), now), None);
}

#[test]
fn a_call_goes_on_to_models_that_it_has_not_tried() {
    let now = Instant::now();
    for strategy in ModelStrategy::ALL {
        let selector = selector(strategy);
        let mut tried = Vec::new();
        while let Ok(chosen) = selector.select(&tried, now, 0.5) {
            tried.push(chosen.model().clone());
            chosen.fail(now, 0.5);
        }
        tried.sort();
        assert_eq!(tried, ids(["a", "b", "c"]), "{strategy}");
    }
}

#[test]
fn a_missing_model_is_not_asked_for_an_hour_or_until_a_catalogue_lists_it() {
    let now = Instant::now();
    let selector = selector(ModelStrategy::Failover);
    let chosen = selector.select(&[], now, 0.5).unwrap();
    chosen.missing(now);
    let hour = Duration::from_secs(3600);
    assert_eq!(choice(&selector, &[], now + hour - Duration::from_secs(1), 0.5), "b");
    assert_eq!(choice(&selector, &[], now + hour, 0.5), "a");
    assert!(selector.status(now)[0].is_missing);
    selector.read_catalogue(|model| model.as_str() == "b");
    assert_eq!(choice(&selector, &[], now, 0.5), "b");
    selector.read_catalogue(|model| model.as_str() == "a");
    assert_eq!(choice(&selector, &[], now, 0.5), "a");
}

#[test]
fn a_reset_forgets_rests_and_what_was_missing() {
    let now = Instant::now();
    let selector = selector(ModelStrategy::Failover);
    selector.select(&[], now, 0.5).unwrap().missing(now);
    selector.select(&[], now, 0.5).unwrap().rest(Duration::from_secs(9), now);
    assert_eq!(choice(&selector, &[], now, 0.5), "c");
    selector.reset();
    assert_eq!(choice(&selector, &[], now, 0.5), "a");
    assert_eq!(choice(&selector, &ids(["a"]), now, 0.5), "b");
}

#[test]
fn a_probe_that_is_dropped_leaves_its_place_and_one_whose_answer_begins_lets_others_through() {
    let now = Instant::now();
    let selector = ModelSelector::new(ids(["a"]), ModelStrategy::Failover).unwrap();
    fail_thrice(&selector, &[], now);
    let later = now + Duration::from_secs(10);
    let probe = selector.select(&[], later, 0.5).unwrap();
    let wait = selector.select(&[], later, 0.5).unwrap_err();
    assert_eq!(wait, NoModel { soonest: Some(Duration::from_secs(1)) }, "looked at again");
    drop(probe);
    let mut probe = selector.select(&[], later, 0.5).unwrap();
    probe.confirm(Duration::from_secs(2), later);
    assert_eq!(choice(&selector, &[], later, 0.5), "a");
    // What breaks off afterwards counts all the same.
    assert!(!probe.fail(later, 0.5));
    assert_eq!(selector.status(later)[0].failures, 4);
}

#[test]
fn a_rest_that_the_service_asks_for_is_kept() {
    let now = Instant::now();
    let selector = selector(ModelStrategy::Failover);
    let chosen = selector.select(&[], now, 0.5).unwrap();
    chosen.rest(Duration::from_secs(30), now);
    assert_eq!(choice(&selector, &[], now + Duration::from_secs(29), 0.5), "b");
    assert_eq!(choice(&selector, &[], now + Duration::from_secs(30), 0.5), "a");
    assert_eq!(selector.status(now)[0].failures, 0);
}

#[test]
fn m01_what_cannot_be_a_model_is_refused_without_sending() {
    let refused = |models: &[&str], strategy: ModelStrategy| {
        let models = models.iter().map(|name| (ModelId::from(*name), 0));
        ModelSelector::with_weights(models, strategy).unwrap_err().kind()
    };
    let long = "x".repeat(257);
    for name in ["", " ", "a b", "a\n", "a\u{7}", long.as_str()] {
        assert_eq!(refused(&[name], ModelStrategy::Failover), ErrorKind::Configuration, "{name}");
    }
    assert_eq!(refused(&[], ModelStrategy::Random), ErrorKind::Configuration);
    assert_eq!(refused(&["a", "b"], ModelStrategy::Weighted), ErrorKind::Configuration);
    let twice = ModelSelector::new(ids(["a", "b", "a"]), ModelStrategy::Failover).unwrap();
    assert_eq!(twice.models(), ids(["a", "b"]));
}
