//! What was made is asked about with the key that made it, or with one of its account.

use llm_types::{ChatProvider, ErrorKind, StandardRequest};
use openrouter_auth::{ApiKey, Blame, KeyPool, LeaseRequest, PoolKey};
use openrouter_wire::videos;
use tokio::time::Instant;

use super::canned::{Canned, DONE, Reply, finish, text};
use crate::OpenRouter;

/// Keys a1, a2 and b1, of which whoever made a thing is the only account that knows it.
fn provider(canned: &Canned) -> OpenRouter {
    let key = |name: &str, account: &str| {
        PoolKey::new(ApiKey::new(format!("sk-or-v1-{name}")).unwrap()).account(account)
    };
    let keys = [key("a1", "a"), key("b1", "b"), key("a2", "a")];
    OpenRouter::builder()
        .key_pool(KeyPool::builder().keys(keys))
        .transport(canned.clone())
        .build()
        .unwrap()
}

/// A service that knows each thing in one account only.
fn service() -> Canned {
    Canned::answering(|asked| {
        let is_a = asked.key.contains("-a");
        match &*asked.path {
            "/api/v1/videos" => {
                Reply::json(202, r#"{"id":"vid-1","status":"pending","polling_url":"u"}"#)
            }
            "/api/v1/videos/vid-1" if is_a => {
                Reply::json(200, r#"{"id":"vid-1","status":"completed"}"#)
            }
            "/api/v1/generation" if is_a => Reply::json(
                200,
                r#"{"data":{"id":"gen-1","model":"a/m","created_at":"2026-01-01T00:00:00Z"}}"#,
            ),
            "/api/v1/chat/completions" => Reply::sse(text("ok") + &finish("stop") + DONE),
            _ => Reply::json(404, "{}"),
        }
    })
}

#[tokio::test(start_paused = true)]
async fn a_video_is_looked_at_with_the_key_that_began_it() {
    let canned = service();
    let provider = provider(&canned);
    let job = provider.call(&videos::Create::new("acme/film", "A tern dives.")).await.unwrap();
    for _ in 0..3 {
        provider.wait_for_video(job.id.as_str()).finished().await.unwrap();
    }
    assert!(canned.keys().iter().all(|key| key.ends_with("a1")), "{:?}", canned.keys());
}

#[tokio::test(start_paused = true)]
async fn where_that_key_rests_another_of_its_account_asks() {
    let canned = service();
    let provider = provider(&canned);
    let job = provider.call(&videos::Create::new("acme/film", "A tern dives.")).await.unwrap();
    let pool = provider.key_pool();
    let first = pool.keys()[0];
    let lease = pool.lease(&LeaseRequest::new().only(first), Instant::now()).unwrap();
    lease.fail(Blame::Rejected, ErrorKind::Authentication, Instant::now());
    provider.wait_for_video(job.id.as_str()).finished().await.unwrap();
    assert!(canned.keys().last().unwrap().ends_with("a2"), "{:?}", canned.keys());
}

#[tokio::test(start_paused = true)]
async fn a_generation_is_looked_up_with_the_key_that_asked_for_it() {
    for streamed in [true, false] {
        let canned = service();
        let provider = provider(&canned);
        let request = StandardRequest::prompt("hi");
        let answer = if streamed {
            provider.stream(request).await.unwrap().collect().await.unwrap()
        } else {
            provider.complete(request).await.unwrap()
        };
        for _ in 0..2 {
            provider.generation(answer.id.as_ref().unwrap().as_str()).await.unwrap();
        }
        assert_eq!(canned.sends_to("/generation"), 2, "found at once");
    }
}
