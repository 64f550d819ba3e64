//! What a model thought, byte for byte.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::{DecodeError, RawJson, decode::decode_str, open_enum::open_enum};

/// One piece of what a model thought: its JSON, byte for byte.
///
/// Signatures are computed over this text, so it is sent back as it came; [`view`](Self::view)
/// reads it. Two are equal if their text is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReasoningDetail(RawJson);

impl ReasoningDetail {
    /// Creates a detail from its JSON.
    ///
    /// # Errors
    ///
    /// A [`DecodeError`] if the text is not JSON.
    pub fn from_json(json: impl Into<String>) -> Result<Self, DecodeError> {
        RawJson::from_text(json).map(Self)
    }

    /// Returns the JSON.
    pub fn as_json(&self) -> &str {
        self.0.as_str()
    }

    /// Reads the JSON.
    ///
    /// # Errors
    ///
    /// A [`DecodeError`] if it does not have the shape of a detail, of whatever kind.
    pub fn view(&self) -> Result<ReasoningView<'_>, DecodeError> {
        decode_str(self.as_json())
    }
}

impl From<RawJson> for ReasoningDetail {
    fn from(json: RawJson) -> Self {
        Self(json)
    }
}

impl From<Box<RawValue>> for ReasoningDetail {
    fn from(json: Box<RawValue>) -> Self {
        Self(json.into())
    }
}

impl From<ReasoningDetail> for Box<RawValue> {
    fn from(detail: ReasoningDetail) -> Self {
        detail.0.into()
    }
}

open_enum! {
    /// Kinds of [`ReasoningDetail`].
    pub enum ReasoningKind {
        /// Text, perhaps signed: [`ReasoningView::text`] or only [`ReasoningView::signature`].
        Text = "reasoning.text",
        /// A summary of the text: [`ReasoningView::summary`].
        Summary = "reasoning.summary",
        /// Text that only the upstream can read: [`ReasoningView::data`].
        Encrypted = "reasoning.encrypted",
        /// A tool that the service ran: [`ReasoningView::tool_name`] and what follows it.
        ServerToolCall = "reasoning.server_tool_call",
    }
}

/// What a [`ReasoningDetail`] says. Which fields are there depends on `kind`.
///
/// In a stream, pieces with the same kind *and* the same index belong together; neither index
/// nor id alone tells them apart.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ReasoningView<'a> {
    /// What kind it is.
    #[serde(rename = "type")]
    pub kind: ReasoningKind,
    /// Which piece it belongs to, among those of its kind.
    pub index: Option<u64>,
    /// Its id.
    #[serde(borrow, default, deserialize_with = "borrowed")]
    pub id: Option<Cow<'a, str>>,
    /// Whose format it is, such as `anthropic-claude-v1`.
    #[serde(borrow, default, deserialize_with = "borrowed")]
    pub format: Option<Cow<'a, str>>,
    /// The text, or a fragment of it.
    #[serde(borrow, default, deserialize_with = "borrowed")]
    pub text: Option<Cow<'a, str>>,
    /// The upstream's signature of the text, perhaps without it.
    #[serde(borrow, default, deserialize_with = "borrowed")]
    pub signature: Option<Cow<'a, str>>,
    /// The summary, or a fragment of it.
    #[serde(borrow, default, deserialize_with = "borrowed")]
    pub summary: Option<Cow<'a, str>>,
    /// The encrypted text, always whole.
    #[serde(borrow, default, deserialize_with = "borrowed")]
    pub data: Option<Cow<'a, str>>,
    /// The tool that ran.
    #[serde(borrow, default, deserialize_with = "borrowed")]
    pub tool_name: Option<Cow<'a, str>>,
    /// Its arguments.
    #[serde(borrow, default, deserialize_with = "borrowed")]
    pub arguments: Option<Cow<'a, str>>,
    /// What it gave.
    #[serde(borrow, default, deserialize_with = "borrowed")]
    pub result: Option<Cow<'a, str>>,
    /// The call.
    #[serde(borrow, default, deserialize_with = "borrowed")]
    pub tool_call_id: Option<Cow<'a, str>>,
}

/// Reads text without a copy where it has no escapes, which serde does not do inside `Option`.
fn borrowed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Cow<'de, str>>, D::Error> {
    #[derive(Deserialize)]
    struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

    Ok(Option::deserialize(deserializer)?.map(|Text(text)| text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{chat::Response, decode, fixtures};

    fn detail(json: &str) -> ReasoningDetail {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_view_reads_each_kind() {
        let reply: Response = decode(fixtures::REPLY_TOOLS.as_bytes()).unwrap();
        let details = reply.choices.unwrap().remove(0).message.unwrap().reasoning_details.unwrap();
        let views: Vec<_> = details.iter().map(|detail| detail.view().unwrap()).collect();
        let [summary, encrypted, text, tool] = views.as_slice() else { panic!("{views:?}") };

        assert_eq!((&summary.kind, summary.index), (&ReasoningKind::Summary, Some(0)));
        assert_eq!(summary.summary.as_deref(), Some("Look it up."));
        assert_eq!(summary.format.as_deref(), Some("openai-responses-v1"));
        assert_eq!((&encrypted.kind, encrypted.index), (&ReasoningKind::Encrypted, Some(0)));
        assert_eq!(encrypted.data.as_deref(), Some("gAAA"));
        assert_eq!((encrypted.id.as_deref(), &encrypted.format), (Some("rs_1"), &None));
        assert_eq!((&text.kind, text.signature.as_deref()), (&ReasoningKind::Text, Some("Et0B")));
        assert_eq!(text.text, None);
        assert_eq!(tool.kind, ReasoningKind::ServerToolCall);
        assert_eq!(tool.tool_name.as_deref(), Some("search"));
        assert_eq!((tool.arguments.as_deref(), tool.result.as_deref()), (Some("{}"), Some("[]")));
    }

    #[test]
    fn a_view_borrows_what_it_can() {
        let plain = detail(r#"{"type":"reasoning.text","text":"hm"}"#);
        assert!(matches!(plain.view().unwrap().text, Some(Cow::Borrowed("hm"))));
        let escaped = detail(r#"{"type":"reasoning.text","text":"h\nm"}"#);
        assert_eq!(escaped.view().unwrap().text.as_deref(), Some("h\nm"));
    }

    #[test]
    fn an_unknown_kind_can_be_viewed_and_what_is_no_detail_cannot() {
        let unknown = detail(r#"{"type":"reasoning.dream","text":"sheep"}"#);
        assert_eq!(unknown.view().unwrap().kind.as_str(), "reasoning.dream");
        for json in ["[]", "1", "{}", "null", r#"{"type":"reasoning.text","text":1}"#] {
            assert!(detail(json).view().is_err(), "{json}");
        }
    }
}
