//! Between neutral types and OpenRouter's own.
//!
//! One plain function a concept, named for its result. Structs are taken apart completely, without
//! `..`: a new field is then a compile error here, and not lost data.

mod allowance;
mod annotation;
mod chunk;
mod content;
mod embedding_request;
mod embedding_response;
mod extension;
mod finish_reason;
mod free_quota;
mod logprobs;
mod message;
mod model;
mod number;
mod options;
mod ranges;
mod refusal;
mod request;
mod response;
mod tool;
mod usage;

pub(crate) use allowance::allowance;
pub(crate) use chunk::ChunkReader;
pub(crate) use embedding_request::embedding_request;
pub(crate) use embedding_response::embedding_response;
pub use extension::OpenRouterConversion;
pub(crate) use free_quota::free_quota;
pub use model::OpenRouterModel;
pub(crate) use model::models;
pub(crate) use options::make_free;
pub(crate) use request::request;
pub(crate) use response::response;
pub use tool::server_tool;

#[cfg(test)]
mod tests;
