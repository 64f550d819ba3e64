//! Where the user comes back to.

use url::{Host, Url};

use crate::refusal::Refusal;

/// Where the user comes back to: an `https:` address, or a local one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Callback(Url);

impl Callback {
    /// Reads an address.
    pub(crate) fn parse(text: &str) -> Result<Self, Refusal> {
        let url = Url::parse(text).ok().filter(|url| match url.scheme() {
            "https" => true,
            "http" => is_local(url),
            _ => false,
        });
        let refusal = || Refusal::bad_request("`callback_url` must be an https or a local address");
        url.map(Self).ok_or_else(refusal)
    }

    /// Returns the address with a parameter more. What its query says already, it still says.
    pub(crate) fn with(&self, name: &str, value: &str) -> Url {
        let mut url = self.0.clone();
        url.query_pairs_mut().append_pair(name, value);
        url
    }

    /// Returns what the application is called that is there: an application on the user's machine
    /// by host and port, another by its host.
    pub(crate) fn app(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        match self.0.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// Returns the source expression by which a content security policy knows it.
    ///
    /// Such policies have no word for most hosts that are numbers, and say no more than the
    /// scheme of them.
    pub(crate) fn csp_source(&self) -> String {
        let is_named = match self.0.host() {
            Some(Host::Domain(_)) => true,
            Some(Host::Ipv4(address)) => address.octets() == [127, 0, 0, 1],
            Some(Host::Ipv6(_)) | None => false,
        };
        let scheme = self.0.scheme();
        if is_named { format!("{scheme}://{}", self.app()) } else { format!("{scheme}:") }
    }
}

fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_this_machine_are_callbacks() {
        for text in [
            "https://app.example.com/x",
            "http://localhost:3000/callback",
            "http://127.0.0.1:1/",
            "http://[::1]:2/",
        ] {
            assert!(Callback::parse(text).is_ok(), "{text}");
        }
        for text in [
            "",
            "localhost",
            "http://example.com/",
            "http://127.0.0.1.example.com/",
            "http://localhost@example.com/",
            "javascript:alert(1)",
            "app://callback",
        ] {
            assert!(Callback::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_parameter_joins_those_that_are_there() {
        for (text, expected) in [
            ("http://localhost:3000/cb", "http://localhost:3000/cb?code=a%26b"),
            (
                "https://app.example.com/cb?next=%2Fchat%3Fx&lang=de#top",
                "https://app.example.com/cb?next=%2Fchat%3Fx&lang=de&code=a%26b#top",
            ),
        ] {
            assert_eq!(Callback::parse(text).unwrap().with("code", "a&b").as_str(), expected);
        }
    }

    #[test]
    fn an_application_on_this_machine_is_called_by_its_port() {
        for (text, app, source) in [
            ("http://localhost:3000/cb", "localhost:3000", "http://localhost:3000"),
            ("http://127.0.0.1:51423/cb", "127.0.0.1:51423", "http://127.0.0.1:51423"),
            ("http://[::1]:2/", "[::1]:2", "http:"),
            ("https://app.example.com/cb", "app.example.com", "https://app.example.com"),
        ] {
            let callback = Callback::parse(text).unwrap();
            assert_eq!((callback.app().as_str(), callback.csp_source().as_str()), (app, source));
        }
    }
}
