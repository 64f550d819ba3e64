//! [`LoginOptions`]: what both ways to log in take.

use url::Url;

use crate::{AuthorizeUrl, KeyWishes};

/// On which page the user logs in, and what the key is to be like.
#[derive(Debug, Clone, Default)]
#[must_use = "pass it to a login"]
pub struct LoginOptions {
    page: Option<Url>,
    key: KeyWishes,
}

impl LoginOptions {
    /// OpenRouter's page, and no wishes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Another page, such as a simulator's: `https`, or on this machine. Take it from the
    /// developer, never from a server: the user types their password there.
    pub fn with_page(mut self, page: Url) -> Self {
        self.page = Some(page);
        self
    }

    /// What the key is to be like.
    pub fn with_key(mut self, key: KeyWishes) -> Self {
        self.key = key;
        self
    }

    /// Applies them to an address.
    pub(super) fn apply(self, url: AuthorizeUrl) -> AuthorizeUrl {
        let Self { page, key } = self;
        let url = url.with_key(key);
        match page {
            Some(page) => url.with_page(page),
            None => url,
        }
    }
}
