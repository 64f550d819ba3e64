//! [`BrowserLogin`]: the browser of this machine brings the code.

use std::time::Duration;

use futures::FutureExt as _;
use llm_types::Error;
use openrouter_auth::{IssuedKey, LoopbackLogin};
use url::Url;

use super::LoginError;
use super::finish::{Keep, finish};
use crate::OpenRouter;

/// A login whose code the browser of this machine brings: the port is open.
///
/// Dropping it, or the future of [`finish`](Self::finish), closes the port and ends the login.
#[derive(Debug)]
#[must_use = "send the user to its address, and call `finish`"]
pub struct BrowserLogin {
    openrouter: OpenRouter,
    login: LoopbackLogin,
    keep: Keep,
}

impl BrowserLogin {
    pub(super) const fn new(openrouter: OpenRouter, login: LoopbackLogin, keep: Keep) -> Self {
        Self { openrouter, login, keep }
    }

    /// The page to open in a browser of this machine. Nothing opens it by itself;
    /// `openrouter_auth::open_browser`, behind the feature `browser` of this crate, does.
    pub const fn url(&self) -> &Url {
        self.login.url()
    }

    /// How long to wait for the user: five minutes, unless this says otherwise, and at most ten.
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.login = self.login.with_patience(patience);
        self
    }

    /// Waits for the user, exchanges the code, checks the key, and puts it into the pool.
    ///
    /// # Errors
    ///
    /// [`PermissionDenied`](llm_types::ErrorKind::PermissionDenied) if the user said no;
    /// [`Timeout`](llm_types::ErrorKind::Timeout) if nobody came;
    /// [`Authentication`](llm_types::ErrorKind::Authentication) if the service refused the code.
    /// What fails after the exchange leaves a key: [`LoginError::take_key`].
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the login. A code that was on its way may have made a key that
    /// nobody has: the user can remove it at OpenRouter.
    pub async fn finish(self) -> Result<IssuedKey, LoginError> {
        let Self { openrouter, login, keep } = self;
        let exchange =
            login.wait().await.map_err(|error| LoginError::without_key(Error::from(error)))?;
        // Boxed, so that the futures of callers stay small.
        finish(&openrouter, exchange, keep).boxed().await
    }
}
