//! Logins of web applications: the user comes back in a request of their own.

use llm_types::{Error, ErrorKind, Result, Secret};
use openrouter_auth::{
    AuthorizationCode, CallbackUrl, CodeVerifier, IssuedKey, OAuthFlow, TokenExchange,
};
use url::Url;

use super::LoginError;
use super::finish::finish;
use crate::OpenRouter;

impl OpenRouter {
    /// Begins the login of a user of a web application: gives the page to send them to, and what
    /// must be kept until they come back, in their session say ([`OAuthFlow::to_json`]).
    ///
    /// Without `callback` they are sent back to the one that the provider is set up with. Give
    /// each login a callback of its own, with a part that nobody can guess: a state is not handed
    /// back by the service.
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
        let flow = OAuthFlow::start(Some(callback), client.clock.wall())?;
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
    /// checks the key, and puts it into the pool.
    ///
    /// An application whose users shall pay for themselves makes a provider for each of them with
    /// the key that this gives, and takes it out of this pool.
    ///
    /// # Errors
    ///
    /// [`PermissionDenied`](ErrorKind::PermissionDenied) if the user said no;
    /// [`InvalidRequest`](ErrorKind::InvalidRequest) if there is no code in the address;
    /// [`Timeout`](ErrorKind::Timeout) if the flow has expired;
    /// [`Authentication`](ErrorKind::Authentication) if the service refused the code. What fails
    /// after the exchange leaves a key: [`LoginError::take_key`].
    ///
    /// # Cancel safety
    ///
    /// As [`LoopbackLogIn::finish`](crate::LoopbackLogIn::finish).
    pub async fn finish_oauth(
        &self,
        flow: OAuthFlow,
        address: &str,
    ) -> Result<IssuedKey, LoginError> {
        let now = self.client().clock.wall();
        let exchange = AuthorizationCode::from_callback(address)
            .and_then(|code| flow.exchange(code, now))
            .map_err(|error| LoginError::without_key(Error::from(error)))?;
        finish(self, exchange, self.log_in().keep).await
    }
}
