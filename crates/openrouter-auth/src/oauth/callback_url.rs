//! [`CallbackUrl`]: where the browser comes back to.

use std::fmt;

use subtle::ConstantTimeEq as _;
use url::{Host, Url};

use crate::OAuthError;

/// The address that the browser is sent back to with the code.
///
/// OpenRouter takes `https`, and `http` on the user's own machine (`localhost`, `127.0.0.1`, on
/// any port). It hands no `state` back: protection against a forged callback is a nonce in the
/// path of this address, beside PKCE, which makes a foreign code useless. So it has no `Display`,
/// and `Debug` shows no more of it than its origin.
#[derive(Clone, PartialEq, Eq)]
pub struct CallbackUrl(Url);

impl CallbackUrl {
    /// Checks an address.
    ///
    /// # Errors
    ///
    /// [`OAuthError::CallbackUrl`] if it is no absolute URL, neither `https` nor on this machine,
    /// or has a user name, a password or a fragment.
    pub fn new(url: &str) -> Result<Self, OAuthError> {
        let url = Url::parse(url).map_err(|_| OAuthError::CallbackUrl("is no absolute URL"))?;
        match objection(&url) {
            Some(problem) => Err(OAuthError::CallbackUrl(problem)),
            None => Ok(Self(url)),
        }
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The address.
    pub const fn as_url(&self) -> &Url {
        &self.0
    }

    /// Whether a browser that was sent here came to this address: a whole URL, or the path and
    /// query of a request. The path may hold a nonce, so that how long this takes tells nothing of
    /// where they differ. The query is the service's to add to.
    pub(super) fn is_at(&self, address: &str) -> bool {
        let address = address.trim_ascii();
        // Read by the same rules, so that both are written alike. `//host` changes the host.
        let address =
            if address.starts_with('/') { self.0.join(address) } else { Url::parse(address) };
        address.is_ok_and(|address| {
            let same_path = address.path().as_bytes().ct_eq(self.0.path().as_bytes());
            bool::from(same_path) && address.origin() == self.0.origin()
        })
    }
}

impl fmt::Debug for CallbackUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CallbackUrl({}/..)", self.0.origin().ascii_serialization())
    }
}

/// Why a browser must not be sent to an address in the course of a login, if it must not. It is
/// the parsed host that is looked at: `http://127.0.0.1.example.com` is not this machine.
pub(super) fn objection(url: &Url) -> Option<&'static str> {
    let is_local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => {}
        "http" if is_local => {}
        "http" => return Some("must be https: it is not on this machine"),
        _ => return Some("must be https, or http on this machine"),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Some("must not hold a user name or password");
    }
    if url.fragment().is_some() {
        return Some("must not have a fragment");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_and_this_machine_are_taken() {
        for url in [
            "https://app.example.com/callback",
            "https://app.example.com/callback?session=1",
            "http://localhost:51423/cb/nonce",
            "http://127.0.0.1:8080/",
            "http://[::1]:8080/",
        ] {
            assert_eq!(CallbackUrl::new(url).unwrap().as_str(), url);
        }
    }

    #[test]
    fn debug_shows_nothing_of_a_callback_url_but_its_origin() {
        let url = CallbackUrl::new("http://127.0.0.1:8080/cb/canary?session=canary").unwrap();
        assert_eq!(format!("{url:?}"), "CallbackUrl(http://127.0.0.1:8080/..)");
    }

    #[test]
    fn other_addresses_are_refused_with_the_reason() {
        let check = |url: &str, message: &str| {
            let error = CallbackUrl::new(url).unwrap_err();
            assert_eq!(error.to_string(), format!("the callback URL {message}"), "{url}");
        };
        check("/callback", "is no absolute URL");
        check("http://app.example.com/", "must be https: it is not on this machine");
        check("http://127.0.0.1.example.com/", "must be https: it is not on this machine");
        check("http://localhost.example.com/", "must be https: it is not on this machine");
        check("http://0.0.0.0/", "must be https: it is not on this machine");
        check("myapp://callback", "must be https, or http on this machine");
        check("javascript:alert(1)", "must be https, or http on this machine");
        check("https://canary@example.com/", "must not hold a user name or password");
        check("https://:canary@example.com/", "must not hold a user name or password");
        check("https://example.com/#done", "must not have a fragment");
    }
}
