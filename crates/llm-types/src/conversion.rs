//! [`Conversion`]: between neutral types and one provider's own, checked by the compiler.

use crate::{Capabilities, Result, StandardRequest, StandardResponse, StreamEvent};

/// Converts between the neutral types and one provider's own.
///
/// The wire types are associated types: a value of another provider does not compile.
pub trait Conversion {
    /// What the provider takes.
    type Request;
    /// What the provider answers.
    type Response;
    /// What the provider streams.
    type Chunk;

    /// Writes a request in the provider's terms. Nothing is dropped in silence.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) naming the field that is
    /// wrong, [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) naming what the provider
    /// cannot express.
    fn request(&self, request: &StandardRequest) -> Result<Self::Request>;

    /// Reads an answer.
    ///
    /// # Errors
    ///
    /// The error that the answer holds, if it is one.
    fn response(&self, response: Self::Response) -> Result<StandardResponse>;

    /// Reads one chunk of a stream: the deltas in it, in order.
    ///
    /// # Errors
    ///
    /// The error that the chunk holds, if it does.
    fn chunk(&self, chunk: Self::Chunk) -> Result<Vec<StreamEvent>>;

    /// Checks a request without sending it.
    ///
    /// # Errors
    ///
    /// As [`request`](Self::request).
    fn validate(&self, request: &StandardRequest) -> Result<()> {
        self.request(request).map(drop)
    }

    /// What the provider can do.
    fn capabilities(&self) -> Capabilities;
}
