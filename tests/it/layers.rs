//! Layers before the real provider, against the simulator.

use std::path::Path;
use std::sync::Arc;

use llm_provider_base::{
    CacheOutcome, Cassette, ConcurrencyLimit, LayerExt as _, Recorder, ResponseCache,
};
use llm_types::{Capability, ChatProvider, HealthProvider as _, Provider, StandardRequest};
use openrouter_provider::{OpenRouterOptions, OpenRouterOutcome};
use openrouter_sim::{Answer, Simulator};

use crate::set_up::{KEY, MODEL, provider, read, request};

#[tokio::test]
async fn what_a_real_provider_answered_is_played_without_it() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("layers").join("calls.jsonl");
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::text("Because of the air.").reasoning("Hm.").split_every(3));
    simulator.script(Answer::tool_call("weather", r#"{"city":"Oslo"}"#));
    simulator.script(Answer::error(400, "no such thing"));
    let mut options = OpenRouterOptions::default();
    options.session_id = Some("session-1".to_owned());
    let with_options = || request().with_extension(options.clone());
    let ask = async |provider: &dyn ChatProvider| {
        let streamed = read(provider.stream(with_options()).await.unwrap()).await;
        let (deltas, end) = (streamed.0, streamed.1.unwrap());
        let whole = provider.complete(request()).await.unwrap();
        let error = provider.complete(request()).await.unwrap_err();
        (deltas, end, whole, format!("{error:?}"))
    };
    let recorded = ask(&provider(&simulator).layer(Recorder::to(&path).unwrap())).await;
    drop(simulator);

    let replay: Arc<dyn Provider> = Arc::new(Cassette::open(&path).unwrap().provider());
    let played = ask(&replay).await;
    assert_eq!(played, recorded);
    let outcome = |answer: &llm_types::StandardResponse| {
        answer.extension::<OpenRouterOutcome>().unwrap().upstream.clone()
    };
    assert_eq!(outcome(&played.1), outcome(&recorded.1));
    assert_eq!((replay.name(), replay.capabilities().has(Capability::Tools)), ("openrouter", true));
    assert!(!std::fs::read_to_string(&path).unwrap().contains(KEY));
}

#[tokio::test]
async fn a_hundred_who_ask_two_things_make_two_requests_one_after_the_other() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::text("Well, yes.").split_every(2).times(2));
    let limit = Arc::new(ConcurrencyLimit::new(1));
    let provider = provider(&simulator).layer(Arc::clone(&limit)).layer(ResponseCache::new(10));
    let calls = (0..100).map(|caller: u32| {
        let (provider, text) = (&provider, (caller % 2).to_string());
        async move {
            let request = StandardRequest::prompt(text).with_model(MODEL);
            let stream = provider.stream(request).await.unwrap();
            stream.collect().await.unwrap()
        }
    });
    let answers = futures::future::join_all(calls).await;
    assert!(answers.iter().all(|answer| answer.joined_text() == "Well, yes."));
    assert_eq!(simulator.requests().len(), 2);
    let cost = |answer: &llm_types::StandardResponse| answer.usage.as_ref()?.cost;
    let paid: Vec<_> =
        answers.iter().filter(|it| it.extension::<CacheOutcome>().is_none()).collect();
    assert_eq!(paid.len(), 2);
    let total: llm_types::Usd = answers.iter().filter_map(cost).sum();
    assert_eq!(total, paid.into_iter().filter_map(cost).sum());
    let metrics = provider.metrics();
    assert_eq!((metrics.total.succeeded, metrics.responses.hits), (2, 98));
    let status = limit.status();
    assert_eq!((status.in_flight, status.waiting, status.waited.count), (0, 0, 1));
}
