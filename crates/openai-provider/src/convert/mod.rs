//! Between neutral types and the API's own.

mod message;
mod reader;
mod request;
mod usage;

pub(crate) use reader::AnswerReader;
pub use request::ChatRequest;
pub(crate) use request::{put, request, unsupported};
pub(crate) use usage::usage;

use llm_types::{
    Capabilities, Capability, Conversion, Result, StandardRequest, StandardResponse, StreamEvent,
};

use crate::Dialect;
use crate::wire::ChatAnswer;

/// Converts between the neutral types and those of the API, for use without a connection: in tests,
/// in proxies, on stored exchanges.
///
/// ```
/// use llm_types::{Conversion, StandardRequest};
/// use openai_provider::{Dialect, OpenAiConversion};
///
/// # fn main() -> llm_types::Result<()> {
/// let request = StandardRequest::prompt("Hello").with_max_tokens(10);
/// let sent = OpenAiConversion::new(Dialect::Compatible).request(&request)?;
/// assert_eq!(sent.members()["max_tokens"], 10);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct OpenAiConversion(Dialect);

impl OpenAiConversion {
    /// For servers that speak this dialect.
    pub const fn new(dialect: Dialect) -> Self {
        Self(dialect)
    }
}

impl Conversion for OpenAiConversion {
    type Request = ChatRequest;
    type Response = ChatAnswer;
    type Chunk = ChatAnswer;

    fn request(&self, request: &StandardRequest) -> Result<ChatRequest> {
        self::request(request, request.model.as_ref(), self.0)
    }

    fn response(&self, response: ChatAnswer) -> Result<StandardResponse> {
        let mut reader = AnswerReader::for_whole_answer();
        reader.read_or_fail(response)?;
        reader.finish().map_err(|failure| failure.error)
    }

    fn chunk(&self, chunk: ChatAnswer) -> Result<Vec<StreamEvent>> {
        AnswerReader::default().read_or_fail(chunk)
    }

    fn capabilities(&self) -> Capabilities {
        capabilities(self.0)
    }
}

/// What the API has words for. What a server makes of them, and a model, nobody can know unasked.
pub(crate) fn capabilities(dialect: Dialect) -> Capabilities {
    let common = [
        Capability::Streaming,
        Capability::Tools,
        Capability::StructuredOutputs,
        Capability::ImageInput,
        Capability::AudioInput,
        Capability::FileInput,
        Capability::Reasoning,
        Capability::Embeddings,
    ];
    let video = (dialect == Dialect::Compatible).then_some(Capability::VideoInput);
    common.into_iter().chain(video).collect()
}

#[cfg(test)]
mod tests;
