//! `/embeddings`: vectors for text, tokens and media, and the models that make them.
//!
//! There is no stream. Refusals have the shape of all others, [`error::Body`](crate::error::Body).

mod input;
mod list_models;
mod request;
mod response;
mod usage;

pub use input::{
    AudioPart, FilePart, ImagePart, Input, Media, MultimodalInput, Part, TextPart, VideoPart,
};
pub use list_models::ListModels;
pub use request::{EncodingFormat, Request};
pub use response::{Embedding, Response, Vector};
pub use usage::{PromptTokensDetails, Usage};
