//! Any server that speaks the chat API of OpenAI, behind the traits of [`llm_types`]: OpenAI
//! itself, llama.cpp, vLLM, Ollama, LM Studio.
//!
//! What servers do differently is told apart in two places: a [`Dialect`] says what a server is
//! sent, and what comes back is read as tolerantly as it can be without guessing.

#![expect(dead_code, reason = "what sends and reads is built on the shared call path")]

mod convert;
mod dialect;
mod error;
mod options;
mod outcome;
mod wire;

pub use convert::{ChatRequest, OpenAiConversion};
pub use dialect::Dialect;
pub use llm_types;
pub use options::OpenAiOptions;
pub use outcome::OpenAiOutcome;
pub use wire::ChatAnswer;
