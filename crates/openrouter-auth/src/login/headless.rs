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

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;
    use crate::{CodeVerifier, KeyWishes};

    fn start() -> HeadlessLogin {
        HeadlessLogin::start(LoginOptions::new(), UNIX_EPOCH).unwrap()
    }

    #[test]
    fn o01_the_address_of_the_page_has_a_challenge_and_no_callback() {
        let wishes = KeyWishes::new().with_label("Büro");
        let login = HeadlessLogin::start(LoginOptions::new().with_key(wishes), UNIX_EPOCH).unwrap();
        let url = login.url();
        assert!(url.as_str().starts_with("https://openrouter.ai/auth?"), "{url}");
        let pairs: Vec<_> = url.query_pairs().into_owned().collect();
        let names: Vec<_> = pairs.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["code_challenge", "code_challenge_method", "key_label"]);
        assert_eq!((pairs[1].1.as_str(), pairs[2].1.as_str()), ("S256", "Büro"));
    }

    #[test]
    fn o20_a_bad_paste_can_be_repeated_and_a_good_one_finishes_the_login() {
        let login = start();
        let challenge = login.url().query_pairs().next().unwrap().1.into_owned();
        for bad in ["", "not a code", login.url().as_str()] {
            let error = login.read_code(bad).unwrap_err();
            assert!(matches!(error, OAuthError::Code(_)), "{bad}: {error}");
        }
        let code = login.read_code(" 'http://localhost/?code=abc'\n").unwrap();
        let body = login.finish(code, UNIX_EPOCH).unwrap().into_body().unwrap();
        let json: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(json["code"], "abc");
        let verifier = CodeVerifier::from_secret(json["code_verifier"].as_str().unwrap()).unwrap();
        assert_eq!(verifier.challenge().as_str(), challenge);
    }

    #[test]
    fn a_paste_that_comes_after_ten_minutes_is_too_late() {
        let finish_at = |minutes: u64| {
            let login = start();
            let code = login.read_code("abc").unwrap();
            let ends_at = login.expires_at();
            let result = login.finish(code, UNIX_EPOCH + Duration::from_secs(minutes * 60));
            assert_eq!(ends_at, UNIX_EPOCH + Duration::from_secs(600));
            result.map(|_| ())
        };
        assert!(finish_at(9).is_ok());
        assert!(matches!(finish_at(10), Err(OAuthError::Expired)));
    }

    #[test]
    fn o22_another_page_is_https_or_on_this_machine() {
        let start = |page: &str| {
            let options = LoginOptions::new().with_page(Url::parse(page).unwrap());
            HeadlessLogin::start(options, UNIX_EPOCH)
        };
        assert!(start("http://[::1]:4010/auth").is_ok());
        let error = start("http://openrouter.ai/auth").unwrap_err();
        assert!(matches!(error, OAuthError::Page(_)), "{error}");
    }

    #[test]
    fn nothing_that_is_shown_has_the_verifier_or_the_code_in_it() {
        let login = start();
        let shown = format!("{login:?} {login:#?} {}", login.url());
        let code = login.read_code("canary").unwrap();
        let exchange = login.finish(code, UNIX_EPOCH).unwrap();
        let shown = format!("{shown} {exchange:?} {exchange:#?}");
        let body = exchange.into_body().unwrap();
        let json: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert!(!shown.contains(json["code_verifier"].as_str().unwrap()), "{shown}");
        assert!(!shown.contains("canary"), "{shown}");
    }
}
