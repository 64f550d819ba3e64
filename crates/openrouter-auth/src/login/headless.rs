//! [`HeadlessLogin`]: the page shows the code, and the user pastes it.

use std::time::SystemTime;

use url::Url;

use crate::{AuthorizationCode, LoginOptions, OAuthError, OAuthFlow, TokenExchange};

/// A login without a way back from the browser: over SSH, in a container, on another machine.
///
/// Show the user [`url`](Self::url), let them paste what the page gave them, read it with
/// [`read_code`](Self::read_code) until that succeeds, and finish. Ask for it on a prompt: what
/// is typed as an argument stays in the shell's history, and every local user can see it.
///
/// ```
/// use openrouter_auth::{HeadlessLogin, LoginOptions};
/// # fn main() -> Result<(), openrouter_auth::OAuthError> {
/// # let now = std::time::UNIX_EPOCH;
/// let login = HeadlessLogin::start(LoginOptions::new(), now)?;
/// println!("Open {} and paste the code:", login.url());
/// let code = login.read_code(" auth_code_123\n")?; // a bad one can be asked for again
/// let exchange = login.finish(code, now)?;
/// # let _ = exchange.into_body()?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct HeadlessLogin {
    flow: OAuthFlow,
    url: Url,
}

impl HeadlessLogin {
    /// Starts a login.
    ///
    /// # Errors
    ///
    /// [`OAuthError::Randomness`] if the system has none to give; [`OAuthError::Page`] and
    /// [`OAuthError::Wish`] as [`AuthorizeUrl::build`](crate::AuthorizeUrl::build).
    pub fn start(options: LoginOptions, now: SystemTime) -> Result<Self, OAuthError> {
        let flow = OAuthFlow::start(None, now)?;
        let url = options.apply(flow.authorize_url()).build()?;
        Ok(Self { flow, url })
    }

    /// The page to show to the user. Holds nothing secret.
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// When the login ends, finished or not: ten minutes after its start.
    pub fn expires_at(&self) -> SystemTime {
        self.flow.expires_at()
    }

    /// Reads what the user pasted: the code, or an address with it, as it was copied.
    ///
    /// # Errors
    ///
    /// As [`AuthorizationCode::from_pasted`]. Nothing is lost: let the user try again.
    pub fn read_code(&self, pasted: &str) -> Result<AuthorizationCode, OAuthError> {
        AuthorizationCode::from_pasted(pasted)
    }

    /// Finishes it: the code and the verifier, ready to be exchanged for a key.
    ///
    /// # Errors
    ///
    /// [`OAuthError::Expired`] if it took more than ten minutes.
    pub fn finish(
        self,
        code: AuthorizationCode,
        now: SystemTime,
    ) -> Result<TokenExchange, OAuthError> {
        self.flow.exchange(code, now)
    }
}
