//! The reply.

use serde::{Deserialize, Serialize};

use super::{
    AppliedContextManagement, ContentBlock, ErrorDetail, StopDetails, StopReason, ToolUseBlock,
    Usage,
};
use crate::{Extra, error::ApiError, open_enum::open_enum, router};

/// The reply to `POST /messages`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Always `message`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<ResponseKind>,
    /// Always `assistant`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<ResponseRole>,
    /// What the model says. Missing where there is an error in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Vec<ContentBlock>>,
    /// The model that answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The upstream that answered, by its display name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The sandbox that code ran in.
    pub container: Option<Container>,
    /// Why the answer ended.
    pub stop_reason: Option<StopReason>,
    /// Why the model refused.
    pub stop_details: Option<StopDetails>,
    /// Which of the texts that end the answer ended it.
    pub stop_sequence: Option<String>,
    /// What it used and cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// How the conversation was cut.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context_management: Option<AppliedContextManagement>,
    /// How the call was routed, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub openrouter_metadata: Option<router::Metadata>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Response {
    /// Visits the blocks of the answer, in order.
    pub fn blocks(&self) -> impl Iterator<Item = &ContentBlock> {
        self.content.iter().flatten()
    }

    /// Returns the text of the answer: that of all its blocks of text, joined.
    pub fn text(&self) -> String {
        self.blocks().filter_map(ContentBlock::as_text).collect()
    }

    /// Visits the calls of tools that the application has to run, in order.
    pub fn tool_uses(&self) -> impl Iterator<Item = &ToolUseBlock> {
        self.blocks().filter_map(|block| match block {
            ContentBlock::ToolUse(call) => Some(call),
            _ => None,
        })
    }

    /// Returns the error, if the service put one into a reply that looked like a success.
    pub fn error(&self) -> Option<ApiError> {
        self.extra.get("error").filter(|error| !error.is_null()).map(ErrorDetail::read)
    }
}

open_enum! {
    /// Kinds of [`Response`].
    pub enum ResponseKind {
        /// The only one.
        Message = "message",
    }
}

open_enum! {
    /// Who speaks in a [`Response`].
    pub enum ResponseRole {
        /// The model.
        Assistant = "assistant",
    }
}

/// The sandbox that code ran in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Container {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// When it ends, as an ISO 8601 time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::decode;

    #[derive(Deserialize)]
    struct Wear {
        layers: u8,
    }

    #[test]
    fn the_text_and_the_calls_of_an_answer_are_found() {
        let response: Response = serde_json::from_value(json!({"content": [
            {"type": "thinking", "thinking": "hm", "signature": "s"},
            {"type": "text", "text": "Warm, ", "citations": null},
            {"type": "tool_use", "id": "1", "name": "wear", "input": {"layers": 2}},
            {"type": "server_tool_use", "id": "2", "name": "web_search", "input": {}},
            {"type": "text", "text": "dry.", "citations": []},
        ]}))
        .unwrap();
        assert_eq!(response.text(), "Warm, dry.");
        let calls: Vec<_> = response.tool_uses().collect();
        assert_eq!(calls.iter().map(|call| call.id.as_str()).collect::<Vec<_>>(), ["1"]);

        assert_eq!(calls[0].parse::<Wear>().unwrap().layers, 2);
        let cut = ToolUseBlock { input: json!("{\"layers\":"), ..ToolUseBlock::default() };
        assert!(cut.parse::<Wear>().is_err());
    }

    #[test]
    fn what_the_service_leaves_out_is_missing_and_no_fault() {
        let response: Response = decode(b"{}").unwrap();
        assert_eq!((response.text().as_str(), response.error()), ("", None));
        assert_eq!(response, Response::default());
    }

    #[test]
    fn an_error_in_the_place_of_an_answer_is_found() {
        let json = br#"{"type":"error","error":{"type":"overloaded_error","message":"Busy"}}"#;
        let error = decode::<Response>(json).unwrap().error().unwrap();
        assert_eq!((error.status(), error.message.as_deref()), (Some(529), Some("Busy")));
    }
}
