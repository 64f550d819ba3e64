//! Dropped while money is set aside for what was sent.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::StreamExt as _;
use llm_provider_base::SpendingBudget;
use llm_types::{ChatProvider as _, Usd};
use openrouter_auth::{ApiKey, CredentialError, CredentialSource, Credentials, KeyPool};
use openrouter_provider::OpenRouterBuilder;
use openrouter_sim::fault::Script;
use serde_json::json;
use tokio::time::timeout;

use super::{assert_given_back, assert_nothing_is_left, polled};
use crate::faults::{A1, Trial};

const SECOND: Duration = Duration::from_secs(1);

fn usd(amount: &str) -> Usd {
    amount.parse().unwrap()
}

/// Each attempt sets half a dollar aside.
fn budgeted(
    set_up: fn(OpenRouterBuilder) -> OpenRouterBuilder,
    scripts: impl IntoIterator<Item = Script>,
) -> (SpendingBudget, Trial) {
    let budget = SpendingBudget::total(usd("10"), usd("0.5"));
    let given = budget.clone();
    let set_up = move |builder| set_up(builder).spending_budget(given.clone());
    (budget, Trial::of(scripts).with(set_up))
}

/// Waits two seconds for a first word, which takes three.
fn slow() -> Script {
    let script = Script::new().read().wait(3 * SECOND).events().words(1);
    script.wait(SECOND).finish("stop").wait(SECOND).usage(1).done().end()
}

fn hedged(builder: OpenRouterBuilder) -> OpenRouterBuilder {
    builder.hedge_after(2 * SECOND)
}

#[tokio::test(start_paused = true)]
async fn z06_a_call_from_a_budget_dropped_anywhere_leaves_nothing_set_aside() {
    let refused = json!({ "error": { "code": 503, "message": "no" } });
    let refused = Script::new().read().json(503, &refused).close();
    let silent = Script::new().read().hold();
    for (scripts, cost) in [
        (vec![slow()], "0.501"),
        (vec![silent, slow()], "0.501"),
        (vec![refused.clone(), slow()], "0.501"),
        (vec![slow(), refused], "0.001"),
    ] {
        for polls in 0.. {
            let why = format!("{cost} after {polls} polls");
            let (budget, trial) = budgeted(hedged, scripts.clone());
            let (server, provider, request) = trial.begin().await;
            let call = async {
                let mut stream = provider.stream(request).await?;
                while let Some(item) = stream.next().await {
                    item?;
                }
                Ok::<_, llm_types::Error>(())
            };
            let ended = polled(polls, Box::pin(call)).await;
            assert_given_back(&provider, &why);
            assert_nothing_is_left(server, provider, &why).await;
            let status = budget.status();
            assert_eq!(status.reserved, Usd::ZERO, "{why}");
            if let Some(ended) = ended {
                ended.unwrap();
                assert!(polls >= 5, "{why}");
                assert_eq!(status.spent, usd(cost), "{why}");
                break;
            }
            // Neither of two that were sent, or of none, is forgotten.
            let known = [Usd::ZERO, usd("0.5"), usd("1")];
            assert!(known.contains(&status.spent), "{why}: {}", status.spent);
            assert!(polls > 0 || status.spent == Usd::ZERO, "{why}");
        }
    }
}

/// A vault that takes a second to be asked.
#[derive(Debug)]
struct Vault;

#[async_trait]
impl CredentialSource for Vault {
    fn name(&self) -> String {
        "the vault".to_owned()
    }

    async fn load(&self) -> Result<Credentials, CredentialError> {
        tokio::time::sleep(SECOND).await;
        Ok(Credentials::new([ApiKey::new(A1).unwrap()]))
    }
}

#[tokio::test(start_paused = true)]
async fn z06_a_refusal_costs_nothing_if_the_call_is_dropped_while_keys_are_loaded() {
    let refusal = json!({ "error": { "code": 401, "message": "User not found." } });
    let from_vault = |builder: OpenRouterBuilder| {
        builder.key_pool(KeyPool::builder()).credentials(Arc::new(Vault))
    };
    let (budget, trial) = budgeted(from_vault, [Script::replies(401, &refusal).close()]);
    let (server, provider, request) = trial.begin().await;
    provider.reload_keys().await.unwrap();
    assert!(timeout(SECOND / 2, provider.stream(request)).await.is_err());
    assert_eq!(server.requests().len(), 1, "it was sent");
    let status = budget.status();
    assert_eq!((status.spent, status.reserved), (Usd::ZERO, Usd::ZERO));
    assert_given_back(&provider, "loading");
    assert_nothing_is_left(server, provider, "loading").await;
}
