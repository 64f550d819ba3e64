//! [`AuthorizationCode`]: what came back in the redirect.

use std::borrow::Cow;
use std::fmt;

use llm_types::Secret;
use url::form_urlencoded;

use super::pkce::is_unreserved;
use crate::OAuthError;

/// The code that the authorization page gave: good for one exchange within ten minutes.
pub struct AuthorizationCode(Secret);

impl AuthorizationCode {
    /// The longest code in bytes. Codes are opaque; this bounds what a stranger can send.
    const MAX_LENGTH: usize = 512;

    /// Takes a code; white space around it is dropped.
    ///
    /// # Errors
    ///
    /// [`OAuthError::Code`] if it is not 1 to 512 letters, digits and `-._~`.
    pub fn new(code: &str) -> Result<Self, OAuthError> {
        let code = code.trim_ascii();
        if code.is_empty() {
            return Err(OAuthError::Code("it is empty"));
        }
        if code.len() > Self::MAX_LENGTH {
            return Err(OAuthError::Code("it is too long"));
        }
        if !code.bytes().all(is_unreserved) {
            return Err(OAuthError::Code("it has a character that no code has"));
        }
        Ok(Self(Secret::new(code)))
    }

    /// Reads the code from the address that the browser was sent back to: a whole URL, or the
    /// path and query of a request.
    ///
    /// Whether the address is the one that was asked for is the caller's to check;
    /// [`OAuthFlow::exchange_callback`](crate::OAuthFlow::exchange_callback) does.
    ///
    /// # Errors
    ///
    /// [`OAuthError::Denied`] if the address says that access was not granted;
    /// [`OAuthError::Code`] if it has no code, more than one, or one that cannot be right.
    pub fn from_callback(address: &str) -> Result<Self, OAuthError> {
        let address = address.trim_ascii();
        let before_fragment = address.split_once('#').map_or(address, |(before, _)| before);
        let Some((_, query)) = before_fragment.split_once('?') else {
            return Err(OAuthError::Code("the callback has no query"));
        };
        let mut code: Option<Cow<'_, str>> = None;
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "error" => return Err(OAuthError::Denied { error: plain_word(&value) }),
                "code" if code.is_some() => {
                    return Err(OAuthError::Code("the callback has more than one"));
                }
                "code" => code = Some(value),
                _ => {}
            }
        }
        let Some(code) = code else {
            return Err(OAuthError::Code("the callback has none"));
        };
        if code.trim_ascii().len() < code.len() {
            return Err(OAuthError::Code("it has a character that no code has"));
        }
        Self::new(&code)
    }

    /// Reads what a user pasted: the code, or the address with it, with the white space and the
    /// quotes that came along.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new) and [`from_callback`](Self::from_callback).
    pub fn from_pasted(text: &str) -> Result<Self, OAuthError> {
        let text = text.trim_matches(|c: char| c.is_whitespace() || WRAPPING.contains(&c));
        if text.contains(['?', '/']) {
            return Self::from_callback(text);
        }
        // The part of an address that a double click selects.
        Self::new(text.strip_prefix("code=").unwrap_or(text))
    }

    /// Gives the code away. Do not print it, log it, or put it into an error.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl fmt::Debug for AuthorizationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthorizationCode(..)")
    }
}

/// What mail, chats and terminals put around what is copied from them: quotes, brackets, and
/// marks that have no width.
const WRAPPING: [char; 14] = [
    '"', '\'', '`', '<', '>', '(', ')', '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}', '\u{200b}',
    '\u{2060}', '\u{feff}',
];

/// The page's word for an error, if it can be shown: the address is anybody's to write.
fn plain_word(text: &str) -> String {
    let is_plain = (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if is_plain { text.to_owned() } else { "unknown".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(result: Result<AuthorizationCode, OAuthError>, expected: Result<&str, &str>) {
        let shown = result.as_ref().map(AuthorizationCode::expose).map_err(ToString::to_string);
        assert_eq!(shown, expected.map_err(str::to_owned));
        if let Err(error) = result {
            assert!(!format!("{error:?}").contains("canary"), "{error:?}");
        }
    }

    #[test]
    fn the_code_is_read_from_a_url_and_from_the_target_of_a_request() {
        let callback = AuthorizationCode::from_callback;
        check(
            callback("https://app.example.com/cb?next=%2Fchat&code=auth_code-1.~"),
            Ok("auth_code-1.~"),
        );
        check(callback("/cb/nonce?code=abc#top"), Ok("abc"));
        check(callback("?code=%61bc\r\n"), Ok("abc"));
    }

    #[test]
    fn a_callback_without_one_good_code_is_an_error() {
        let callback = AuthorizationCode::from_callback;
        let odd = "no authorization code: it has a character that no code has";
        check(callback("/cb"), Err("no authorization code: the callback has no query"));
        check(callback("/cb?"), Err("no authorization code: the callback has none"));
        check(callback("/cb?Code=canary"), Err("no authorization code: the callback has none"));
        check(
            callback("/cb#?code=canary"),
            Err("no authorization code: the callback has no query"),
        );
        check(callback("/cb?code="), Err("no authorization code: it is empty"));
        check(
            callback("/cb?code=canary&code=canary"),
            Err("no authorization code: the callback has more than one"),
        );
        check(
            callback(&format!("/cb?code={}", "k".repeat(513))),
            Err("no authorization code: it is too long"),
        );
        for code in [
            "canary%00",
            "%0d%0acanary",
            "canary%0a",
            "can+ary",
            "canary+",
            "can%zzary",
            "c%C3%A4nary",
        ] {
            check(callback(&format!("/cb?code={code}")), Err(odd));
        }
    }

    #[test]
    fn an_error_in_the_callback_wins_and_only_a_plain_word_of_it_is_shown() {
        let callback = AuthorizationCode::from_callback;
        check(
            callback("/cb?code=canary&error=access_denied&error_description=canary"),
            Err("access was not granted (access_denied)"),
        );
        let hostile = "/cb?error=%3Cscript%3Ecanary%3C/script%3E";
        check(callback(hostile), Err("access was not granted (unknown)"));
        check(callback("/cb?error="), Err("access was not granted (unknown)"));
    }

    #[test]
    fn o20_what_a_user_pastes_is_forgiven_its_wrapping() {
        let pasted = AuthorizationCode::from_pasted;
        for text in [
            "abc",
            "  abc \n",
            "\t\r\nabc\r\n\r\n",
            "\"abc\"",
            "' abc '",
            "`abc`",
            "\u{201c}abc\u{201d}",
            "\u{feff}abc\u{200b}\u{a0}",
            "code=abc",
            "?code=abc",
            "<http://localhost:3000/?code=abc>",
            " 'http://localhost:3000/cb/nonce?state=x&code=abc#top' \n",
            "(https://app.example.com/?code=%61bc)",
            "/cb?code=abc",
        ] {
            check(pasted(text), Ok("abc"));
        }
        let odd = "no authorization code: it has a character that no code has";
        let empty = "no authorization code: it is empty";
        for (text, message) in [
            ("", empty),
            (" \r\n ", empty),
            ("\"\"", empty),
            ("canary canary", odd),
            ("canary\ncanary", odd),
            ("can\u{1b}[31mary", odd),
            ("c\u{e4}nary", odd),
            ("code=", empty),
            (
                "https://openrouter.ai/auth?code_challenge=canary",
                "no authorization code: the callback has none",
            ),
            ("https://app.example.com/canary", "no authorization code: the callback has no query"),
            (
                "https://app.example.com/?error=access_denied&x=canary",
                "access was not granted (access_denied)",
            ),
        ] {
            check(pasted(text), Err(message));
        }
        check(pasted(&"k".repeat(513)), Err("no authorization code: it is too long"));
    }

    #[test]
    fn debug_shows_nothing_of_a_code() {
        let code = AuthorizationCode::new("canary").unwrap();
        assert_eq!(format!("{code:?}"), "AuthorizationCode(..)");
    }
}
