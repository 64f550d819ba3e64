//! Vectors for text and other content: what is asked for them, and what comes back.

mod input;
pub use input::EmbeddingInput;
mod request;
pub use request::EmbeddingRequest;
mod response;
pub use response::EmbeddingResponse;
