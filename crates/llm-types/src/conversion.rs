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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Error, ErrorKind};

    /// A provider that takes and gives plain text.
    struct Plain;

    impl Conversion for Plain {
        type Request = String;
        type Response = String;
        type Chunk = String;

        fn request(&self, request: &StandardRequest) -> Result<String> {
            if !request.tools.is_empty() {
                return Err(Error::new(ErrorKind::Unsupported, "tools"));
            }
            let parts = request.messages.iter().flat_map(crate::Message::content);
            Ok(parts.filter_map(crate::ContentPart::as_text).collect())
        }

        fn response(&self, response: String) -> Result<StandardResponse> {
            Ok(StandardResponse::text(response))
        }

        fn chunk(&self, text: String) -> Result<Vec<StreamEvent>> {
            Ok(vec![StreamEvent::Text { choice: 0, text }])
        }

        fn capabilities(&self) -> Capabilities {
            Capabilities::default()
        }
    }

    /// What knows no provider converts with any.
    fn echo<C: Conversion<Request = T, Response = T>, T>(
        conversion: &C,
        request: &StandardRequest,
    ) -> Result<StandardResponse> {
        conversion.response(conversion.request(request)?)
    }

    #[test]
    fn a_request_is_valid_exactly_if_it_can_be_written() {
        let good = StandardRequest::prompt("hi");
        assert_eq!(echo(&Plain, &good).unwrap(), StandardResponse::text("hi"));
        Plain.validate(&good).unwrap();
        let bad = good.with_tool(crate::Tool::function("f", "d", serde_json::json!({})));
        assert_eq!(Plain.validate(&bad).unwrap_err().kind(), ErrorKind::Unsupported);
    }
}
