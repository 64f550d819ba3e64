//! What calls cost together, whatever becomes of them.

use futures::StreamExt as _;
use futures::future::join_all;
use llm_provider_base::{BudgetExceeded, SpendingBudget};
use llm_types::{ChatProvider, ErrorKind, ResponseId, Usd};
use openrouter_provider::{LookedUpCost, OpenRouter};
use openrouter_sim::fault::{Gate, Script};
use serde_json::json;

use super::{A1, Trial};

fn usd(amount: &str) -> Usd {
    amount.parse().unwrap()
}

/// A budget, of which a call reserves half a dollar, and a trial that is made from it.
fn budgeted(limit: &str, scripts: impl IntoIterator<Item = Script>) -> (SpendingBudget, Trial) {
    let budget = SpendingBudget::total(usd(limit), usd("0.5"));
    let given = budget.clone();
    let trial = Trial::of(scripts).with(move |builder| builder.spending_budget(given.clone()));
    (budget, trial)
}

#[track_caller]
fn spent(budget: &SpendingBudget, expected: &str) {
    let status = budget.status();
    assert_eq!((status.spent, status.reserved), (usd(expected), Usd::ZERO));
}

fn refusal(code: u16) -> Script {
    Script::replies(code, &json!({ "error": { "code": code, "message": "no" } })).close()
}

/// A stream that breaks after two words.
fn cut() -> Script {
    Script::new().read().events().words(2).reset()
}

/// The record of a generation, after this many looks that come too early.
fn record_after(looks: usize) -> Vec<Script> {
    let early = json!({ "error": { "code": 404, "message": "Generation not found" } });
    let record = json!({ "data": {
        "id": "gen-fault-1", "total_cost": 0.03, "usage": 0.03,
        "native_tokens_prompt": 7, "native_tokens_completion": 2,
    } });
    let mut scripts = vec![Script::replies(404, &early).close(); looks];
    scripts.push(Script::replies(200, &record).close());
    scripts
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_counted_by_what_it_says_it_cost() {
    let (budget, trial) = budgeted("1", [Script::healthy(1)]);
    trial.words(1).stream().await.succeeded_after(0);
    spent(&budget, "0.001");
}

#[tokio::test(start_paused = true)]
async fn what_the_budget_does_not_allow_is_not_sent() {
    for streamed in [true, false] {
        let (budget, trial) = budgeted("0.4", [Script::healthy(1)]);
        let trial = if streamed { trial.stream().await } else { trial.complete().await };
        let trial = trial.failed(ErrorKind::BudgetExceeded, false).sent([]).no_key_blamed();
        let error = trial.end.unwrap_err();
        assert!(!error.is_retryable());
        let exceeded = BudgetExceeded::of(&error).unwrap();
        assert_eq!((exceeded.limit, exceeded.asked), (usd("0.4"), usd("0.5")));
        spent(&budget, "0");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_certainly_not_charged_for_costs_nothing() {
    for code in [400, 401, 429, 500] {
        let (budget, trial) = budgeted("1", [refusal(code)]);
        assert!(!trial.stream().await.end.unwrap_err().maybe_billed(), "{code}");
        spent(&budget, "0");
    }
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_may_be_charged_for_counts_beside_the_next_one() {
    let silent = Script::new().read().reset();
    let (budget, trial) = budgeted("1", [silent.clone(), Script::healthy(1)]);
    trial.words(1).stream().await.succeeded_after(1);
    spent(&budget, "0.501");
    let (budget, trial) = budgeted("0.9", [silent]);
    let trial = trial.stream().await.failed(ErrorKind::BudgetExceeded, true).sent([A1]);
    assert!(BudgetExceeded::of(trial.end.as_ref().unwrap_err()).is_some());
    spent(&budget, "0.5");
}

#[tokio::test(start_paused = true)]
async fn what_a_cut_stream_cost_is_looked_up_and_settled() {
    let scripts = [vec![cut()], record_after(3)].concat();
    let (budget, trial) = budgeted("1", scripts);
    let (server, provider, request) = trial.begin().await;
    let mut stream = provider.stream(request).await.unwrap();
    let mut last = None;
    while let Some(item) = stream.next().await {
        last = Some(item);
    }
    let error = last.unwrap().unwrap_err();
    assert_eq!(error.attempts()[0].response_id, Some("gen-fault-1".into()));
    spent(&budget, "0.5");
    let began = tokio::time::Instant::now();
    let costs = provider.reconcile(&error).await;
    assert_eq!(began.elapsed().as_millis(), 500 + 1000 + 2000);
    assert!(costs.is_complete());
    assert_eq!(costs.known_cost(), usd("0.03"));
    let [cost] = &*costs.attempts else { panic!("{costs:?}") };
    let LookedUpCost::Known { input_tokens, output_tokens, .. } = cost.cost else {
        panic!("{cost:?}")
    };
    assert_eq!((input_tokens, output_tokens), (Some(7), Some(2)));
    spent(&budget, "0.03");
    provider.reconcile(&error).await;
    spent(&budget, "0.03");
    let keys: Vec<_> = server.requests().iter().map(|it| it.key().unwrap().to_owned()).collect();
    assert_eq!(keys, [A1; 6], "the key that made it asks");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_on_record_in_half_a_minute_stays_estimated() {
    let (budget, trial) = budgeted("1", [vec![cut()], record_after(100)].concat());
    let trial = trial.words(2);
    let (_server, provider, request) = trial.begin().await;
    let stream = provider.stream(request).await.unwrap();
    let error = stream.collect().await.unwrap_err();
    let began = tokio::time::Instant::now();
    let costs = provider.reconcile(&error).await;
    assert!((22..=30).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
    assert!(matches!(costs.attempts[0].cost, LookedUpCost::NotFound), "{costs:?}");
    assert!(!costs.is_complete());
    spent(&budget, "0.5");
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_was_never_named_cannot_be_looked_up() {
    for (script, expected) in [(Script::new().read().reset(), 2), (refusal(400), 0)] {
        let (server, provider, request) = Trial::of([script]).begin().await;
        let error = provider.complete(request).await.unwrap_err();
        let asked = server.requests().len();
        let costs = provider.reconcile(&error).await;
        assert_eq!(costs.attempts.len(), expected);
        let unnamed = costs.attempts.iter().all(|it| matches!(it.cost, LookedUpCost::Unnamed));
        assert!(unnamed, "{costs:?}");
        assert_eq!(costs.is_complete(), expected == 0);
        assert_eq!(server.requests().len(), asked, "there is nothing to ask");
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_dropped_counts_as_estimated() {
    let scripts = [vec![Script::new().read().events().words(1).hold()], record_after(0)].concat();
    let (budget, trial) = budgeted("1", scripts);
    let (_server, provider, request) = trial.begin().await;
    let mut stream = provider.stream(request).await.unwrap();
    assert!(stream.next().await.unwrap().is_ok());
    assert_eq!(budget.status().reserved, usd("0.5"));
    drop(stream);
    spent(&budget, "0.5");
    let cost = provider.reconcile_response(&ResponseId::from("gen-fault-1")).await;
    assert_eq!(cost.amount(), Some(usd("0.03")));
}

#[tokio::test(start_paused = true)]
async fn calls_side_by_side_cannot_spend_the_same_dollar() {
    let gate = Gate::shut();
    let answer = Script::new().events().words(1).finish("stop").usage(1).done().end();
    let (budget, trial) = budgeted("1.2", [Script::new().read().pass(&gate).then(answer)]);
    let (server, provider, request) = trial.begin().await;
    let ask = |provider: OpenRouter| {
        let request = request.clone();
        async move { provider.stream(request).await?.collect().await }
    };
    let calls = join_all((0..10).map(|_| ask(provider.clone())));
    let open = async {
        while server.requests().len() < 2 {
            tokio::task::yield_now().await;
        }
        assert_eq!(budget.status().reserved, usd("1"));
        gate.open();
    };
    let (ends, ()) = tokio::join!(calls, open);
    let (answered, refused): (Vec<_>, Vec<_>) = ends.into_iter().partition(Result::is_ok);
    assert_eq!((answered.len(), refused.len()), (2, 8));
    for end in refused {
        assert_eq!(end.unwrap_err().kind(), ErrorKind::BudgetExceeded);
    }
    assert_eq!(server.requests().len(), 2);
    spent(&budget, "0.002");
}
