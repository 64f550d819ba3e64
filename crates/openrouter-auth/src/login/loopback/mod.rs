//! [`LoopbackLogin`]: the browser brings the code to a port of this machine.
//!
//! The port is open to every program of this machine and to every page in its browser, so that
//! the server trusts nothing: `listeners` binds to loopback only, `connections` bounds how many
//! there are and for how long, hyper parses within fixed limits, and `gate` lets one request
//! through, the one that knows the nonce. All others are turned away, and the login goes on.
//!
//! The parsing is hyper's: it keeps each limit that is needed here, it is in the tree of whoever
//! sends requests, and a parser of one's own would be the part of this most likely to be wrong.

mod connections;
mod gate;
mod listeners;
mod page;

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};
use url::Url;

use self::connections::Server;
use self::gate::Gate;
use self::listeners::Listeners;
use crate::{AuthorizeUrl, CallbackUrl, CodeVerifier, LoginOptions, OAuthError, TokenExchange};

/// A login by the browser of this machine: the port is open, and waits for the browser.
///
/// ```no_run
/// use openrouter_auth::{LoginOptions, LoopbackLogin};
/// # async fn log_in() -> Result<(), openrouter_auth::OAuthError> {
/// let login = LoopbackLogin::bind(LoginOptions::new())?;
/// println!("Open {}", login.url());
/// let exchange = login.wait().await?;
/// // … POST `exchange.into_body()` to `/auth/keys`, and read the answer with `IssuedKey`.
/// # Ok(())
/// # }
/// ```
///
/// Dropping it, or the future of [`wait`](Self::wait), closes the port and all connections, and
/// forgets the verifier. There is no task behind it.
#[derive(Debug)]
pub struct LoopbackLogin {
    listeners: Listeners,
    gate: Arc<Gate>,
    verifier: CodeVerifier,
    url: PrivateUrl,
    opened_at: Instant,
    patience: Duration,
}

impl LoopbackLogin {
    /// How long it waits for the user, unless told otherwise.
    pub const PATIENCE: Duration = Duration::from_secs(5 * 60);
    /// The longest that it waits: OpenRouter's codes live as long.
    pub const MAX_PATIENCE: Duration = crate::OAuthFlow::LIFETIME;

    /// Opens a port of the loopback interface, one that was free, on 127.0.0.1 and on `::1` where
    /// both exist. Call it just before the user is sent to the page.
    ///
    /// # Errors
    ///
    /// [`OAuthError::Listen`] if there is no loopback interface to listen on;
    /// [`OAuthError::Randomness`] if the system has none to give; [`OAuthError::Page`] and
    /// [`OAuthError::Wish`] as [`AuthorizeUrl::build`].
    pub fn bind(options: LoginOptions) -> Result<Self, OAuthError> {
        Self::on(Listeners::bind().map_err(OAuthError::Listen)?, options)
    }

    fn on(listeners: Listeners, options: LoginOptions) -> Result<Self, OAuthError> {
        let gate = Gate::new(listeners.port())?;
        let verifier = CodeVerifier::generate()?;
        let callback = CallbackUrl::new(&gate.callback_url(listeners.host()))?;
        let url = AuthorizeUrl::new(verifier.challenge()).with_callback_url(callback);
        Ok(Self {
            listeners,
            gate: Arc::new(gate),
            verifier,
            url: PrivateUrl(options.apply(url).build()?),
            opened_at: Instant::now(),
            patience: Self::PATIENCE,
        })
    }

    /// How long to wait for the user, from the opening of the port: at most ten minutes, five if
    /// this is not called.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience.min(Self::MAX_PATIENCE);
        self
    }

    /// The page to open in a browser of this machine.
    ///
    /// Whoever knows it can spoil the login, by bringing a wrong code; they cannot learn the key.
    /// Showing it to the user is what it is for.
    pub const fn url(&self) -> &Url {
        &self.url.0
    }

    /// The port that it listens on.
    pub const fn port(&self) -> u16 {
        self.listeners.port()
    }

    /// Waits until the browser comes back. Answers it with a page that says so, closes the port,
    /// and gives the code and the verifier, ready to be exchanged for a key.
    ///
    /// Requests that are not the awaited one are refused, whatever they are, and change nothing.
    /// Wants a tokio runtime with I/O and time.
    ///
    /// # Errors
    ///
    /// [`OAuthError::Denied`] if the user said no; [`OAuthError::Expired`] if nobody came in time;
    /// [`OAuthError::Listen`] if the runtime does not take the port.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the login.
    pub async fn wait(self) -> Result<TokenExchange, OAuthError> {
        let Self { listeners, gate, verifier, url: _, opened_at, patience } = self;
        let server = Server::new(listeners, gate).map_err(OAuthError::Listen)?;
        match timeout_at(opened_at + patience, server.run()).await {
            Ok(code) => Ok(TokenExchange::new(code?, verifier)),
            Err(_) => Err(OAuthError::Expired),
        }
    }
}

/// An address that holds the nonce.
struct PrivateUrl(Url);

impl std::fmt::Debug for PrivateUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}?..", self.0.origin().ascii_serialization(), self.0.path())
    }
}

#[cfg(test)]
mod tests;
