//! What one call holds at the most: what it may read, and as much again while the buffer for it is
//! copied into a larger one. The server runs on another thread, and is not counted.

use futures::StreamExt as _;
use llm_provider_base::{ReqwestTransport, RetryPolicy};
use llm_types::{ChatProvider as _, Error, ErrorKind, StandardRequest};
use openrouter_provider::{OpenRouter, Timeouts};
use openrouter_sim::fault::{FaultServer, Script};

use super::{LONG, runtime};
use crate::faults::A1;

const MIB: usize = 1 << 20;

/// Asks a server on another thread, and gives the error and the most bytes that were held.
fn held(script: Script, ask: impl AsyncFnOnce(&OpenRouter) -> Error) -> (Error, usize) {
    let serving =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = serving.block_on(FaultServer::start([script])).unwrap();
    let mut timeouts = Timeouts::default();
    (timeouts.first_byte, timeouts.first_content) = (Some(LONG), Some(LONG));
    let provider = OpenRouter::builder()
        .api_key(A1)
        .base_url(server.base_url())
        .transport(ReqwestTransport::builder().without_default_roots().build().unwrap())
        .retry_policy(RetryPolicy::never())
        .timeouts(timeouts)
        .build()
        .unwrap();
    let (runtime, mut error) = (runtime(), None);
    let counted = allocation_counter::measure(|| error = Some(runtime.block_on(ask(&provider))));
    (error.unwrap(), usize::try_from(counted.bytes_max).unwrap())
}

async fn stream(provider: &OpenRouter) -> Error {
    let request = StandardRequest::prompt("Hi").with_model("a/model");
    let mut stream = match provider.stream(request).await {
        Ok(stream) => stream,
        Err(error) => return error,
    };
    loop {
        if let Err(error) = stream.next().await.expect("an error at the end") {
            return error;
        }
    }
}

/// A chunk of a chunked body, over and over.
fn endless(chunk: Vec<u8>) -> Script {
    Script::new().forever(Script::new().chunk(chunk))
}

fn head(status: u16, more: &str) -> Script {
    Script::new().read().write(format!(
        "HTTP/1.1 {status} Scripted\r\ntransfer-encoding: chunked\r\n{more}\r\n\r\n"
    ))
}

#[test]
fn y01_the_body_of_an_error_takes_no_more_than_is_read_of_it() {
    let script = head(503, "content-type: text/html").then(endless(vec![b'x'; 64 << 10]));
    let (error, most) = held(script, stream);
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert!(most <= (64 << 10) + MIB, "{most}");
}

#[test]
fn y01_a_line_without_end_takes_no_more_than_a_line_may() {
    let line = Script::new().read().events().chunk("data: ").then(endless(vec![b'x'; 64 << 10]));
    let (error, most) = held(line, stream);
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert!(most <= (2 * 64 + 1) * MIB, "{most}");
}

#[test]
fn y01_an_event_of_empty_lines_takes_no_more_than_an_event_may() {
    let lines = "data:\n".repeat(10_000).into_bytes();
    let event = Script::new().read().events().then(endless(lines));
    let (error, most) = held(event, stream);
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert!(most <= (2 * 64 + 1) * MIB, "{most}");
}

#[test]
fn y01_a_document_without_end_takes_no_more_than_a_document_may() {
    let start = head(200, "content-type: application/json").chunk("{\"data\":\"");
    let (error, most) = held(start.then(endless(vec![b'x'; 64 << 10])), async |provider| {
        provider.key_info().await.unwrap_err()
    });
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert!(most <= (2 * 32 + 1) * MIB, "{most}");
}
