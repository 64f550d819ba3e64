//! [`BaseUrl`]: where the service is.

use std::fmt;
use std::net::IpAddr;

use llm_types::{Error, ErrorKind, Result};
use url::{Host, Url};

/// What is wrong with `api.example.com/v1`, and with `localhost:8080/v1`, whose scheme is its host.
const NO_SCHEME: &str = "it begins with neither https:// nor http://";

/// Where the service is: a checked address without credentials, query and fragment.
///
/// Plain `http` is taken for this machine only, because a key must not cross a network in the clear.
///
/// ```
/// use llm_provider_base::BaseUrl;
///
/// let base = BaseUrl::parse("http://127.0.0.1:11434/v1")?;
/// let url = base.endpoint("chat/completions")?;
/// assert_eq!(url.as_str(), "http://127.0.0.1:11434/v1/chat/completions");
/// assert!(BaseUrl::parse("http://example.com/v1").is_err());
/// # Ok::<(), llm_types::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// Checks an address.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if it is not one to which keys may be sent; credentials in it
    /// are not repeated.
    pub fn parse(text: &str) -> Result<Self> {
        let refuse = |why: &str| {
            Err(Error::new(ErrorKind::Configuration, format!("base_url is not usable: {why}")))
        };
        let text = text.trim();
        // The parser drops line breaks and encodes spaces, and so makes an address of any text.
        if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return refuse("it holds white space or a control character");
        }
        // The parser takes it for a slash, and readers for a part of the host's name.
        if text.contains('\\') {
            return refuse("it holds a backslash");
        }
        let mut url = match Url::parse(text) {
            Ok(url) => url,
            Err(url::ParseError::RelativeUrlWithoutBase) => return refuse(NO_SCHEME),
            Err(error) => return refuse(&error.to_string()),
        };
        if url.port() == Some(0) {
            return refuse("there is no port 0");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("it holds a user name or password; give the key as an API key");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse("it has a query or a fragment");
        }
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            "http" => return refuse("plain http is allowed to this machine only; use https"),
            // Not repeated: of a key with a colon behind it, the key would be the scheme.
            _ => return refuse(NO_SCHEME),
        }
        // `Url::join` would drop the last segment of a path without a closing slash.
        let path = format!("{}/", url.path().trim_end_matches('/'));
        url.set_path(&path);
        Ok(Self(url))
    }

    /// The address of an endpoint, such as `chat/completions`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`] if `path` would lead elsewhere.
    pub fn endpoint(&self, path: &str) -> Result<Url> {
        let joined = self.0.join(path.trim_start_matches('/'));
        match joined {
            Ok(url) if url.as_str().starts_with(self.0.as_str()) => Ok(url),
            _ => Err(Error::new(ErrorKind::InvalidRequest, "the endpoint is not a path")),
        }
    }

    /// True if it is this machine that plays the service.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// The address, with a closing slash.
    pub const fn as_url(&self) -> &Url {
        &self.0
    }

    /// The address as text, with a closing slash.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// True if it is reached without TLS, which is allowed on this machine only.
    pub fn is_plain_http(&self) -> bool {
        self.0.scheme() == "http"
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BaseUrl({})", self.0)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_lie_under_the_base_with_and_without_a_closing_slash() {
        for base in ["https://api.example.com/api/v1", "https://api.example.com/api/v1/"] {
            let base = BaseUrl::parse(base).unwrap();
            let url = base.endpoint("/chat/completions").unwrap();
            assert_eq!(url.as_str(), "https://api.example.com/api/v1/chat/completions");
        }
    }

    #[test]
    fn an_endpoint_cannot_lead_elsewhere() {
        let base = BaseUrl::parse("https://api.example.com/api/v1").unwrap();
        for path in ["https://evil.test/", "../../v2", "\\\\evil.test/x"] {
            assert!(base.endpoint(path).is_err(), "{path}");
        }
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        for ok in ["http://127.0.0.1:8080/api/v1", "http://[::1]:1/", "http://localhost/x"] {
            assert!(BaseUrl::parse(ok).is_ok(), "{ok}");
        }
        for bad in [
            "http://api.example.com/api/v1",
            "http://localhost.evil.test/",
            "http://10.0.0.1/",
            "http://[::ffff:169.254.169.254]/",
            "ftp://127.0.0.1/",
            "api.example.com",
            "https://api.example.com/?x=1",
            "https://api.example.com/#x",
            "https://api.example.com/api/v1\nand more",
            "https://api.example.com/api v1",
        ] {
            let error = BaseUrl::parse(bad).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration, "{bad}");
        }
    }

    #[test]
    fn an_address_without_its_scheme_is_told_what_is_missing() {
        for text in ["api.example.com/v1", "localhost:11434/v1", "127.0.0.1:11434/v1", "sk-1:x"] {
            let error = BaseUrl::parse(text).unwrap_err();
            let message = "base_url is not usable: it begins with neither https:// nor http://";
            assert_eq!(error.message(), message, "{text}");
        }
    }

    #[test]
    fn credentials_in_an_address_are_refused_and_not_repeated() {
        let error = BaseUrl::parse("https://me:canary@api.example.com/").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
}
