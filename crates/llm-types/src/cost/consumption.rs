//! [`Consumption`]: what is paid for.

use std::time::SystemTime;

use crate::{CacheTtl, Usage};

/// What is paid for: the tokens, and what is not counted in tokens.
///
/// ```
/// use llm_types::{Consumption, Usage};
///
/// let mut consumption = Consumption::from(Usage::new(1200, 300));
/// consumption.web_searches = 1;
/// assert_eq!(consumption.requests, 1);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Consumption {
    /// The tokens.
    pub usage: Usage,
    /// How many calls it was.
    pub requests: u64,
    /// How often the model itself searched the web.
    pub web_searches: u64,
    /// How often the provider ran a tool, whose price no model has.
    pub server_tools: u64,
    /// For how long the prompt was cached: an hour costs more.
    pub cache_ttl: Option<CacheTtl>,
    /// When it was, for prices that change with the hour; those do not hold if it is not said.
    pub at: Option<SystemTime>,
}

impl From<Usage> for Consumption {
    /// One call with these tokens, and nothing else.
    fn from(usage: Usage) -> Self {
        Self { usage, requests: 1, web_searches: 0, server_tools: 0, cache_ttl: None, at: None }
    }
}
