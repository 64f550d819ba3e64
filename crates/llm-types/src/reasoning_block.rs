//! [`ReasoningBlock`]: one thought, kept byte for byte.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::RawJson;

/// What a model thought before it answered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ReasoningContent {
    /// The thoughts as text, for display; empty where they are encrypted.
    pub text: String,
    /// The thoughts as the provider gave them: send them back unchanged and in order, or the next
    /// turn of a tool loop may be refused. `None` where the provider gave no such list, which a few
    /// upstreams tell apart from an empty one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocks: Option<Vec<ReasoningBlock>>,
}

impl ReasoningContent {
    /// Thoughts as text only.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self { text: text.into(), blocks: None }
    }

    /// Thoughts as blocks, and the text to show for them.
    pub fn new(text: impl Into<String>, blocks: Option<Vec<ReasoningBlock>>) -> Self {
        Self { text: text.into(), blocks }
    }
}

/// One thought, as the provider gave it.
///
/// The JSON is kept byte for byte, because upstreams sign it. What is typed here is read from it:
/// members `type`, `text` or `summary` or `thinking`, `signature`, `data`, `id`, `format`, `index`,
/// as they are called across the field. A block of another shape is kept all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReasoningBlock(RawJson);

/// What a [`ReasoningBlock`] holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReasoningKind {
    /// The thoughts themselves.
    Text,
    /// A summary of them.
    Summary,
    /// Something that only the upstream can read.
    Encrypted,
    /// Something else.
    Other,
}

/// The members that are read from a block.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct BlockView<'a> {
    #[serde(borrow, rename = "type")]
    pub(crate) kind: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) text: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) summary: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) thinking: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) signature: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) data: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) format: Option<Cow<'a, str>>,
    pub(crate) index: Option<u64>,
}

impl ReasoningBlock {
    /// Keeps a block as the provider gave it.
    pub const fn new(json: RawJson) -> Self {
        Self(json)
    }

    /// The block's JSON.
    pub const fn json(&self) -> &RawJson {
        &self.0
    }

    /// The members that are known; all absent where the block is no object of that shape.
    pub(crate) fn view(&self) -> BlockView<'_> {
        serde_json::from_str(self.0.as_str()).unwrap_or_default()
    }

    /// What it holds.
    pub fn kind(&self) -> ReasoningKind {
        self.view().kind()
    }

    /// The thoughts or their summary, where they can be read.
    pub fn text(&self) -> Option<String> {
        let view = self.view();
        view.text.or(view.summary).or(view.thinking).map(Cow::into_owned)
    }

    /// The upstream's signature.
    pub fn signature(&self) -> Option<String> {
        self.view().signature.map(Cow::into_owned)
    }

    /// The encrypted thoughts.
    pub fn data(&self) -> Option<String> {
        self.view().data.map(Cow::into_owned)
    }

    /// The block's id.
    pub fn id(&self) -> Option<String> {
        self.view().id.map(Cow::into_owned)
    }

    /// Whose format it is, such as `anthropic-claude-v1`.
    pub fn format(&self) -> Option<String> {
        self.view().format.map(Cow::into_owned)
    }

    /// Its place among the blocks of its kind; not unique across kinds.
    pub fn index(&self) -> Option<u64> {
        self.view().index
    }
}

impl From<RawJson> for ReasoningBlock {
    fn from(json: RawJson) -> Self {
        Self(json)
    }
}

impl BlockView<'_> {
    pub(crate) fn kind(&self) -> ReasoningKind {
        let word = self.kind.as_deref().unwrap_or_default();
        match word.strip_prefix("reasoning.").unwrap_or(word) {
            "text" | "thinking" => ReasoningKind::Text,
            "summary" => ReasoningKind::Summary,
            "encrypted" | "redacted_thinking" => ReasoningKind::Encrypted,
            _ => ReasoningKind::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(json: &str) -> ReasoningBlock {
        RawJson::parse(json.to_owned()).unwrap().into()
    }

    #[test]
    fn typed_views_are_read_from_the_json() {
        let text = block(
            r#"{"type":"reasoning.text","text":"a\nb","signature":"s","format":null,"index":2}"#,
        );
        assert_eq!(text.kind(), ReasoningKind::Text);
        assert_eq!(text.text().as_deref(), Some("a\nb"));
        assert_eq!(text.signature().as_deref(), Some("s"));
        assert_eq!(text.format(), None);
        assert_eq!(text.index(), Some(2));
        let sealed = block(r#"{"type":"reasoning.encrypted","data":"gAAA","id":"rs_1"}"#);
        assert_eq!(sealed.kind(), ReasoningKind::Encrypted);
        assert_eq!(sealed.data().as_deref(), Some("gAAA"));
        assert_eq!(sealed.id().as_deref(), Some("rs_1"));
    }

    #[test]
    fn a_block_of_another_shape_is_kept() {
        let odd = block(r#"{"type":"reasoning.server_tool_call","arguments":{"a":1}}"#);
        assert_eq!(odd.kind(), ReasoningKind::Other);
        assert_eq!(odd.text(), None);
        let list = block("[1, 2]");
        assert_eq!((list.kind(), list.json().as_str()), (ReasoningKind::Other, "[1, 2]"));
    }
}
