//! Errors, in the four places where the service puts them.
//!
//! 1. The body of a refusal: [`Body`].
//! 2. Beside empty fields in a body with status 200: [`chat::Response::error`].
//! 3. Inside a choice, after partial output: [`chat::Choice::error`].
//! 4. In a chunk of a stream: [`chat::Chunk::error`].
//!
//! In each place it is an [`ApiError`]. What follows from it is for the caller to decide.
//!
//! [`chat::Response::error`]: crate::chat::Response::error
//! [`chat::Choice::error`]: crate::chat::Choice::error
//! [`chat::Chunk::error`]: crate::chat::Chunk::error

mod api_error;
mod availability;
mod body;
mod code;
mod error_type;
mod lenient;
mod metadata;

pub use api_error::ApiError;
pub use availability::{Availability, AvailabilityCode, Constraint};
pub use body::Body;
pub use code::ErrorCode;
pub use error_type::ErrorType;
pub use metadata::{HeaderValue, Metadata, PreviousError, Raw};
