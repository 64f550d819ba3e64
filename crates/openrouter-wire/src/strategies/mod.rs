//! `proptest` strategies for the wire types.
//!
//! What they make survives a round trip: decoding what was encoded gives an equal value. Values
//! are small; every field and every variant occurs.

mod account;
mod chunk;
mod embeddings;
mod error;
mod generation;
mod keys;
mod message;
mod plugin;
mod request;
mod response;
mod routing;
mod scalar;
mod tool;
mod usage;

use proptest::{option, strategy::Strategy};

pub use account::{activity, credits};
pub use chunk::chunk;
pub use embeddings::{embeddings_request, embeddings_response};
pub use error::{api_error, body};
pub use generation::generation;
pub use keys::{code_request, code_response, create_key, created_key, key_list, update_key};
pub use message::message;
pub use request::request;
pub use response::response;
pub use usage::usage;

/// Makes a value in some cases.
fn maybe<S: Strategy>(value: S) -> option::OptionStrategy<S> {
    option::weighted(0.3, value)
}
