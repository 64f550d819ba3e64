//! `POST /chat/completions`.

mod completion;
mod endpoint;
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

pub(crate) use endpoint::Endpoint;
