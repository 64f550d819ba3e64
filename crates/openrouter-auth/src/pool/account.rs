//! [`AccountId`]: which keys share one account.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The name that the user gives to an account of the service.
///
/// The service does not say whose a key is. Balance and rate limits belong to the account, so that
/// keys which are known to share one are told so by the same name. Without one a key belongs to
/// the account `default`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct AccountId(Arc<str>);

impl AccountId {
    /// Any text; white space around it is dropped, and what is left of nothing is `default`.
    pub fn new(name: impl AsRef<str>) -> Self {
        match name.as_ref().trim() {
            "" => Self::default(),
            name => Self(name.into()),
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for AccountId {
    fn default() -> Self {
        Self("default".into())
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccountId({:?})", &*self.0)
    }
}

impl From<&str> for AccountId {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl From<String> for AccountId {
    fn from(name: String) -> Self {
        Self::new(name)
    }
}

impl From<AccountId> for String {
    fn from(account: AccountId) -> Self {
        account.0.as_ref().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_without_a_name_is_the_default_one() {
        assert_eq!(AccountId::new(" \n"), AccountId::default());
        assert_eq!(AccountId::from("default"), AccountId::default());
        assert_eq!(AccountId::new(" team-b ").as_str(), "team-b");
        assert_eq!(serde_json::to_string(&AccountId::from("b")).unwrap(), "\"b\"");
        assert_eq!(serde_json::from_str::<AccountId>("\"\"").unwrap(), AccountId::default());
    }
}
