//! Asking in either way, with the stream held to its contract.

use std::collections::BTreeMap;

use llm_types::{
    ChatProvider, Error, Result, StandardRequest, StandardResponse, StandardStream, StreamEvent,
};
use openrouter_provider::OpenRouter;

/// How an answer is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Stream,
    Complete,
}

impl Way {
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Stream => Self::Complete,
            Self::Complete => Self::Stream,
        }
    }
}

/// The answer, or the error of the call; what is wrong with the stream itself is told apart.
pub(super) async fn ask(
    provider: &OpenRouter,
    request: StandardRequest,
    way: Way,
) -> Result<Result<StandardResponse>, String> {
    match way {
        Way::Complete => Ok(provider.complete(request).await),
        Way::Stream => match provider.stream(request).await {
            Ok(stream) => read(stream).await,
            Err(error) => Ok(Err(error)),
        },
    }
}

/// Reads to the end and beyond: one terminal item, whose text is that of the deltas.
async fn read(mut stream: StandardStream) -> Result<Result<StandardResponse>, String> {
    let mut texts: BTreeMap<u32, String> = BTreeMap::new();
    let end = loop {
        match stream.next_event().await {
            Ok(Some(StreamEvent::Finished(answer))) => break Ok(*answer),
            Ok(Some(StreamEvent::Text { choice, text })) => {
                texts.entry(choice).or_default().push_str(&text);
            }
            Ok(Some(_)) => {}
            Ok(None) => return Err("the stream ended without a terminal item".to_owned()),
            Err(error) => break Err(error),
        }
    };
    if !matches!(stream.next_event().await, Ok(None)) {
        return Err("the stream went on after its terminal item".to_owned());
    }
    let sum = match &end {
        Ok(answer) => Some(answer),
        Err(error) => Error::partial(error),
    };
    for choice in sum.iter().flat_map(|answer| &answer.choices) {
        let streamed = texts.remove(&choice.index).unwrap_or_default();
        if streamed != choice.message.joined_text() {
            return Err(format!("the deltas of answer {} are not its text", choice.index));
        }
    }
    if texts.is_empty() { Ok(end) } else { Err("deltas of an answer that is not there".to_owned()) }
}
