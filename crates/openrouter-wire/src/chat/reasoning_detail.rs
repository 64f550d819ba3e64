//! What a model thought, byte for byte.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{DecodeError, decode, open_enum::open_enum};

/// One piece of what a model thought: its JSON, byte for byte.
///
/// Signatures are computed over this text, so it is sent back as it came; [`view`](Self::view)
/// reads it. Two are equal if their text is.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReasoningDetail(Box<RawValue>);

impl ReasoningDetail {
    /// Creates a detail from its JSON.
    ///
    /// # Errors
    ///
    /// A [`DecodeError`] if the text is not JSON.
    pub fn from_json(json: impl Into<String>) -> Result<Self, DecodeError> {
        RawValue::from_string(json.into()).map(Self).map_err(|error| DecodeError::new(&error))
    }

    /// Returns the JSON.
    pub fn as_json(&self) -> &str {
        self.0.get()
    }

    /// Reads the JSON.
    ///
    /// # Errors
    ///
    /// A [`DecodeError`] if it does not have the shape of a detail, of whatever kind.
    pub fn view(&self) -> Result<ReasoningView<'_>, DecodeError> {
        decode(self.as_json().as_bytes())
    }
}

impl From<Box<RawValue>> for ReasoningDetail {
    fn from(json: Box<RawValue>) -> Self {
        Self(json)
    }
}

impl From<ReasoningDetail> for Box<RawValue> {
    fn from(detail: ReasoningDetail) -> Self {
        detail.0
    }
}

impl PartialEq for ReasoningDetail {
    fn eq(&self, other: &Self) -> bool {
        self.as_json() == other.as_json()
    }
}

impl Eq for ReasoningDetail {}

impl fmt::Debug for ReasoningDetail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ReasoningDetail").field(&format_args!("{}", self.as_json())).finish()
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
    #[serde(borrow)]
    pub id: Option<Cow<'a, str>>,
    /// Whose format it is, such as `anthropic-claude-v1`.
    #[serde(borrow)]
    pub format: Option<Cow<'a, str>>,
    /// The text, or a fragment of it.
    #[serde(borrow)]
    pub text: Option<Cow<'a, str>>,
    /// The upstream's signature of the text, perhaps without it.
    #[serde(borrow)]
    pub signature: Option<Cow<'a, str>>,
    /// The summary, or a fragment of it.
    #[serde(borrow)]
    pub summary: Option<Cow<'a, str>>,
    /// The encrypted text, always whole.
    #[serde(borrow)]
    pub data: Option<Cow<'a, str>>,
    /// The tool that ran.
    #[serde(borrow)]
    pub tool_name: Option<Cow<'a, str>>,
    /// Its arguments.
    #[serde(borrow)]
    pub arguments: Option<Cow<'a, str>>,
    /// What it gave.
    #[serde(borrow)]
    pub result: Option<Cow<'a, str>>,
    /// The call.
    #[serde(borrow)]
    pub tool_call_id: Option<Cow<'a, str>>,
}
