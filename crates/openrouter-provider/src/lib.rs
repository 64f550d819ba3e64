//! OpenRouter behind the provider-neutral traits of [`llm_types`].
//!
//! [`OpenRouter`] implements [`Provider`](llm_types::Provider). Every request, streamed or not,
//! takes one path: convert, lease a key, send, classify, retry or hand over. What only OpenRouter
//! has rides on typed extensions: [`OpenRouterOptions`] on the request, [`OpenRouterOutcome`] on
//! the response.
//!
//! What is not chat is a value of [`openrouter_wire`], carried out by a verb of the provider:
//! [`call`](OpenRouter::call) for a document, [`events`](OpenRouter::events) for a stream,
//! [`download`](OpenRouter::download) for bytes, [`pages`](OpenRouter::pages) for a list,
//! [`generation`](OpenRouter::generation) and [`wait_for_video`](OpenRouter::wait_for_video) for
//! what is there later. Vectors have a trait of their own, too:
//! [`EmbeddingProvider`](llm_types::EmbeddingProvider). The feature `management` adds what manages
//! an organisation.
//!
//! Spawns no task: work happens in the caller's own, and dropping a future or a stream cancels it.

mod account_credits;
pub use account_credits::AccountCredits;
mod activity;
pub use activity::{
    ActivityBy, ActivityGroup, ActivityReport, ActivityRow, ActivityTotals, ParseUtcDayError,
    UtcDay,
};
mod provider;
pub use provider::OpenRouter;
mod builder;
mod call_costs;
pub use builder::OpenRouterBuilder;
mod options;
pub use options::OpenRouterOptions;
mod outcome;
pub use outcome::{OpenRouterOutcome, UnknownFields};
mod attribution;
pub use attribution::Attribution;
mod operations;
pub use operations::{
    Answer, AttemptCost, CallOptions, Details, Download, EventStream, LookedUpCost, ModelKind,
    Pages, Reconciliation, VideoProgress,
};
mod login;
pub use login::{BrowserLogin, LogIn, LoginError, PastedLogin};
mod address;
pub use address::DEFAULT_BASE_URL;
pub use llm_provider_base::BaseUrl;

mod convert;
pub use convert::{OpenRouterConversion, OpenRouterModel, server_tool};
mod capabilities;
mod catalog;
pub use catalog::{Catalog, FoundBy, FoundModel, UnknownModel};
mod chat;
mod chat_reader;
mod client;
mod embedding;
pub use embedding::{OpenRouterEmbeddingOptions, OpenRouterEmbeddingOutcome};
mod ending;
pub use llm_provider_base::{Limits, Timeouts};
mod error;
pub use error::classify_reply;
mod foundation;
mod free_variant;
pub use free_variant::free_variant;
mod health;
mod model_price;
mod model_selector;
mod model_set;
pub use model_selector::{
    ChosenModel, ModelSelector, ModelState, ModelStrategy, NoModel, UnknownModelStrategy,
};
mod spans;
pub use llm_provider_base::ContentRecording;
mod rate_limit_policy;
pub use rate_limit_policy::RateLimitPolicy;
mod preflight;
mod rate_limits;
pub use preflight::Preflight;
mod spending;

pub use {llm_provider_base, llm_types, openrouter_auth, openrouter_wire};

/// The name by which a registry knows this provider.
pub const PROVIDER_TYPE: &str = "openrouter";

/// The README's examples, compiled and run as doctests.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct Readme;

/// The guide's examples, compiled and run as doctests.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/guide.md")]
pub struct Guide;

#[cfg(test)]
mod tests;
