//! Many streams at once, one in twenty with a fault.

use futures::StreamExt as _;
use futures::future::join_all;
use llm_types::{
    ChatProvider as _, Error, ErrorKind, HealthProvider as _, StandardResponse, StreamEvent,
};
use openrouter_sim::fault::{Fault, Script};
use tokio::time::Instant;

use crate::faults::Trial;

/// In small; the soak does it with ten thousand and more.
const CALLS: usize = 200;
/// One in a hundred each, at places that are apart.
const FAULTS: [Fault; 5] = [
    Fault::TooFast,
    Fault::Overloaded,
    Fault::ResetAfterRequest,
    Fault::Silence,
    Fault::BrokenEvent,
];

#[tokio::test(start_paused = true)]
async fn x01_of_many_streams_each_ends_and_few_requests_are_sent_twice() {
    let scripts = (0..CALLS).map(|place| match place % 20 {
        10 => FAULTS[place / 20 % FAULTS.len()].script(),
        _ => Script::healthy(5),
    });
    // What is sent again meets a healthy service.
    let scripts = scripts.chain([Script::healthy(5)]);
    let (server, provider, request) = Trial::of(scripts).begin().await;
    let calls = (0..CALLS).map(|_| async {
        let (mut said, mut end) = (String::new(), None);
        let mut stream = provider.stream(request.clone()).await?;
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
