//! [`CredentialChain`]: sources in the order in which they are asked.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CredentialError, CredentialSource, Credentials};

/// Sources in the order in which they are asked: the first that has a key gives them all.
///
/// So what was set for this run counts and what was stored once does not, as with other programs
/// that log in: a key in the environment is used instead of the stored ones, and not beside them,
/// where it would be charged for only a share of the calls.
///
/// A source that fails is the end of it: a file that cannot be read must not have somebody else's
/// account charged.
#[derive(Debug, Clone, Default)]
pub struct CredentialChain {
    sources: Vec<Arc<dyn CredentialSource>>,
}

impl CredentialChain {
    /// Without a source.
    pub fn new() -> Self {
        Self::default()
    }

    /// This source after the others.
    #[must_use]
    pub fn then(mut self, source: impl CredentialSource) -> Self {
        self.sources.push(Arc::new(source));
        self
    }
}

#[async_trait]
impl CredentialSource for CredentialChain {
    fn name(&self) -> String {
        let names: Vec<_> = self.sources.iter().map(CredentialSource::name).collect();
        names.join(", then ")
    }

    async fn load(&self) -> Result<Credentials, CredentialError> {
        let mut withheld = Vec::new();
        for source in &self.sources {
            let mut credentials = source.load().await?;
            if !credentials.keys.is_empty() {
                return Ok(credentials);
            }
            withheld.append(&mut credentials.withheld);
        }
        // Nobody has a key that may be used. Those that may not are why.
        Ok(Credentials { withheld, ..Credentials::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ApiKey, KeyFile, KeyList, WithheldKey};

    fn list(keys: &[&str]) -> KeyList {
        KeyList::new(keys.iter().map(|key| ApiKey::new(*key).unwrap()))
    }

    /// Has one key, for another address.
    #[derive(Debug)]
    struct Elsewhere;

    fn elsewhere() -> WithheldKey {
        let id = ApiKey::new("key-of-another").unwrap().id();
        WithheldKey { id, base_url: "https://other.test".to_owned() }
    }

    #[async_trait]
    impl CredentialSource for Elsewhere {
        fn name(&self) -> String {
            "elsewhere".to_owned()
        }

        async fn load(&self) -> Result<Credentials, CredentialError> {
            Ok(Credentials { withheld: vec![elsewhere()], ..Credentials::default() })
        }
    }

    #[tokio::test]
    async fn c11_the_first_source_that_has_a_key_gives_them_all() {
        let chain = CredentialChain::new()
            .then(list(&[]))
            .then(Elsewhere)
            .then(list(&["key-first", "key-second"]))
            .then(list(&["key-third"]));
        let credentials = chain.load().await.unwrap();
        let keys: Vec<_> = credentials.keys.iter().map(|key| key.key().expose()).collect();
        assert_eq!(keys, ["key-first", "key-second"]);
        assert!(credentials.withheld.is_empty(), "there is nothing to explain");
    }

    #[tokio::test]
    async fn a_source_that_fails_is_not_passed_over() {
        let missing = KeyFile::new("/there/is/no/such/file");
        let chain = CredentialChain::new().then(list(&[])).then(missing).then(list(&["key-third"]));
        let error = chain.load().await.unwrap_err();
        assert_eq!(error.to_string(), "cannot read /there/is/no/such/file");
    }

    #[tokio::test]
    async fn where_there_is_no_key_those_that_are_withheld_are_told() {
        let chain = CredentialChain::new().then(list(&[])).then(Arc::new(Elsewhere));
        let credentials = chain.load().await.unwrap();
        assert!(credentials.keys.is_empty());
        assert_eq!(credentials.withheld, [elsewhere()]);
        assert_eq!(chain.name(), "the application, then elsewhere");
        assert!(CredentialChain::new().load().await.unwrap().keys.is_empty());
    }
}
