//! What models say, and `POST /chat/completions`.

mod completion;
mod endpoint;
pub(crate) mod engine;
mod envelope;
mod family;
mod generate;
mod limits;
mod logprobs;
mod prompt;
mod prose;
mod reasoning;
mod stream;
mod tokens;
mod tool_use;
mod unary;
mod usage;

pub(crate) use endpoint::complete;
pub(crate) use tokens::count as count_tokens;
