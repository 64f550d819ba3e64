//! [`OAuthFlow`]: one login under way.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use llm_types::Secret;
use serde::{Deserialize, Serialize};

use crate::{
    AuthorizationCode, AuthorizeUrl, CallbackUrl, CodeVerifier, OAuthError, TokenExchange,
};

/// One login, from sending the user away to their return: the verifier, where they come back to,
/// and until when. It can be finished once.
///
/// A program that waits for the user keeps it in memory. A web application keeps it in the user's
/// session, with [`to_json`](Self::to_json) and [`from_json`](Self::from_json).
///
/// ```
/// use openrouter_auth::{CallbackUrl, KeyWishes, OAuthFlow};
/// # fn main() -> Result<(), openrouter_auth::OAuthError> {
/// # let now = std::time::UNIX_EPOCH;
/// let callback = CallbackUrl::new("https://app.example.com/login/done")?;
/// let flow = OAuthFlow::start(Some(callback), now)?;
/// let wishes = KeyWishes::new().with_label("My app");
/// let page = flow.authorize_url().with_key(wishes).build()?;
/// // … the user visits `page` and comes back …
/// let address = "/login/done?code=auth_code_123";
/// let body = flow.exchange_callback(address, now)?.into_body()?;
/// // … POST it to `/auth/keys`, and read the answer with `IssuedKey::from_reply`.
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct OAuthFlow {
    verifier: CodeVerifier,
    callback_url: Option<CallbackUrl>,
    created_at: SystemTime,
}

impl OAuthFlow {
    /// How long a login may take: OpenRouter's codes live as long.
    pub const LIFETIME: Duration = Duration::from_secs(10 * 60);

    /// Starts a login. Without a callback URL the page shows the code, for the user to paste.
    ///
    /// # Errors
    ///
    /// [`OAuthError::Randomness`] if the system has none to give.
    pub fn start(callback_url: Option<CallbackUrl>, now: SystemTime) -> Result<Self, OAuthError> {
        Ok(Self { verifier: CodeVerifier::generate()?, callback_url, created_at: now })
    }

    /// Where to send the user: say what else the key shall be like, then
    /// [`build`](AuthorizeUrl::build).
    pub fn authorize_url(&self) -> AuthorizeUrl {
        let url = AuthorizeUrl::new(self.verifier.challenge());
        match &self.callback_url {
            Some(callback_url) => url.with_callback_url(callback_url.clone()),
            None => url,
        }
    }

    /// Where the browser comes back to.
    pub const fn callback_url(&self) -> Option<&CallbackUrl> {
        self.callback_url.as_ref()
    }

    /// When it was started.
    pub const fn created_at(&self) -> SystemTime {
        self.created_at
    }

    /// When it ends, finished or not.
    pub fn expires_at(&self) -> SystemTime {
        self.created_at + Self::LIFETIME
    }

    /// True once it is ten minutes old.
    pub fn is_expired(&self, now: SystemTime) -> bool {
        match now.duration_since(self.created_at) {
            Ok(age) => age >= Self::LIFETIME,
            // A clock that was set back a little is no reason to fail. A flow from a far future
            // would never end.
            Err(ahead) => ahead.duration() >= Self::LIFETIME,
        }
    }

    /// Checks that it can still be finished.
    ///
    /// # Errors
    ///
    /// [`OAuthError::Expired`] if not.
    pub fn validate(&self, now: SystemTime) -> Result<(), OAuthError> {
        if self.is_expired(now) { Err(OAuthError::Expired) } else { Ok(()) }
    }

    /// Finishes it: the code and the verifier, ready to be exchanged for a key.
    ///
    /// # Errors
    ///
    /// [`OAuthError::Expired`] if it took too long.
    pub fn exchange(
        self,
        code: AuthorizationCode,
        now: SystemTime,
    ) -> Result<TokenExchange, OAuthError> {
        self.validate(now)?;
        Ok(TokenExchange::new(code, self.verifier))
    }

    /// Finishes it with the address that the user came back to: a whole URL, or the path and query
    /// of a request. Its path, and its origin where it has one, must be those of the
    /// [callback URL](Self::callback_url), if the login has one: a nonce in that path is what a
    /// forged callback does not know. Behind a proxy, where the application does not see its own
    /// origin, give path and query.
    ///
    /// # Errors
    ///
    /// [`OAuthError::OtherCallback`] if it is another address; otherwise those of
    /// [`AuthorizationCode::from_callback`] and [`exchange`](Self::exchange).
    pub fn exchange_callback(
        self,
        address: &str,
        now: SystemTime,
    ) -> Result<TokenExchange, OAuthError> {
        if self.callback_url.as_ref().is_some_and(|callback| !callback.is_at(address)) {
            return Err(OAuthError::OtherCallback);
        }
        self.exchange(AuthorizationCode::from_callback(address)?, now)
    }

    /// Writes it down, verifier included, to be kept in a session.
    ///
    /// **The text is a secret.** Keep it where only the server can read it, or encrypt it: a
    /// cookie that is merely signed shows it to everyone who sees the cookie. Delete it when the
    /// login is over.
    ///
    /// # Errors
    ///
    /// [`OAuthError::State`] if it was started before 1970.
    pub fn to_json(&self) -> Result<Secret, OAuthError> {
        let created_at =
            self.created_at.duration_since(UNIX_EPOCH).map_err(|_| OAuthError::State)?;
        let stored = StoredRef {
            verifier: self.verifier.expose(),
            callback_url: self.callback_url.as_ref().map(CallbackUrl::as_str),
            created_at_ms: u64::try_from(created_at.as_millis()).map_err(|_| OAuthError::State)?,
        };
        serde_json::to_string(&stored).map(Secret::new).map_err(|_| OAuthError::State)
    }

    /// Reads what [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    ///
    /// [`OAuthError::State`] if it is something else, [`OAuthError::Verifier`] or
    /// [`OAuthError::CallbackUrl`] if a part of it was changed into what cannot be.
    pub fn from_json(json: &str) -> Result<Self, OAuthError> {
        // What serde says about the text shows it.
        let stored: Stored = serde_json::from_str(json).map_err(|_| OAuthError::State)?;
        let Stored { verifier, callback_url, created_at_ms } = stored;
        let created_at = Duration::from_millis(created_at_ms);
        let created_at = UNIX_EPOCH.checked_add(created_at).ok_or(OAuthError::State)?;
        // `expires_at` is always there.
        created_at.checked_add(Self::LIFETIME).ok_or(OAuthError::State)?;
        Ok(Self {
            verifier: CodeVerifier::from_secret(verifier)?,
            callback_url: callback_url.as_deref().map(CallbackUrl::new).transpose()?,
            created_at,
        })
    }
}

#[derive(Serialize)]
struct StoredRef<'a> {
    verifier: &'a str,
    callback_url: Option<&'a str>,
    created_at_ms: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    verifier: Secret,
    callback_url: Option<String>,
    created_at_ms: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(1_790_000_000_123)
    }

    fn flow() -> OAuthFlow {
        let callback = CallbackUrl::new("https://app.example.com/cb/nonce").unwrap();
        OAuthFlow::start(Some(callback), now()).unwrap()
    }

    #[test]
    fn a_flow_lives_for_ten_minutes() {
        let flow = flow();
        let check = |at: SystemTime, expired: bool| {
            assert_eq!(flow.is_expired(at), expired, "{at:?}");
            assert_eq!(flow.validate(at).is_err(), expired);
        };
        let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
        check(now(), false);
        check(flow.expires_at() - Duration::from_millis(1), false);
        check(flow.expires_at(), true);
        check(now() - minutes(9), false);
        check(now() - minutes(10), true);
    }

    #[test]
    fn a_flow_comes_back_from_a_session_as_it_was() {
        let flow = flow();
        let restored = OAuthFlow::from_json(flow.to_json().unwrap().expose()).unwrap();
        assert_eq!(restored.verifier.expose(), flow.verifier.expose());
        assert_eq!(restored.callback_url, flow.callback_url);
        assert_eq!(restored.created_at, flow.created_at);

        let headless = OAuthFlow::start(None, now()).unwrap();
        let restored = OAuthFlow::from_json(headless.to_json().unwrap().expose()).unwrap();
        assert_eq!(restored.callback_url, None);
    }

    #[test]
    fn a_state_that_was_changed_is_refused_without_echo() {
        let verifier = "canary-".repeat(7);
        let good = format!(r#"{{"verifier":"{verifier}","callback_url":null,"created_at_ms":0}}"#);
        assert!(OAuthFlow::from_json(&good).is_ok());
        for bad in [
            String::new(),
            good.replace("canary-canary-", "canary"),
            good.replace("null", "\"http://canary.example.com/\""),
            good.replace(":0}", ":\"canary\"}"),
            good.replace(":0}", ":0,\"canary\":1}"),
        ] {
            let error = OAuthFlow::from_json(&bad).map(|_| bad).unwrap_err();
            assert!(!format!("{error:?} {error}").contains("canary"), "{error:?}");
        }
    }

    #[test]
    fn a_state_that_claims_to_come_from_a_far_future_is_expired() {
        let json = flow().to_json().unwrap().expose().replace(":1790000000123}", ":1890000000123}");
        assert!(OAuthFlow::from_json(&json).unwrap().is_expired(now()));
    }

    #[test]
    fn an_expired_flow_cannot_be_finished() {
        let code = AuthorizationCode::new("abc").unwrap();
        let late = now() + OAuthFlow::LIFETIME;
        let error = flow().exchange(code, late).unwrap_err();
        assert!(matches!(error, OAuthError::Expired), "{error}");
    }

    #[test]
    fn a_callback_at_another_address_does_not_finish_a_login() {
        let finish = |address: &str| flow().exchange_callback(address, now()).map(drop);
        for address in [
            "/cb/nonce?code=abc",
            " /cb/nonce?state=1&code=abc#end\n",
            "https://app.example.com/cb/nonce?code=abc",
            "HTTPS://APP.example.com:443/cb/nonce?code=abc",
        ] {
            finish(address).unwrap();
        }
        for address in [
            "?code=abc",
            "code=abc",
            "cb/nonce?code=abc",
            "/?code=abc",
            "/cb/canary?code=abc",
            "/cb/nonce/?code=abc",
            "/CB/NONCE?code=abc",
            "/cb/nonce/canary?code=abc",
            "/cb?code=abc&error=access_denied",
            "//evil.example.com/cb/nonce?code=abc",
            "http://app.example.com/cb/nonce?code=abc",
            "https://app.example.com:8443/cb/nonce?code=abc",
            "https://evil.example.com/cb/nonce?code=abc",
            "https://app.example.com/cb/canary?code=abc",
            "data:/cb/nonce?code=abc",
        ] {
            let error = finish(address).unwrap_err();
            assert!(matches!(error, OAuthError::OtherCallback), "{address}: {error}");
        }
        let error = finish("/cb/nonce?error=access_denied").unwrap_err();
        assert!(matches!(error, OAuthError::Denied { .. }), "{error}");
        let headless = OAuthFlow::start(None, now()).unwrap();
        assert!(headless.exchange_callback("/anywhere?code=abc", now()).is_ok());
    }

    #[test]
    fn the_page_gets_the_challenge_and_not_the_verifier() {
        let flow = flow();
        let url = flow.authorize_url().build().unwrap();
        assert!(url.as_str().contains(flow.verifier.challenge().as_str()));
        assert!(url.as_str().contains("callback_url=https%3A%2F%2Fapp.example.com%2Fcb%2Fnonce"));
        assert!(!url.as_str().contains(flow.verifier.expose()));
        assert!(!format!("{flow:?}").contains(flow.verifier.expose()));
    }
}
