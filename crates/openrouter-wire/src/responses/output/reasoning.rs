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
    /// A summary; empty where there is none. Always written; a request may have null.
    pub summary: Option<Vec<SummaryPart>>,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode;

    #[test]
    fn what_upstreams_check_survives_to_the_byte() {
        for json in [
            r#"{"id":"rs_1","summary":[],"encrypted_content":"gAAA+/=","format":"google-gemini-v1"}"#,
            r#"{"id":"rs_1","summary":null,"content":[{"type":"reasoning_text","text":" \n\u0001\\ü "}],"signature":"Et0B/+=="}"#,
        ] {
            let item: ReasoningItem = decode(json.as_bytes()).unwrap();
            assert_eq!(serde_json::to_string(&item).unwrap(), json);
        }
    }
}
