//! [`OpenRouterConversion`]: the conversions, for use without a connection.

use llm_provider_base::SystemClock;
use llm_types::{Capabilities, Conversion, Result, StandardRequest, StandardResponse, StreamEvent};
use openrouter_wire::{chat as wire, headers};

use super::ChunkReader;
use crate::capabilities::capabilities;
use crate::ending;
use crate::error::{Moment, from_api_error};

/// Converts between neutral types and OpenRouter's own, for use without a connection: in tests, in
/// proxies, on stored exchanges.
#[derive(Debug, Clone, Copy, Default)]
pub struct OpenRouterConversion;

impl Conversion for OpenRouterConversion {
    type Request = wire::Request;
    type Response = wire::Response;
    type Chunk = wire::Chunk;

    fn request(&self, request: &StandardRequest) -> Result<wire::Request> {
        super::request(request)
    }

    fn response(&self, response: wire::Response) -> Result<StandardResponse> {
        let head = headers::Reply::default();
        ending::read_answer(response, &head, Moment::of(&SystemClock))
            .map_err(|failure| failure.error)
    }

    fn chunk(&self, chunk: wire::Chunk) -> Result<Vec<StreamEvent>> {
        let step = ChunkReader::new().chunk(chunk)?;
        match step.error {
            Some(api) => Err(from_api_error(&api, None, None, Moment::of(&SystemClock)).error),
            None => Ok(step.events),
        }
    }

    fn capabilities(&self) -> Capabilities {
        capabilities()
    }
}
