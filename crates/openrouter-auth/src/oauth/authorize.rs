//! [`AuthorizeUrl`]: where to send the user.

use openrouter_wire::address;
use url::Url;

use super::callback_url::objection;
use crate::{CallbackUrl, CodeChallenge, KeyWishes, OAuthError};

/// Builds the address of the page on which the user lets the application have a key.
///
/// Without a callback URL the page shows the code, for the user to copy and paste.
#[derive(Debug, Clone)]
#[must_use = "call `build`"]
pub struct AuthorizeUrl {
    page: Option<Url>,
    challenge: CodeChallenge,
    callback_url: Option<CallbackUrl>,
    key: KeyWishes,
}

impl AuthorizeUrl {
    /// For this challenge, on OpenRouter's page, with nothing else said.
    pub fn new(challenge: CodeChallenge) -> Self {
        Self { page: None, challenge, callback_url: None, key: KeyWishes::new() }
    }

    /// On another page, such as a simulator's. Take it from the developer, never from a server:
    /// the page learns nothing secret, but the user types their password there.
    pub fn with_page(mut self, page: Url) -> Self {
        self.page = Some(page);
        self
    }

    /// Where the browser comes back to.
    pub fn with_callback_url(mut self, url: CallbackUrl) -> Self {
        self.callback_url = Some(url);
        self
    }

    /// What the key is to be like.
    pub fn with_key(mut self, key: KeyWishes) -> Self {
        self.key = key;
        self
    }

    /// The address.
    ///
    /// # Errors
    ///
    /// [`OAuthError::Page`] if the page is neither `https` nor on this machine;
    /// [`OAuthError::Wish`] if a wish about the key cannot be expressed.
    pub fn build(self) -> Result<Url, OAuthError> {
        let Self { page, challenge, callback_url, key } = self;
        let mut url = match page {
            Some(page) => page,
            None => Url::parse(address::AUTHORIZE_URL)
                .map_err(|_| OAuthError::Page("is no absolute URL"))?,
        };
        if let Some(problem) = objection(&url) {
            return Err(OAuthError::Page(problem));
        }
        let mut query = url.query_pairs_mut();
        if let Some(callback_url) = &callback_url {
            query.append_pair("callback_url", callback_url.as_str());
        }
        query.append_pair("code_challenge", challenge.as_str());
        query.append_pair("code_challenge_method", CodeChallenge::METHOD);
        key.write(&mut query)?;
        drop(query);
        Ok(url)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use llm_types::Usd;
    use openrouter_wire::key::ResetInterval;

    use super::*;
    use crate::CodeVerifier;

    fn challenge() -> CodeChallenge {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        CodeVerifier::from_secret(verifier).unwrap().challenge()
    }

    fn every_wish() -> KeyWishes {
        KeyWishes::new()
            .with_label("Büro & Heim #1 + 50%")
            .with_limit("12.50".parse().unwrap())
            .with_limit_reset(ResetInterval::Weekly)
            .with_expires_at(UNIX_EPOCH + Duration::from_millis(1_790_000_000_123))
            .with_workspace_id("0f1e2d3c-0000-4000-8000-000000000001")
    }

    #[test]
    fn every_part_arrives_as_it_was_given() {
        let callback = "https://app.example.com/cb/nonce?next=/chat&lang=de";
        let url = AuthorizeUrl::new(challenge())
            .with_callback_url(CallbackUrl::new(callback).unwrap())
            .with_key(every_wish())
            .build()
            .unwrap();
        assert!(url.as_str().starts_with("https://openrouter.ai/auth?callback_url=https%3A%2F%2F"));
        let pairs: Vec<_> = url.query_pairs().into_owned().collect();
        let expected = [
            ("callback_url", callback),
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            ("code_challenge_method", "S256"),
            ("key_label", "Büro & Heim #1 + 50%"),
            ("limit", "12.5"),
            ("usage_limit_type", "weekly"),
            ("expires_at", "2026-09-21T14:13:20.123Z"),
            ("workspace_id", "0f1e2d3c-0000-4000-8000-000000000001"),
        ];
        assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn without_a_callback_only_the_challenge_is_sent() {
        let url = AuthorizeUrl::new(challenge()).build().unwrap();
        assert_eq!(
            url.as_str(),
            "https://openrouter.ai/auth\
             ?code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM\
             &code_challenge_method=S256"
        );
    }

    #[test]
    fn another_page_must_be_https_or_on_this_machine() {
        let build = |page: &str| {
            AuthorizeUrl::new(challenge()).with_page(Url::parse(page).unwrap()).build()
        };
        assert!(build("http://127.0.0.1:4010/auth").is_ok());
        assert!(build("https://login.example.com/auth").is_ok());
        let error = build("http://login.example.com/auth").unwrap_err();
        assert!(matches!(error, OAuthError::Page(_)), "{error}");
    }

    #[test]
    fn a_wish_that_cannot_be_expressed_is_an_error_that_names_it() {
        let check = |wishes: KeyWishes, message: &str| {
            let url = AuthorizeUrl::new(challenge()).with_key(wishes);
            assert_eq!(url.build().unwrap_err().to_string(), message);
        };
        let wishes = KeyWishes::new;
        let longest = wishes().with_label("ü".repeat(100));
        assert!(AuthorizeUrl::new(challenge()).with_key(longest).build().is_ok());
        check(
            wishes().with_label("ü".repeat(101)),
            "the label of the key has more than 100 characters",
        );
        check(wishes().with_label(" "), "the label of the key is empty");
        check(wishes().with_limit(Usd::ZERO), "the limit of the key is not positive");
        check(wishes().with_limit("-1".parse().unwrap()), "the limit of the key is not positive");
        let never = UNIX_EPOCH + Duration::from_secs(1 << 40);
        check(wishes().with_expires_at(never), "the end of the key is no date that can be written");
        check(wishes().with_workspace_id(""), "the workspace of the key has an empty id");
    }
}
