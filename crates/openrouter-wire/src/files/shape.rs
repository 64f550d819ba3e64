//! What tells the shapes of replies apart.

use serde::{Deserialize, Serialize};

/// Marks the service's own shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OpenRouterShape {
    /// `openrouter`.
    #[default]
    #[serde(rename = "openrouter")]
    OpenRouter,
}

/// Marks the shape of OpenAI.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OpenAiShape {
    /// `openai`.
    #[default]
    #[serde(rename = "openai")]
    OpenAi,
}

/// Marks the shape of Anthropic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AnthropicShape {
    /// `anthropic`.
    #[default]
    #[serde(rename = "anthropic")]
    Anthropic,
}
