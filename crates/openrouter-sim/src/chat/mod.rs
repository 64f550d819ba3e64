//! What models say, and `POST /chat/completions`.

mod completion;
mod delivery;
mod endpoint;
mod engine;
mod envelope;
mod family;
mod generate;
mod limits;
mod logprobs;
mod prompt;
mod prose;
mod reasoning;
mod routing;
mod stream;
mod thought;
mod tokens;
mod tool_use;
mod unary;
mod usage;

pub(crate) use completion::{Call as ToolCall, Ending};
pub(crate) use endpoint::complete;
pub(crate) use engine::{Answered, answer};
pub(crate) use family::Family;
pub(crate) use thought::Thought;
pub(crate) use tokens::{count as count_tokens, split as split_tokens};
