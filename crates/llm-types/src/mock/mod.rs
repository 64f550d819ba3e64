//! Providers for tests. Feature `mock`.
//!
//! Two kinds, for two questions:
//!
//! * *What does my code make of an answer?* [`ScriptedProvider`] plays answers, streams, errors,
//!   delays and silences in order or by what is asked, keeps to the contract of every trait, and
//!   remembers what it was asked and how each call ended.
//! * *Which calls does my code make?* [`MockProvider`], and a mock of each trait by itself, are
//!   `mockall` mocks: each call must be expected, and can be counted and matched.
//!
//! Code that takes the small trait that it needs is tested with the mock of that trait alone:
//!
//! ```
//! use llm_types::mock::MockModelProvider;
//! use llm_types::{ModelProvider, Result};
//!
//! /// The code under test.
//! async fn count_models(provider: &dyn ModelProvider) -> Result<usize> {
//!     Ok(provider.models().await?.len())
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<()> {
//! let mut provider = MockModelProvider::new();
//! provider.expect_models().times(1).returning(|| Ok([].into()));
//! assert_eq!(count_models(&provider).await?, 0);
//! # Ok(())
//! # }
//! ```

mod per_trait;
pub use per_trait::{
    MockAuthProvider, MockChatProvider, MockConfigurableProvider, MockEmbeddingProvider,
    MockHealthProvider, MockModelProvider, MockProviderIdentity, MockRateLimitProvider,
    MockTokenStorage,
};
mod provider;
pub use provider::MockProvider;
mod scripted;
pub use scripted::{RecordedCall, ScriptedAnswer, ScriptedProvider, asks};

#[cfg(test)]
mod tests;

/// The example of the README, which uses the mocks.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}
