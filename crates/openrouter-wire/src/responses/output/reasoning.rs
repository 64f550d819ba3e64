//! What a model thought.

use serde::{Deserialize, Serialize};

use crate::{
    Extra,
    open_enum::open_enum,
    responses::{ItemStatus, ReasoningPart, SummaryPart},
};

/// What a model thought.
///
/// The next turn needs it as it came: upstreams check signatures, and decrypt what is encrypted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasoningItem {
    /// The id of this item.
    pub id: String,
    /// A summary; empty where there is none.
    pub summary: Vec<SummaryPart>,
    /// The thoughts themselves, where the model tells them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Vec<ReasoningPart>>,
    /// The same, encrypted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encrypted_content: Option<String>,
    /// The upstream's signature of `content`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// Whose format it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<ReasoningFormat>,
    /// How far it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ItemStatus>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Whose format a thought has.
    pub enum ReasoningFormat {
        /// OpenAI's.
        OpenAi = "openai-responses-v1",
        /// OpenAI's at Azure.
        AzureOpenAi = "azure-openai-responses-v1",
        /// OpenAI's at Amazon.
        BedrockOpenAi = "bedrock-openai-responses-v1",
        /// xAI's at Amazon.
        BedrockXai = "bedrock-xai-responses-v1",
        /// xAI's.
        Xai = "xai-responses-v1",
        /// Meta's.
        Meta = "meta-responses-v1",
        /// Anthropic's.
        Anthropic = "anthropic-claude-v1",
        /// Google's.
        Google = "google-gemini-v1",
        /// Not told.
        Unknown = "unknown",
    }
}
