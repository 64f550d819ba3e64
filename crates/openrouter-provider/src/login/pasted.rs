//! [`PastedLogin`]: the user pastes the code.

use std::time::SystemTime;

use futures::FutureExt as _;
use llm_types::Error;
use openrouter_auth::{HeadlessLogin, IssuedKey};
use url::Url;

use super::LoginError;
use super::finish::{Keep, finish};
use crate::OpenRouter;

/// A login whose code the page shows and the user pastes: for a machine without a browser.
#[derive(Debug)]
#[must_use = "show its address to the user, and call `finish`"]
pub struct PastedLogin {
    openrouter: OpenRouter,
    login: HeadlessLogin,
    keep: Keep,
}

impl PastedLogin {
    pub(super) const fn new(openrouter: OpenRouter, login: HeadlessLogin, keep: Keep) -> Self {
        Self { openrouter, login, keep }
    }

    /// The page to open in any browser, on any machine.
    pub const fn url(&self) -> &Url {
        self.login.url()
    }

    /// When it is too late to paste the code.
    pub fn expires_at(&self) -> SystemTime {
        self.login.expires_at()
    }

    /// True if the text is a code, as far as its form goes: what cannot be one can be asked for
    /// again, while [`finish`](Self::finish) ends the login either way.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](llm_types::ErrorKind::InvalidRequest), which says what is wrong and does
    /// not repeat it.
    pub fn check(&self, pasted: &str) -> llm_types::Result<()> {
        self.login.read_code(pasted).map(drop).map_err(Error::from)
    }

    /// Reads the code out of what was pasted, exchanges it, checks the key, and puts it into the
    /// pool.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](llm_types::ErrorKind::InvalidRequest) if there is no code in the text;
    /// [`Timeout`](llm_types::ErrorKind::Timeout) if it is too late;
    /// [`Authentication`](llm_types::ErrorKind::Authentication) if the service refused the code.
    /// What fails after the exchange leaves a key: [`LoginError::take_key`].
    ///
    /// # Cancel safety
    ///
    /// As [`BrowserLogin::finish`](crate::BrowserLogin::finish).
    pub async fn finish(self, pasted: &str) -> Result<IssuedKey, LoginError> {
        let Self { openrouter, login, keep } = self;
        let now = openrouter.client().path.clock.wall();
        let exchange = login.read_code(pasted).and_then(|code| login.finish(code, now));
        let exchange = exchange.map_err(|error| LoginError::without_key(Error::from(error)))?;
        // Boxed, so that the futures of callers stay small.
        finish(&openrouter, exchange, keep).boxed().await
    }
}
