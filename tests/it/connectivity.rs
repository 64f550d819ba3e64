//! Whether the service is there, asked by many at once.

use std::sync::Arc;

use futures::future::join_all;
use llm_types::{ErrorKind, Freshness, HealthProvider, HealthState, Provider};
use openrouter_provider::OpenRouter;
use openrouter_sim::{Answer, Simulator};

use crate::set_up::{KEY, builder, provider};

async fn simulator() -> Simulator {
    Simulator::builder().require_keys().api_key(KEY).start().await.unwrap()
}

/// How often the service was asked about the key.
fn questions(simulator: &Simulator) -> usize {
    simulator.requests().iter().filter(|request| request.path.ends_with("/key")).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_callers_at_once_are_one_question() {
    let simulator = simulator().await;
    let provider: Arc<dyn Provider> = Arc::new(provider(&simulator));
    let ask = |number: usize| {
        let provider = Arc::clone(&provider);
        tokio::spawn(async move {
            match number % 2 {
                0 => provider.test_connectivity(Freshness::Cached).await.map(|()| None),
                _ => Ok(Some(provider.health_check().await)),
            }
        })
    };
    let answers = join_all((0..1000).map(ask)).await;
    let verdicts: Vec<_> = answers.into_iter().filter_map(|it| it.unwrap().unwrap()).collect();
    assert_eq!((verdicts.len(), questions(&simulator)), (500, 1));
    assert!(verdicts.iter().all(|health| health.state == HealthState::Healthy));
    assert!(verdicts.windows(2).all(|two| two[0].checked_at == two[1].checked_at));
    provider.test_connectivity(Freshness::Fresh).await.unwrap();
    assert_eq!(questions(&simulator), 2, "who wants a fresh answer asks");
}

#[tokio::test]
async fn whoever_drops_a_check_leaves_it_to_the_next_and_nothing_in_memory() {
    let simulator = simulator().await;
    let provider = provider(&simulator);
    let check = || Box::pin(provider.test_connectivity(Freshness::Cached));
    let (mut first, mut second, mut third) = (check(), check(), check());
    for check in [&mut first, &mut second, &mut third] {
        assert!(futures::poll!(check).is_pending());
    }
    drop(second);
    drop(first);
    third.await.unwrap();
    check().await.unwrap();
    // The one that was dropped may or may not have reached the service.
    assert!((1..=2).contains(&questions(&simulator)), "{}", questions(&simulator));
}

#[tokio::test]
async fn a_rejected_key_a_service_that_is_away_and_haste_are_three_verdicts() {
    let simulator = simulator().await;
    let stranger = OpenRouter::builder().api_key("sk-or-v1-unknown").base_url(simulator.base_url());
    let stranger = stranger.build().unwrap();
    let rejected = stranger.health_check().await;
    assert_eq!(rejected.error, Some(ErrorKind::Authentication), "{rejected}");
    simulator.script(Answer::error(429, "slow down").for_path("/key").always());
    let hasty = provider(&simulator).health_check().await;
    assert_eq!((hasty.state, hasty.error), (HealthState::Degraded, Some(ErrorKind::RateLimited)));
    let address = simulator.base_url().to_owned();
    drop(simulator);
    let away = builder(address).build().unwrap().health_check().await;
    assert_eq!((away.state, away.error), (HealthState::Unhealthy, Some(ErrorKind::Network)));
}
