//! A provider in front of a server.

use integration_tests::SkippingClock;
use llm_types::{Error, StandardRequest, StandardResponse, StandardStream, StreamEvent};
use openrouter_provider::{OpenRouter, OpenRouterBuilder};
use openrouter_sim::Simulator;
use openrouter_sim::fault::FaultServer;

pub(crate) const KEY: &str =
    "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";
pub(crate) const MODEL: &str = "openai/gpt-4o-mini";

/// Set up with [`KEY`], and with a clock that skips waits.
pub(crate) fn builder(base_url: impl Into<String>) -> OpenRouterBuilder {
    OpenRouter::builder().api_key(KEY).base_url(base_url).clock(SkippingClock::default())
}

pub(crate) fn provider(simulator: &Simulator) -> OpenRouter {
    builder(simulator.base_url()).build().unwrap()
}

pub(crate) fn provider_of(server: &FaultServer) -> OpenRouter {
    builder(server.url("/api/v1")).build().unwrap()
}

pub(crate) fn request() -> StandardRequest {
    StandardRequest::prompt("Why is the sky blue?").with_model(MODEL)
}

/// The deltas of a stream, and its end.
pub(crate) async fn read(
    mut stream: StandardStream,
) -> (Vec<StreamEvent>, Result<StandardResponse, Error>) {
    let mut deltas = Vec::new();
    loop {
        match stream.next_event().await {
            Ok(Some(StreamEvent::Finished(answer))) => return (deltas, Ok(*answer)),
            Ok(Some(delta)) => deltas.push(delta),
            Ok(None) => panic!("a stream ends with an answer or an error"),
            Err(error) => return (deltas, Err(error)),
        }
    }
}

/// The text of the deltas.
pub(crate) fn text(deltas: &[StreamEvent]) -> String {
    deltas.iter().filter_map(StreamEvent::as_text).collect()
}

/// An answer without what differs from call to call.
pub(crate) fn settled(mut answer: StandardResponse) -> StandardResponse {
    answer.attempts.clear();
    answer
}
