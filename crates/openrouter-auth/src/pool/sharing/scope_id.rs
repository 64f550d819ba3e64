//! [`ScopeId`]: what a record is about.

use std::fmt;

use llm_types::ModelId;
use serde::{Deserialize, Serialize};

use crate::AccountId;

/// What a record is about. Its text is distinct for distinct scopes, and good as the name of a
/// record in a store.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ScopeId {
    /// A key, named by its SHA-256 in hexadecimal digits: the whole of it, as strangers share
    /// stores.
    Key(String),
    /// An account.
    Account(AccountId),
    /// The free requests of an account.
    FreeModels(AccountId),
    /// A model, for an account.
    Model(AccountId, ModelId),
}

impl fmt::Display for ScopeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // In quotes, so that no name can look like two.
        match self {
            Self::Key(hash) => write!(f, "key/{hash}"),
            Self::Account(account) => write!(f, "account/{:?}", account.as_str()),
            Self::FreeModels(account) => write!(f, "free/{:?}", account.as_str()),
            Self::Model(account, model) => write!(f, "model/{:?}/{model}", account.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distinct_scopes_have_distinct_names() {
        let model = |account: &str, model: &str| {
            ScopeId::Model(AccountId::new(account), ModelId::from(model)).to_string()
        };
        assert_ne!(model("a/b", "c"), model("a", "b/c"));
        assert_ne!(model("a\"/b", "c"), model("a", "\"/b/c"));
        assert_eq!(ScopeId::Account("team".into()).to_string(), r#"account/"team""#);
        assert_eq!(ScopeId::FreeModels("team".into()).to_string(), r#"free/"team""#);
    }
}
