//! The body of a refusal.

use serde::{Deserialize, Serialize};

use super::ApiError;
use crate::{Extra, router};

/// The JSON body that comes with a 4xx or 5xx status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// What went wrong.
    pub error: ApiError,
    /// The user or organisation (`user_…`, `org_…`) that asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// How the call was routed, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub openrouter_metadata: Option<router::Metadata>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
