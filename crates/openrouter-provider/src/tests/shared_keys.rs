//! Providers of several processes that know the same of their keys.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use llm_types::{ChatProvider, StandardRequest};
use openrouter_auth::{KeyPool, KeyState, MemoryStore};

use super::canned::{Canned, DONE, Piece, Reply, bytes, finish, text};
use crate::OpenRouter;

const KEY: &str = r#"{"data":{"label":"laptop","limit":null,"limit_remaining":null,"usage":1.5}}"#;
const ONE: &str = "sk-or-v1-canary-one";

async fn ask(provider: &OpenRouter) {
    provider.complete(StandardRequest::prompt("hi")).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_one_process_learns_of_a_key_the_others_know() {
    let works = Arc::new(Mutex::new(false));
    let is_mended = Arc::clone(&works);
    let canned = Canned::answering(move |asked| {
        let works = asked.key != ONE || *is_mended.lock().unwrap();
        match (works, asked.path.ends_with("/key")) {
            (false, _) => Reply::json(401, "{}"),
            (true, true) => Reply::json(200, KEY),
            // A moment later, as answers come.
            (true, false) => {
                Reply::pieces([Piece::Waits(1), bytes(text("ok") + &finish("stop") + DONE)])
            }
        }
    });
    let store = Arc::new(MemoryStore::default());
    let provider = || {
        let pool = KeyPool::builder().store(Arc::clone(&store) as Arc<_>);
        canned.builder().key_pool(pool).build().unwrap()
    };
    let (one, other) = (provider(), provider());
    let states = |provider: &OpenRouter| provider.key_status().keys[0].state;

    ask(&one).await;
    assert_eq!((canned.sends(), states(&one)), (2, KeyState::Quarantined));
    // What was learnt is written with the next call, and read by others with theirs.
    ask(&one).await;
    tokio::time::advance(Duration::from_secs(2)).await;
    for _ in 0..3 {
        ask(&other).await;
    }
    assert_eq!(canned.sends(), 6, "the other process asks with the second key only");
    assert_eq!(states(&other), KeyState::Quarantined);

    // It is mended. One of them asks about it, and before long both use it.
    *works.lock().unwrap() = true;
    tokio::time::advance(Duration::from_secs(61)).await;
    for _ in 0..6 {
        ask(&other).await;
        tokio::time::advance(Duration::from_secs(2)).await;
        ask(&one).await;
    }
    assert_eq!(canned.sends_to("/key"), 1, "it is asked about once");
    assert_eq!((states(&one), states(&other)), (KeyState::Healthy, KeyState::Healthy));
}
