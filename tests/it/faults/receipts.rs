//! What is known of calls that are dropped, and what they cost.

use std::time::Duration;

use futures::StreamExt as _;
use llm_provider_base::{Member, Race, SpendingBudget};
use llm_types::mock::{ScriptedAnswer, ScriptedProvider};
use llm_types::{
    AttemptOutcome, CallState, ChatProvider, ErrorKind, HealthProvider, Receipt, ResponseId,
    StandardRequest, Usd,
};
use openrouter_provider::{CallOptions, LookedUpCost, OpenRouter};
use openrouter_sim::fault::Script;
use openrouter_wire::{audio, embeddings, responses};
use serde_json::json;
use tokio::time::timeout;

use super::{A1, A2, Trial};

const UNFINISHED: AttemptOutcome = AttemptOutcome::Unfinished;

fn usd(amount: &str) -> Usd {
    amount.parse().unwrap()
}

/// The record of this generation.
fn record(id: &str, cost: f64) -> Script {
    Script::replies(200, &json!({ "data": { "id": id, "total_cost": cost } })).close()
}

/// A chunk with nothing but a role in it, and then silence.
fn begun(id: &str) -> Script {
    let chunk = json!({ "id": id, "model": "a/model", "object": "chat.completion.chunk",
        "created": 1, "choices": [{ "index": 0, "finish_reason": null,
            "delta": { "role": "assistant", "content": "" } }] });
    Script::new().read().events().event(&chunk).hold()
}

/// A call that brings a receipt, dropped after a second without an answer.
async fn dropped(provider: &OpenRouter, request: StandardRequest, whole: bool) -> Receipt {
    let receipt = Receipt::new();
    let request = request.with_receipt(&receipt);
    let second = Duration::from_secs(1);
    let is_late = if whole {
        timeout(second, provider.complete(request)).await.is_err()
    } else {
        timeout(second, provider.stream(request)).await.is_err()
    };
    assert!(is_late);
    receipt
}

#[tokio::test(start_paused = true)]
async fn what_a_dropped_stream_cost_is_looked_up_and_settled() {
    let budget = SpendingBudget::total(usd("1"), usd("0.5"));
    let given = budget.clone();
    let scripts = [Script::new().read().events().words(1).hold(), record("gen-fault-1", 0.03)];
    let trial = Trial::of(scripts).with(move |builder| builder.spending_budget(given.clone()));
    let (server, provider, request) = trial.begin().await;
    let mut stream = provider.stream(request).await.unwrap();
    let receipt = stream.receipt();
    // All of it is known with the first content.
    assert_eq!(receipt.response_id(), Some("gen-fault-1".into()));
    stream.next().await.unwrap().unwrap();
    assert_eq!(receipt.state(), CallState::UnderWay);
    drop(stream);
    assert_eq!(receipt.state(), CallState::Dropped);
    let [attempt] = &*receipt.attempts() else { panic!("{receipt:?}") };
    assert_eq!((attempt.outcome, attempt.status), (UNFINISHED, Some(200)));
    assert!(attempt.maybe_billed && attempt.key.is_some());
    assert_eq!(budget.status().spent, usd("0.5"));

    let costs = provider.reconcile_call(&receipt).await;
    assert!(costs.is_complete());
    assert_eq!((costs.known_cost(), budget.status().spent), (usd("0.03"), usd("0.03")));
    let asked: Vec<_> = server.requests().iter().map(|it| it.key().unwrap().to_owned()).collect();
    assert_eq!(asked, [A1, A1], "the key that made it asks");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_before_its_answer_is_known_by_name_once_its_reply_began() {
    let head = |kind: &str| {
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\nx-generation-id: gen-head\r\n\
             transfer-encoding: chunked\r\n\r\n"
        );
        Script::new().read().write(head).hold()
    };
    for (script, whole) in [
        (head("text/event-stream"), false),
        (head("application/json"), true),
        (begun("gen-head"), false),
        (begun("gen-head"), true),
    ] {
        let shown = format!("{script:?}");
        let (_server, provider, request) =
            Trial::of([script, record("gen-head", 0.25)]).begin().await;
        let receipt = dropped(&provider, request, whole).await;
        assert_eq!(receipt.state(), CallState::Dropped, "{shown}");
        assert_eq!(receipt.response_id(), Some("gen-head".into()), "{shown}");
        let costs = provider.reconcile_call(&receipt).await;
        assert_eq!((costs.known_cost(), costs.is_complete()), (usd("0.25"), true), "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_before_its_reply_has_no_name() {
    let (server, provider, request) = Trial::of([Script::new().read().hold()]).begin().await;
    let receipt = dropped(&provider, request, true).await;
    let [attempt] = &*receipt.attempts() else { panic!("{receipt:?}") };
    assert_eq!((attempt.outcome, attempt.status), (UNFINISHED, None));
    let costs = provider.reconcile_call(&receipt).await;
    assert!(matches!(costs.attempts[0].cost, LookedUpCost::Unnamed), "{costs:?}");
    assert!(!costs.is_complete());
    assert_eq!(server.requests().len(), 1, "there is nothing to ask");
}

#[tokio::test(start_paused = true)]
async fn the_one_that_lost_is_known_by_name_and_its_cost_looked_up() {
    let scripts = [begun("gen-slow"), Script::healthy(1), record("gen-slow", 0.5)];
    let trial = Trial::of(scripts).with(|builder| builder.hedge_after(Duration::from_secs(2)));
    let (server, provider, request) = trial.begin().await;
    let receipt = Receipt::new();
    let answer = provider.complete(request.with_receipt(&receipt)).await.unwrap();
    assert_eq!(receipt.state(), CallState::Answered);
    assert_eq!(receipt.response_id(), answer.id, "that of the answer");
    assert_eq!(receipt.attempts(), answer.attempts);
    let outcomes: Vec<_> = answer.attempts.iter().map(|it| it.outcome).collect();
    assert_eq!(outcomes, [AttemptOutcome::Lost, AttemptOutcome::Succeeded]);
    assert_eq!(answer.attempts[0].response_id, Some(ResponseId::from("gen-slow")));
    let costs = provider.reconcile_attempts(&answer.attempts).await;
    assert_eq!((costs.known_cost(), costs.is_complete()), (usd("0.5"), true));
    let asked: Vec<_> = server.requests().iter().map(|it| it.key().unwrap().to_owned()).collect();
    assert_eq!(asked, [A1, A2, A1], "the answer itself is not asked about");
}

#[tokio::test(start_paused = true)]
async fn of_a_race_the_connection_of_the_loser_is_closed_and_its_cost_looked_up() {
    let trial = Trial::of([begun("gen-slow"), record("gen-slow", 0.5)]);
    let (server, provider, request) = trial.begin().await;
    let silent = ScriptedProvider::new().with_name("silent").then(ScriptedAnswer::hang());
    let local = ScriptedProvider::new().with_name("local").then("Because.");
    let members =
        [Member::new(provider.clone()).named("cloud"), Member::new(silent), Member::new(local)];
    let race = Race::new(members).stagger(Duration::from_secs(2));
    let answer = race.complete(request).await.unwrap();
    server.all_closed().await;
    let told: Vec<_> =
        answer.attempts.iter().map(|it| (it.provider.as_deref(), it.outcome)).collect();
    let (lost, answered) = (AttemptOutcome::Lost, AttemptOutcome::Succeeded);
    let expected = [(Some("cloud"), lost), (Some("silent"), lost), (Some("local"), answered)];
    assert_eq!(told, expected);
    assert_eq!(answer.attempts[0].response_id, Some("gen-slow".into()));
    assert_eq!(provider.metrics().total.cancelled, 1);
    let costs = provider.reconcile_attempts(&answer.attempts).await;
    assert_eq!((costs.known_cost(), costs.attempts.len()), (usd("0.5"), 1), "ours alone");
}

#[tokio::test(start_paused = true)]
async fn a_receipt_says_of_a_failed_call_what_its_error_says() {
    let cut = Script::new().read().events().words(2).reset();
    let refusal = Script::replies(503, &json!({ "error": { "code": 503, "message": "no" } }));
    let (_server, provider, request) = Trial::of([refusal.close(), cut]).begin().await;
    let receipt = Receipt::new();
    let error = provider.complete(request.with_receipt(&receipt)).await.unwrap_err();
    assert_eq!(receipt.state(), CallState::Failed);
    assert_eq!(receipt.attempts(), error.attempts());
    assert_eq!(receipt.response_id().as_ref(), error.response_id());
    let told: Vec<_> = receipt.attempts().iter().map(|it| (it.outcome, it.maybe_billed)).collect();
    let [(refused, false), (broken, true)] = told[..] else { panic!("{told:?}") };
    assert_eq!(refused, AttemptOutcome::Failed(ErrorKind::Unavailable));
    assert_eq!(broken, AttemptOutcome::Failed(ErrorKind::Interrupted));
}

#[tokio::test(start_paused = true)]
async fn the_record_of_an_answer_is_asked_for_with_the_key_that_made_it() {
    let record = record("gen-fault-1", 0.001);
    let scripts = [Script::healthy(1), Script::healthy(1), record];
    let (server, provider, request) = Trial::of(scripts).begin().await;
    provider.complete(request.clone()).await.unwrap();
    let mut answer = provider.complete(request).await.unwrap();
    let stored = serde_json::to_string(&answer).unwrap();
    answer = serde_json::from_str(&stored).unwrap();
    let found = provider.generation_of(&answer).await.unwrap();
    assert_eq!(found.total_cost.unwrap().to_string(), "0.001");
    assert_eq!(server.requests().last().unwrap().key(), Some(A2));
    answer.id = None;
    let error = provider.generation_of(&answer).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}

/// A reply with this body that never ends, and has a name.
fn endless(kind: &str, body: &str) -> Script {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\nx-generation-id: gen-op\r\n\
         transfer-encoding: chunked\r\n\r\n"
    );
    let script = Script::new().read().write(head);
    if body.is_empty() { script.hold() } else { script.chunk(body).hold() }
}

/// An event of the Responses API.
fn delta() -> String {
    let event = json!({ "type": "response.output_text.delta", "item_id": "i", "output_index": 0,
        "content_index": 0, "delta": "ok", "sequence_number": 1, "logprobs": [] });
    format!("data: {event}\n\n")
}

#[tokio::test(start_paused = true)]
async fn what_a_dropped_stream_of_events_or_bytes_cost_is_looked_up() {
    let record = || record("gen-op", 0.25);
    let events = endless("text/event-stream", &delta());
    let bytes = endless("audio/mpeg", "sound");
    for (script, are_events) in [(events, true), (bytes, false)] {
        let (_server, provider, _) = Trial::of([script, record()]).begin().await;
        let receipt = if are_events {
            let request = responses::Request::new("a/m", "hi");
            let mut stream = provider.events(&request).await.unwrap();
            let receipt = stream.receipt();
            stream.next().await.unwrap().unwrap();
            assert_eq!(receipt.state(), CallState::UnderWay);
            receipt
        } else {
            let request = audio::Speak::new("a/m", "hi");
            let mut download = provider.download(&request).await.unwrap();
            let receipt = download.receipt();
            download.next().await.unwrap().unwrap();
            assert_eq!(receipt.state(), CallState::UnderWay);
            receipt
        };
        assert_eq!(receipt.state(), CallState::Dropped);
        let costs = provider.reconcile_call(&receipt).await;
        assert_eq!((costs.known_cost(), costs.is_complete()), (usd("0.25"), true), "{receipt:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_operation_that_is_dropped_before_its_answer_is_in_the_receipt_it_brings() {
    let second = Duration::from_secs(1);
    for verb in ["call", "events", "download"] {
        let kind = match verb {
            "call" => "application/json",
            "events" => "text/event-stream",
            _ => "audio/mpeg",
        };
        let (_server, provider, _) =
            Trial::of([endless(kind, ""), record("gen-op", 0.5)]).begin().await;
        let receipt = Receipt::new();
        let options = CallOptions::default().with_receipt(&receipt);
        let is_late = match verb {
            "call" => {
                let request = embeddings::Request::new("a/m", "hi");
                timeout(second, provider.call_with(&request, &options)).await.is_err()
            }
            "events" => {
                let request = responses::Request::new("a/m", "hi");
                timeout(second, provider.events_with(&request, &options)).await.is_err()
            }
            _ => {
                let request = audio::Speak::new("a/m", "hi");
                timeout(second, provider.download_with(&request, &options)).await.is_err()
            }
        };
        assert!(is_late, "{verb}");
        assert_eq!(receipt.state(), CallState::Dropped, "{verb}");
        let costs = provider.reconcile_call(&receipt).await;
        assert_eq!((costs.known_cost(), costs.is_complete()), (usd("0.5"), true), "{verb}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_receipt_of_a_stream_of_events_says_how_it_ended() {
    let cut = |body: &str| {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\
                    transfer-encoding: chunked\r\n\r\n";
        Script::new().read().write(head).chunk(body).reset()
    };
    let options = CallOptions::default().without_retries();
    let request = responses::Request::new("a/m", "hi");
    let (_server, provider, _) = Trial::of([cut(&delta())]).begin().await;
    let mut stream = provider.events_with(&request, &options).await.unwrap();
    stream.next().await.unwrap().unwrap();
    let error = stream.next().await.unwrap().unwrap_err();
    let receipt = stream.receipt();
    drop(stream);
    assert_eq!((receipt.state(), receipt.attempts()), (CallState::Failed, error.attempts().into()));

    let refusal = Script::replies(400, &json!({ "error": { "code": 400, "message": "no" } }));
    let (_server, provider, _) = Trial::of([refusal.close()]).begin().await;
    let receipt = Receipt::new();
    let error = provider.events_with(&request, &options.with_receipt(&receipt)).await.unwrap_err();
    assert_eq!((receipt.state(), receipt.attempts()), (CallState::Failed, error.attempts().into()));
}
