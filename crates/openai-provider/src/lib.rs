//! Any server that speaks the chat API of OpenAI, behind the traits of [`llm_types`]: OpenAI
//! itself, llama.cpp, vLLM, Ollama, LM Studio.
//!
//! What servers do differently is told apart in two places: a [`Dialect`] says what a server is
//! sent, and what comes back is read as tolerantly as it can be without guessing.

mod builder;
mod chat;
mod chat_reader;
mod client;
mod convert;
mod dialect;
mod embedding;
mod error;
mod models;
mod options;
mod outcome;
mod provider;
mod wire;

pub use builder::OpenAiBuilder;
pub use convert::{ChatRequest, OpenAiConversion};
pub use dialect::Dialect;
pub use llm_types;
pub use options::OpenAiOptions;
pub use outcome::OpenAiOutcome;
pub use provider::OpenAi;
pub use wire::ChatAnswer;

/// The type of this provider in a [`ProviderConfig`](llm_types::ProviderConfig), and its name in
/// metrics unless it has [another](OpenAiBuilder::name).
pub const PROVIDER_TYPE: &str = "openai";

#[cfg(test)]
mod tests;
