//! [`KeyWishes`]: what the key of a login is to be like.

use std::time::SystemTime;

use jiff::Timestamp;
use llm_types::Usd;
use openrouter_wire::key::ResetInterval;
use url::{UrlQuery, form_urlencoded};

use crate::OAuthError;

/// What the key that a login gives is to be like. The user sees it on the page, and may change
/// it there. What is not said is left to the service.
///
/// The label and the limit are documented for the page. The rest is documented for codes that are
/// made without it (`POST /auth/keys/code`), and the page may overlook it: what the key is really
/// like, `GET /key` tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "pass it to `AuthorizeUrl::with_key`"]
pub struct KeyWishes {
    label: Option<String>,
    limit: Option<Usd>,
    limit_reset: Option<ResetInterval>,
    expires_at: Option<SystemTime>,
    workspace_id: Option<String>,
}

impl KeyWishes {
    /// The longest label of a key, in characters.
    const MAX_LABEL: usize = 100;

    /// No wishes.
    pub fn new() -> Self {
        Self::default()
    }

    /// What the key shall be called: up to 100 characters. Else it is named for the application.
    pub fn with_label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// The spending cap to suggest for the key, in US dollars.
    pub const fn with_limit(mut self, limit: Usd) -> Self {
        self.limit = Some(limit);
        self
    }

    /// How often the spending cap starts anew. Else it never does.
    pub fn with_limit_reset(mut self, interval: ResetInterval) -> Self {
        self.limit_reset = Some(interval);
        self
    }

    /// When the key shall end. Else it lasts until the user revokes it.
    pub const fn with_expires_at(mut self, at: SystemTime) -> Self {
        self.expires_at = Some(at);
        self
    }

    /// The workspace that the key shall belong to, by its id.
    pub fn with_workspace_id(mut self, id: impl Into<String>) -> Self {
        self.workspace_id = Some(id.into());
        self
    }

    /// Adds the wishes to the page's address.
    pub(super) fn write(
        &self,
        query: &mut form_urlencoded::Serializer<'_, UrlQuery<'_>>,
    ) -> Result<(), OAuthError> {
        let Self { label, limit, limit_reset, expires_at, workspace_id } = self;
        if let Some(label) = label {
            if label.trim().is_empty() {
                return Err(OAuthError::Wish { field: "label", problem: "is empty" });
            }
            if label.chars().count() > Self::MAX_LABEL {
                let problem = "has more than 100 characters";
                return Err(OAuthError::Wish { field: "label", problem });
            }
            query.append_pair("key_label", label);
        }
        if let Some(limit) = limit {
            if *limit <= Usd::ZERO {
                return Err(OAuthError::Wish { field: "limit", problem: "is not positive" });
            }
            query.append_pair("limit", &limit.to_string());
        }
        if let Some(interval) = limit_reset {
            query.append_pair("usage_limit_type", interval.as_str());
        }
        if let Some(at) = expires_at {
            let at = Timestamp::try_from(*at).map_err(|_| OAuthError::Wish {
                field: "end",
                problem: "is no date that can be written",
            })?;
            query.append_pair("expires_at", &at.to_string());
        }
        if let Some(id) = workspace_id {
            if id.trim().is_empty() {
                return Err(OAuthError::Wish { field: "workspace", problem: "has an empty id" });
            }
            query.append_pair("workspace_id", id);
        }
        Ok(())
    }
}
