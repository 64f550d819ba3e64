//! Operations whose reply is a document, over the call path.

use std::time::Duration;

use llm_provider_base::TransportErrorKind;
use llm_types::{ErrorKind, HealthProvider, Price};
use openrouter_wire::{embeddings, generation, key, keys, models};
use tokio::time::Instant;

use super::canned::{Canned, Piece, Reply, bytes};
use crate::{CallOptions, ModelKind, OpenRouter};

const KEY: &str = r#"{"data":{"label":"sk-or-v1-a...b"}}"#;
const VECTORS: &str = r#"{"object":"list","model":"m","data":[],"usage":{"prompt_tokens":1}}"#;

fn vectors() -> embeddings::Request {
    embeddings::Request::new("a/vectors", "hi")
}

#[tokio::test]
async fn an_operation_says_where_and_what_is_sent() {
    let replies = [r#"{"data":{"name":"n"}}"#, r#"{"data":[]}"#];
    let canned = Canned::new(replies.map(|body| Reply::json(200, body)));
    let provider = canned.provider();
    provider.call(&keys::Update::new("a b")).await.unwrap();
    let list = keys::List { include_disabled: Some(true), ..keys::List::default() };
    provider.call(&list).await.unwrap();
    assert_eq!(
        canned.urls(),
        [
            "PATCH https://openrouter.ai/api/v1/keys/a%20b",
            "GET https://openrouter.ai/api/v1/keys?include_disabled=true",
        ]
    );
    assert_eq!(canned.bodies()[0], "{}");
    assert_eq!(canned.headers()[0]["content-type"], "application/json");
    assert!(!canned.headers()[1].contains_key("content-type"));
}

#[tokio::test]
async fn how_an_answer_came_about_is_told() {
    let body = r#"{"data":[],"openrouter_metadata":{"strategy":"direct"}}"#;
    let reply = Reply::json(200, body)
        .header("x-generation-id", "gen-emb-1")
        .header("x-openrouter-cache-status", "HIT")
        .header("x-openrouter-cache-age", "12");
    let canned = Canned::new([Reply::json(503, "{}"), reply]);
    let options = CallOptions::default().with_router_metadata().with_session("s-1");
    tokio::time::pause();
    let answer = canned.provider().call_with(&vectors(), &options).await.unwrap();
    assert_eq!(answer.details.generation_id.unwrap(), "gen-emb-1");
    let cache = answer.details.cache.unwrap();
    assert_eq!((cache.is_hit(), cache.age), (true, Some(12)));
    assert!(answer.details.router.unwrap().strategy.is_some());
    let statuses: Vec<_> = answer.details.attempts.iter().map(|it| it.status).collect();
    assert_eq!(statuses, [Some(503), Some(200)]);
    let sent = &canned.headers()[0];
    assert_eq!(
        (&sent["x-openrouter-metadata"], &sent["x-session-id"]),
        (&"enabled".parse().unwrap(), &"s-1".parse().unwrap())
    );
}

#[tokio::test(start_paused = true)]
async fn options_bound_time_and_attempts() {
    let canned = Canned::new([Reply::json(503, "{}")]);
    let options = CallOptions::default().without_retries();
    canned.provider().call_with(&vectors(), &options).await.unwrap_err();
    assert_eq!(canned.sends(), 1);

    let begun = Instant::now();
    let options = CallOptions::default().with_timeout(Duration::from_secs(7));
    let canned = Canned::new([Reply::Hangs]);
    let error = canned.provider().call_with(&vectors(), &options).await.unwrap_err();
    assert_eq!((error.kind(), begun.elapsed().as_secs()), (ErrorKind::Timeout, 7));
}

#[tokio::test(start_paused = true)]
async fn what_reads_or_puts_in_place_is_sent_again_and_what_makes_is_not() {
    for reply in [
        Reply::Fails(TransportErrorKind::Interrupted),
        Reply::json(500, "{}"),
        Reply::json(504, "{}"),
        Reply::json(200, "{bad"),
        Reply::pieces([bytes("{"), Piece::Breaks]).of_type("application/json"),
    ] {
        let shown = format!("{reply:?}");
        let again = || Canned::new([reply.clone(), reply.clone(), Reply::json(200, KEY)]);
        let canned = again();
        canned.provider().call(&key::Get {}).await.unwrap();
        assert_eq!(canned.sends(), 3, "{shown}");
        let canned = again();
        drop(canned.provider().call(&keys::Delete::new("h")).await);
        assert_eq!(canned.sends(), 3, "{shown}");

        let canned = again();
        let error = canned.provider().call(&keys::Create::new("n")).await.unwrap_err();
        assert_eq!(canned.sends(), 1, "{shown}");
        assert!(!error.maybe_billed(), "{shown}");
        assert!(!error.is_retryable(), "{shown}");
    }
    for reply in
        [Reply::Fails(TransportErrorKind::Connect), Reply::json(429, "{}"), Reply::json(503, "{}")]
    {
        let made = Reply::json(201, r#"{"data":{"hash":"h"},"key":"sk-or-v1-new"}"#);
        let canned = Canned::new([reply, made]);
        canned.provider().call(&keys::Create::new("n")).await.unwrap();
        assert_eq!(canned.sends(), 2, "it was certainly not carried out");
        assert_eq!(canned.bodies()[0], canned.bodies()[1]);
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_charged_for_is_risked_once() {
    let canned = Canned::new([Reply::Fails(TransportErrorKind::Interrupted)]);
    let error = canned.provider().call(&vectors()).await.unwrap_err();
    assert_eq!((canned.sends(), error.maybe_billed()), (2, true));
    assert_eq!(error.model().unwrap().as_str(), "a/vectors");

    for reply in
        [Reply::Hangs, Reply::pieces([bytes("{"), Piece::Breaks]).of_type("application/json")]
    {
        let canned = Canned::new([reply]);
        let error = canned.provider().call(&vectors()).await.unwrap_err();
        assert_eq!((canned.sends(), error.maybe_billed()), (1, true), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_with_a_status_of_success_is_an_error() {
    for (body, kind) in [
        (r#"{"error":{"code":429,"message":"m"}}"#, ErrorKind::RateLimited),
        (r#"{"data":[],"error":{"code":502,"message":"m"}}"#, ErrorKind::Unavailable),
        (
            r#"{"status":"failed","error":{"code":"server_error","message":"m"},"error_type":"content_policy_violation"}"#,
            ErrorKind::ContentPolicy,
        ),
        (r#"{"status":"failed","error":null}"#, ErrorKind::Unavailable),
        (
            r#"{"type":"error","error":{"type":"overloaded_error","message":"m","error_type":"provider_overloaded"},"request_id":null}"#,
            ErrorKind::Unavailable,
        ),
        (
            r#"{"type":"error","error":{"type":"authentication_error","message":"m"},"request_id":null}"#,
            ErrorKind::Authentication,
        ),
        (r#"{"error":"text"}"#, ErrorKind::Unavailable),
    ] {
        let canned = Canned::new([Reply::json(200, body), Reply::json(200, VECTORS)]);
        let options = CallOptions::default().without_retries();
        let error = canned.provider().call_with(&vectors(), &options).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{body}");
    }
    // The text of a field of that name is no error where no model was asked.
    let body = r#"{"data":{"label":"l"},"error":"why a video failed"}"#;
    Canned::new([Reply::json(200, body)]).provider().call(&key::Get {}).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_is_no_document_says_what_to_do() {
    let canned = Canned::new([Reply::sse("data: {}\n\n")]);
    let error = canned.provider().call(&vectors()).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::InvalidRequest, 1));
    assert!(error.to_string().contains("`events`"), "{error}");

    let canned = Canned::new([Reply::json(200, "<html>").of_type("text/html")]);
    let error = canned.provider().call(&vectors()).await.unwrap_err();
    assert!(error.to_string().contains("web page"), "{error}");
}

#[tokio::test]
async fn a_reply_without_a_word_is_a_reply() {
    for (status, body) in [(200, ""), (204, ""), (200, "null")] {
        let canned = Canned::new([Reply::json(status, body)]);
        canned.provider().call(&super::canned::Forget).await.unwrap();
    }
    let error = Canned::new([Reply::json(206, "")]).provider().call(&super::canned::Forget).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn what_is_missing_is_no_model_unless_one_was_asked() {
    let canned = Canned::new([Reply::json(404, "{}")]);
    let provider = canned.provider();
    let error = provider.call(&keys::Get::new("h")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let error = provider.call(&vectors()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ModelNotFound);
    let error = provider.call(&models::List::default()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ModelNotFound);
}

#[tokio::test]
async fn nothing_is_sent_for_what_cannot_be_said() {
    let canned = Canned::new([Reply::Hangs]);
    let error = canned.provider().call(&keys::Get::new("..")).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::InvalidRequest, 0));
}

#[tokio::test(start_paused = true)]
async fn a_generation_is_looked_for_until_it_is_there() {
    let missing = || Reply::json(404, r#"{"error":{"code":404,"message":"not found"}}"#);
    let found = Reply::json(200, r#"{"data":{"id":"gen-1"}}"#);
    let replies = (0..6).map(|_| missing()).chain([found]);
    let canned = Canned::new(replies);
    let provider = canned.provider();
    let begun = Instant::now();
    let generation = provider.generation("gen-1").await.unwrap();
    assert_eq!(generation.id.as_deref(), Some("gen-1"));
    assert_eq!(canned.sends(), 7);
    // 0.25 + 0.5 + 1 + 2 + 4 + 4
    assert_eq!(begun.elapsed(), Duration::from_millis(11_750));
    let total = provider.metrics().total;
    assert_eq!((total.succeeded, total.failed), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_generation_that_never_comes_is_not_looked_for_for_ever() {
    for (options, seconds) in [
        (CallOptions::default(), 30),
        (CallOptions::default().with_timeout(Duration::from_secs(5)), 5),
    ] {
        let canned = Canned::new([Reply::json(404, "{}")]);
        let provider = canned.provider();
        let begun = Instant::now();
        let error = provider.generation_with("gen-1", &options).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert!(begun.elapsed().as_secs() <= seconds, "{:?}", begun.elapsed());
        assert!(begun.elapsed().as_secs() + 5 > seconds, "{:?}", begun.elapsed());
        assert_eq!(error.attempts().len(), canned.sends());
    }
    // Without patience a 404 is the answer.
    let canned = Canned::new([Reply::json(404, "{}")]);
    canned.provider().call(&generation::Get::new("gen-1")).await.unwrap_err();
    assert_eq!(canned.sends(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_lookup_is_sent_no_more_often_than_the_call_may_be() {
    let canned = Canned::new([Reply::json(404, "{}")]);
    let options = CallOptions::default().with_max_attempts(3);
    let error = canned.provider().generation_with("gen-1", &options).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::NotFound, 3));
}

#[tokio::test(start_paused = true)]
async fn a_look_that_would_come_at_the_very_end_is_not_waited_for() {
    // The first pause would last until then.
    let options = CallOptions::default().with_timeout(Duration::from_millis(250));
    let canned = Canned::new([Reply::json(404, "{}")]);
    let begun = Instant::now();
    let error = canned.provider().generation_with("gen-1", &options).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::NotFound, 1));
    assert_eq!(begun.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn other_failures_of_a_lookup_are_those_of_every_call() {
    let canned = Canned::new([Reply::json(404, "{}"), Reply::json(400, "{}")]);
    let error = canned.provider().generation("gen-1").await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::InvalidRequest, 2));
}

#[tokio::test]
async fn a_dropped_call_is_counted_as_one() {
    let canned = Canned::new([Reply::Hangs]);
    let provider = canned.provider();
    let operation = vectors();
    let mut call = Box::pin(provider.call(&operation));
    assert!(futures::poll!(call.as_mut()).is_pending());
    drop(call);
    let total = provider.metrics().total;
    assert_eq!((total.cancelled, total.in_flight), (1, 0));
    let status = provider.key_pool().status(Instant::now());
    assert!(status.keys.iter().all(|key| key.in_flight == 0 && key.failures == 0));
}

#[tokio::test]
async fn without_a_key_the_public_is_asked_and_nothing_else() {
    let canned = Canned::new([Reply::json(200, r#"{"data":[]}"#)]);
    let provider = OpenRouter::builder().transport(canned.clone()).build().unwrap();
    provider.call(&models::List::default()).await.unwrap();
    let error = provider.call(&vectors()).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::Configuration, 1));
}

#[tokio::test]
async fn models_of_one_kind_are_picked_and_their_prices_are_exact() {
    let body = r#"{"data":[
        {"id":"a/film","architecture":{"output_modalities":["video"]},
         "pricing":{"request":"0.000000000000000000001","prompt":"-1"}},
        {"id":"a/talk","architecture":{"output_modalities":["text"]}}]}"#;
    for (kind, query, ids) in [
        (ModelKind::Video, "all", &["a/film"][..]),
        (ModelKind::All, "all", &["a/film", "a/talk"]),
        (ModelKind::Text, "text", &["a/talk"]),
        (ModelKind::Embeddings, "embeddings", &[]),
    ] {
        let canned = Canned::new([Reply::json(200, body)]);
        let provider = OpenRouter::builder().transport(canned.clone()).build().unwrap();
        let models = provider.models_of(kind).await.unwrap();
        let found: Vec<_> = models.iter().map(|model| model.id.as_str()).collect();
        assert_eq!(found, ids, "{kind:?}");
        let url = &canned.urls()[0];
        assert!(url.ends_with(&format!("/models?output_modalities={query}")), "{url}");
        if let Some(pricing) = models.first().and_then(|model| model.pricing.as_ref()) {
            let price = pricing.request.unwrap().amount().unwrap();
            assert_eq!(price.to_string(), "0.000000000000000000001");
            assert_eq!(pricing.input, Some(Price::Variable));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_stands_beside_an_error_does_not_hide_it() {
    for beside in [
        r#""message":"m"},"status":500"#,
        r#""message":"m"},"error_type":[]"#,
        r#""message":"m"},"openrouter_metadata":7"#,
        r#""message":"m","metadata":[]}"#,
        r#""message":{"text":"m"}}"#,
    ] {
        let body = format!(r#"{{"error":{{"code":429,{beside}}}"#);
        let canned = Canned::new([Reply::json(200, body.clone())]);
        let request = vectors();
        let error = canned.provider().call(&request).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RateLimited, "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_not_understood_is_risked_once_more_only() {
    let canned = Canned::new([Reply::json(200, "[]")]);
    let request = vectors();
    let error = canned.provider().call(&request).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::Decode, 2));
    assert!(error.maybe_billed());
    let canned = Canned::new([Reply::json(200, "[]")]);
    canned.provider().call(&keys::List::default()).await.unwrap_err();
    assert_eq!(canned.sends(), 3, "to look costs nothing");
}

#[tokio::test(start_paused = true)]
async fn whoever_asks_once_for_a_generation_asks_once() {
    let canned = Canned::new([Reply::json(404, "{}")]);
    let once = CallOptions::default().without_retries();
    let error = canned.provider().generation_with("gen-1", &once).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::NotFound, 1));
}
