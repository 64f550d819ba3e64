//! What a chat says, and is told, in headers.

use llm_types::{ChatProvider, StandardRequest};
use openrouter_wire::response_cache;

use super::canned::{Canned, DONE, Reply, finish, text};
use crate::{OpenRouterOptions, OpenRouterOutcome};

#[tokio::test]
async fn the_cache_is_asked_and_answers_both_ways() {
    let mut options = OpenRouterOptions::default()
        .with_response_cache(response_cache::Request::on().with_ttl(60))
        .with_router_metadata();
    options.anthropic_beta.push("context-1m".to_owned());
    let request = StandardRequest::prompt("hi").with_extension(options);
    let hit = |reply: Reply| {
        reply
            .header("x-openrouter-cache-status", "HIT")
            .header("x-openrouter-cache-age", "7")
            .header("x-openrouter-cache-source-id", "gen-0")
    };
    let streamed = Reply::sse([text("ok"), finish("stop"), DONE.to_owned()].concat());
    let whole = r#"{"id":"gen-1","choices":[{"message":{"content":"ok"},"finish_reason":"stop"}]}"#;
    let canned = Canned::new([hit(streamed), hit(Reply::json(200, whole))]);
    let provider = canned.provider();
    let streamed = provider.stream(request.clone()).await.unwrap().collect().await.unwrap();
    let completed = provider.complete(request).await.unwrap();
    for answer in [streamed, completed] {
        let cache = answer.extension::<OpenRouterOutcome>().unwrap().cache.clone().unwrap();
        assert!(cache.is_hit());
        assert_eq!((cache.age, cache.source_id.as_deref()), (Some(7), Some("gen-0")));
    }
    for sent in canned.headers() {
        assert_eq!(sent["x-openrouter-cache"], "true");
        assert_eq!(sent["x-openrouter-cache-ttl"], "60");
        assert_eq!(sent["x-openrouter-metadata"], "enabled");
        assert_eq!(sent["x-anthropic-beta"], "context-1m");
    }
}

#[tokio::test]
async fn what_is_not_asked_for_is_not_said() {
    let canned = Canned::new([Reply::sse([text("ok"), finish("stop")].concat())]);
    let request = StandardRequest::prompt("hi").with_extension(OpenRouterOptions::default());
    let answer = canned.provider().complete(request).await.unwrap();
    assert_eq!(answer.extension::<OpenRouterOutcome>().and_then(|it| it.cache.clone()), None);
    let sent = &canned.headers()[0];
    assert!(sent.keys().all(|name| !name.as_str().starts_with("x-")), "{sent:?}");
}
