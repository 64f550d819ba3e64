//! [`LogIn`]: getting a key from the user, checking it, and putting it to use.

mod error;
pub use error::LoginError;
mod exchange;
mod finish;

mod browser;
pub use browser::BrowserLogin;
mod pasted;
pub use pasted::PastedLogin;
mod web;

use std::sync::Arc;

use llm_types::{Result, TokenStorage};
use openrouter_auth::{AccountId, KeyWishes, LoginOptions};
use url::Url;

use self::finish::Keep;
use crate::OpenRouter;
use crate::address::authorize_page;

/// A login, before it is decided how the code comes back.
///
/// ```no_run
/// # async fn example(openrouter: openrouter_provider::OpenRouter) -> llm_types::Result<()> {
/// use openrouter_auth::KeyWishes;
///
/// let login = openrouter.log_in().key(KeyWishes::new().with_label("my app")).loopback()?;
/// println!("Open {}", login.url());
/// let issued = login.finish().await?;
/// println!("Logged in with key {}", issued.key.id());
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "choose `loopback` or `headless`"]
pub struct LogIn {
    openrouter: OpenRouter,
    page: Option<Url>,
    key: KeyWishes,
    keep: Keep,
}

impl LogIn {
    fn new(openrouter: OpenRouter) -> Self {
        let client = openrouter.client();
        let label = client.oauth.as_ref().and_then(|oauth| oauth.key_label.clone());
        let key = label.map_or_else(KeyWishes::new, |label| KeyWishes::new().with_label(label));
        let keep =
            Keep { account: AccountId::default(), label: None, storage: client.storage.clone() };
        Self { openrouter, page: authorize_page(&client.base_url), key, keep }
    }

    /// What the key is to be like: its name at OpenRouter, a limit, an end.
    pub fn key(mut self, wishes: KeyWishes) -> Self {
        self.key = wishes;
        self
    }

    /// The account that the user logs into, where there are several.
    pub fn account(mut self, account: impl Into<AccountId>) -> Self {
        self.keep.account = account.into();
        self
    }

    /// What the key is called here.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.keep.label = Some(label.into());
        self
    }

    /// Where the key is kept, if not where the provider keeps its logins
    /// ([`OpenRouterBuilder::token_storage`](crate::OpenRouterBuilder::token_storage)).
    pub fn store(mut self, storage: impl TokenStorage) -> Self {
        self.keep.storage = Some(Arc::new(storage));
        self
    }

    /// Another page for the user than OpenRouter's own. Where the provider talks to this machine,
    /// to a simulator say, the page is there as well unless this says otherwise.
    pub fn page(mut self, page: Url) -> Self {
        self.page = Some(page);
        self
    }

    /// Waits for the browser of this machine to bring the code: opens a port for it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](llm_types::ErrorKind::Configuration) if there is no loopback
    /// interface, or something that was asked for cannot be.
    pub fn loopback(self) -> Result<BrowserLogin> {
        let Self { openrouter, page, key, keep } = self;
        let login = openrouter_auth::LoopbackLogin::bind(options(page, key))?;
        Ok(BrowserLogin::new(openrouter, login, keep))
    }

    /// Lets the user paste the code, which the page shows.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](llm_types::ErrorKind::Configuration) if something that was
    /// asked for cannot be.
    pub fn headless(self) -> Result<PastedLogin> {
        let Self { openrouter, page, key, keep } = self;
        let now = openrouter.client().path.clock.wall();
        let login = openrouter_auth::HeadlessLogin::start(options(page, key), now)?;
        Ok(PastedLogin::new(openrouter, login, keep))
    }
}

fn options(page: Option<Url>, key: KeyWishes) -> LoginOptions {
    let options = LoginOptions::new().with_key(key);
    match page {
        Some(page) => options.with_page(page),
        None => options,
    }
}

impl OpenRouter {
    /// Logs the user in, and gets a key from it that is theirs. No registration is needed, and
    /// nothing is asked of the user but a click.
    pub fn log_in(&self) -> LogIn {
        LogIn::new(self.clone())
    }
}
