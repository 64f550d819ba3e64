//! Many streams at once, one in twenty with a fault.

use std::collections::HashSet;
use std::sync::Mutex;

use futures::StreamExt as _;
use futures::future::join_all;
use llm_types::{
    ChatProvider as _, Error, ErrorKind, HealthProvider as _, StandardRequest, StandardResponse,
    StreamEvent,
};
use openrouter_sim::fault::{ReceivedRequest, Script};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::faults::Trial;

/// In small; the soak does it with ten thousand and more.
const CALLS: usize = 200;

/// What the first request of a call gets: one in a hundred each, at places that are apart. It goes
/// by the call and not by the connection, because nobody knows in which order these are accepted.
fn first_reply(call: usize) -> Script {
    let error = |code: u16| json!({ "error": { "code": code, "message": "no" } }).to_string();
    match call % 100 {
        10 => {
            let headers = [("content-type", "application/json"), ("retry-after", "1")];
            Script::new().reply_with(429, &headers, error(429))
        }
        30 => Script::new().reply(503, "application/json", error(503)),
        50 => Script::new().reset(),
        70 => Script::new().hold(),
        90 => Script::new().events().words(3).chunk("data: {bad\n\n").done().end(),
        _ => answer(),
    }
}

fn answer() -> Script {
    Script::new().events().words(5).finish("stop").usage(5).done().end()
}

/// Which call it is, by what the model is asked.
fn call_of(request: &ReceivedRequest) -> usize {
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    body["messages"][0]["content"].as_str().unwrap().parse().unwrap()
}

#[tokio::test(start_paused = true)]
async fn x01_of_many_streams_each_ends_and_few_requests_are_sent_twice() {
    // What is sent again meets a healthy service.
    let seen = Mutex::new(HashSet::new());
    let each = Script::new().read().by_request(move |request| {
        let call = call_of(request);
        if seen.lock().unwrap().insert(call) { first_reply(call) } else { answer() }
    });
    let (server, provider, _) = Trial::of([Script::new().forever(each)]).begin().await;
    let calls = (0..CALLS).map(async |call| {
        let (mut said, mut end) = (String::new(), None);
        let request = StandardRequest::prompt(call.to_string()).with_model("a/model");
        let mut stream = provider.stream(request).await?;
        while let Some(item) = stream.next().await {
            assert!(end.is_none(), "nothing follows the end");
            match item {
                Ok(StreamEvent::Text { text, .. }) => said.push_str(&text),
                Ok(StreamEvent::Finished(_)) => end = Some(Ok(())),
                Ok(_) => {}
                Err(error) => end = Some(Err(error)),
            }
        }
        end.expect("one end").map(|()| said)
    });
    let ends: Vec<Result<String, Error>> = join_all(calls).await;
    let broken: Vec<&Error> = ends.iter().filter_map(|end| end.as_ref().err()).collect();
    assert_eq!(broken.len(), 2, "only what had said something cannot be tried again");
    for error in broken {
        assert_eq!(error.kind(), ErrorKind::Decode);
        let partial = error.partial().map(StandardResponse::joined_text);
        assert_eq!(partial.as_deref(), Some("w0 w1 w2 "));
    }
    assert!(ends.iter().flatten().all(|said| said == "w0 w1 w2 w3 w4 "));
    let sends = server.requests().len();
    assert_eq!(sends, CALLS + 8, "each other fault costs one request");
    let totals = provider.metrics().total;
    assert_eq!((totals.in_flight, totals.succeeded, totals.failed), (0, 198, 2));
    let status = provider.key_pool().status(Instant::now());
    assert!(status.keys.iter().all(|key| key.in_flight == 0));
    drop(provider);
    assert!(server.all_closed().await);
}
