//! [`UpstreamError`]: what the company behind the provider said.

use serde::{Deserialize, Serialize};

/// The words of the company that ran the model, where the provider only passes them on.
///
/// The text is the upstream's own. Whoever fills it in removes secrets and prompt text first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct UpstreamError {
    /// Who: `Google`, `Anthropic`, ….
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its own error code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Its own message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}
