//! Logins of web applications: the user comes back in a request of their own.

use llm_types::{Error, ErrorKind, Result, Secret};
use openrouter_auth::{
    AuthorizationCode, CallbackUrl, CodeVerifier, IssuedKey, OAuthFlow, TokenExchange,
};
use url::Url;

use super::LoginError;
use super::exchange::exchange;
use super::finish::finish;
use crate::OpenRouter;

impl OpenRouter {
    /// Begins the login of a user of a web application: gives the page to send them to, and what
    /// must be kept until they come back, in their session say ([`OAuthFlow::to_json`]).
    ///
    /// Without `callback` they are sent back to the one that the provider is set up with. Give
    /// each login a callback of its own, with a part in its path that nobody can guess: a state is
    /// not handed back by the service, and a user who comes back to another path is refused.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if there is no callback, or it cannot be one.
    pub fn start_oauth(&self, callback: Option<CallbackUrl>) -> Result<(Url, OAuthFlow)> {
        let client = self.client();
        let set_up = || {
            let url = client.oauth.as_ref().and_then(|oauth| oauth.callback_url.as_deref());
            let url = url.ok_or_else(|| {
                let message = "no callback: give one, or set oauth.callback_url";
                Error::new(ErrorKind::Configuration, message)
            })?;
            CallbackUrl::new(url).map_err(Error::from)
        };
        let callback = callback.map_or_else(set_up, Ok)?;
        let login = self.log_in();
        let flow = OAuthFlow::start(Some(callback), client.path.clock.wall())?;
        let url = flow.authorize_url().with_key(login.key);
        let url = match login.page {
            Some(page) => url.with_page(page),
            None => url,
        };
        Ok((url.build()?, flow))
    }

    /// Ends a login of which only code and verifier are known.
    pub(crate) async fn finish_code(
        &self,
        code: Secret,
        verifier: Secret,
    ) -> Result<IssuedKey, LoginError> {
        let exchange = AuthorizationCode::new(code.expose())
            .and_then(|code| Ok(TokenExchange::new(code, CodeVerifier::from_secret(verifier)?)))
            .map_err(|error| LoginError::without_key(Error::from(error)))?;
        finish(self, exchange, self.log_in().keep).await
    }

    /// Ends the login of a user who has come back to this address: exchanges the code in it,
    /// checks the key, puts it into the pool, and stores it where the provider keeps its logins.
    ///
    /// The pool is there for every call: it is for an application that has **one** user, whose
    /// program this is. Where many users log in and each shall pay for themselves, the key of one
    /// must not be there for the calls of another: use [`redeem_oauth`](Self::redeem_oauth).
    ///
    /// # Errors
    ///
    /// [`PermissionDenied`](ErrorKind::PermissionDenied) if the user said no;
    /// [`InvalidRequest`](ErrorKind::InvalidRequest) if there is no code in the address, or it has
    /// another path, or another origin, than the callback of the flow
    /// ([`OAuthFlow::exchange_callback`]);
    /// [`Timeout`](ErrorKind::Timeout) if the flow has expired;
    /// [`Authentication`](ErrorKind::Authentication) if the service refused the code. What fails
    /// after the exchange leaves a key: [`LoginError::take_key`].
    ///
    /// # Cancel safety
    ///
    /// As [`BrowserLogin::finish`](crate::BrowserLogin::finish).
    pub async fn finish_oauth(
        &self,
        flow: OAuthFlow,
        address: &str,
    ) -> Result<IssuedKey, LoginError> {
        let exchange = self.read_callback(flow, address).map_err(LoginError::without_key)?;
        finish(self, exchange, self.log_in().keep).await
    }

    /// Ends the login of one of many users of a web application: exchanges the code in the address
    /// that they have come back to, and gives the key to the caller and to nobody else. It is not
    /// put into the pool, not stored, and not checked.
    ///
    /// Keep it with what is known of the user, and make a provider with it for their calls:
    ///
    /// ```no_run
    /// # use openrouter_auth::OAuthFlow;
    /// # use openrouter_provider::OpenRouter;
    /// # async fn example(openrouter: OpenRouter, flow: OAuthFlow) -> llm_types::Result<()> {
    /// let issued = openrouter.redeem_oauth(flow, "/login/done?code=auth_code_123").await?;
    /// let theirs = OpenRouter::builder().api_key(issued.key).build()?;
    /// # Ok(()) }
    /// ```
    ///
    /// Where the program has one user, [`finish_oauth`](Self::finish_oauth) does the rest as well.
    ///
    /// # Errors
    ///
    /// Those of [`finish_oauth`](Self::finish_oauth), up to the exchange. There is no key then.
    ///
    /// # Cancel safety
    ///
    /// As [`BrowserLogin::finish`](crate::BrowserLogin::finish).
    pub async fn redeem_oauth(&self, flow: OAuthFlow, address: &str) -> Result<IssuedKey> {
        exchange(&self.client(), self.read_callback(flow, address)?).await
    }

    /// The code in the address, with the verifier that belongs to it.
    fn read_callback(&self, flow: OAuthFlow, address: &str) -> Result<TokenExchange> {
        let now = self.client().path.clock.wall();
        Ok(flow.exchange_callback(address, now)?)
    }
}
