//! Marks that tell an upstream what to cache.

use serde::{Deserialize, Serialize};

use crate::{Extra, open_enum::open_enum};

/// Anthropic's mark: caches the prompt up to here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CacheControl {
    /// Always `ephemeral`.
    #[serde(rename = "type")]
    pub kind: CacheControlKind,
    /// How long the cache lives; five minutes if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl: Option<CacheTtl>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Kinds of [`CacheControl`].
    #[derive(Default)]
    pub enum CacheControlKind {
        /// The only one.
        #[default]
        Ephemeral = "ephemeral",
    }
}

open_enum! {
    /// How long a cache lives.
    pub enum CacheTtl {
        /// Five minutes.
        FiveMinutes = "5m",
        /// An hour.
        OneHour = "1h",
    }
}

/// OpenAI's mark: caches the prompt up to here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptCacheBreakpoint {
    /// Always `explicit`.
    pub mode: PromptCacheMode,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How OpenAI caches the prompt, from GPT-5.6 on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptCacheOptions {
    /// Always `explicit`.
    pub mode: PromptCacheMode,
    /// How long the cache lives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// When OpenAI caches.
    #[derive(Default)]
    pub enum PromptCacheMode {
        /// Where the request says so.
        #[default]
        Explicit = "explicit",
    }
}
