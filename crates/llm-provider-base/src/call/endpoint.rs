//! [`Endpoint`]: a service at one address, with one key or none.

use std::fmt;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use llm_types::{Error, ErrorKind, Operation, Result, Secret};
use serde::Serialize;
use url::Url;

use super::{Call, CallPath, Parcel};
use crate::BaseUrl;

/// A service at one address, with one key or none: what its requests go to, and carry.
#[derive(Clone)]
pub struct Endpoint {
    base_url: BaseUrl,
    key: Option<Secret>,
    headers: HeaderMap,
}

impl Endpoint {
    /// At this address, without a key.
    pub fn new(base_url: BaseUrl) -> Self {
        Self { base_url, key: None, headers: HeaderMap::new() }
    }

    /// With this key, in place of one that is there; or with none. It is sent as
    /// `Authorization: Bearer`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] for what can be no key.
    pub fn with_key(mut self, key: Option<Secret>) -> Result<Self> {
        let bearer = key.as_ref().map(bearer).transpose()?;
        self.headers.remove(AUTHORIZATION);
        self.headers.extend(bearer.map(|value| (AUTHORIZATION, value)));
        self.key = key;
        Ok(self)
    }

    /// With this header in every request. Its value is kept secret.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`], naming a header that cannot be sent.
    pub fn with_header(mut self, name: &str, value: &Secret) -> Result<Self> {
        let header = HeaderName::from_bytes(name.as_bytes()).ok();
        let value = HeaderValue::from_str(value.expose()).ok();
        let Some((header, mut value)) = header.zip(value) else {
            return Err(unusable(format!("the header {name:?} cannot be sent")));
        };
        value.set_sensitive(true);
        self.headers.insert(header, value);
        Ok(self)
    }

    /// Where it is.
    pub const fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }

    /// Whether there is a key.
    pub const fn has_key(&self) -> bool {
        self.key.is_some()
    }

    /// The address of something under it, such as `chat/completions`.
    ///
    /// # Errors
    ///
    /// As [`BaseUrl::endpoint`].
    pub fn url(&self, path: &str) -> Result<Url> {
        self.base_url.endpoint(path)
    }

    /// What every request to it carries.
    pub fn parcel(&self) -> Parcel {
        Parcel { headers: self.headers.clone(), body: None, secret: self.key.clone() }
    }

    /// Asks for a document, with the limits of the path.
    ///
    /// # Errors
    ///
    /// As [`url`](Self::url).
    pub fn get(&self, path: &CallPath, operation: Operation, place: &str) -> Result<Call> {
        let mut call = Call::new(operation, Method::GET, self.url(place)?);
        call.first_byte = path.timeouts.first_byte_whole;
        call.deadline = path.timeouts.total_whole;
        Ok(call)
    }

    /// Asks for a document by sending one.
    ///
    /// # Errors
    ///
    /// As [`url`](Self::url), and [`ErrorKind::InvalidRequest`] for what cannot be written.
    pub fn post(
        &self,
        path: &CallPath,
        operation: Operation,
        place: &str,
        body: &impl Serialize,
    ) -> Result<Call> {
        let mut call = self.get(path, operation, place)?;
        (call.method, call.body) = (Method::POST, json_body(body)?);
        Ok(call)
    }
}

/// What is sent, as JSON.
///
/// # Errors
///
/// [`ErrorKind::InvalidRequest`] for what cannot be written.
pub fn json_body(body: &impl Serialize) -> Result<Bytes> {
    let failed = |error: serde_json::Error| {
        Error::new(ErrorKind::InvalidRequest, "the request cannot be written").with_source(error)
    };
    serde_json::to_vec(body).map(Bytes::from).map_err(failed)
}

fn bearer(key: &Secret) -> Result<HeaderValue> {
    let text = key.expose();
    let value = HeaderValue::from_str(&format!("Bearer {text}")).ok();
    let usable = value.filter(|_| !text.is_empty() && !text.contains(char::is_whitespace));
    let mut value = usable.ok_or_else(|| {
        let why = "it is empty, or has characters in it that cannot be sent";
        unusable(format!("the api_key is not usable: {why}"))
    })?;
    value.set_sensitive(true);
    Ok(value)
}

fn unusable(message: String) -> Error {
    Error::new(ErrorKind::Configuration, message)
}

/// Shows the address, and the names of headers only.
impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { base_url, key, headers } = self;
        f.debug_struct("Endpoint")
            .field("base_url", base_url)
            .field("key", key)
            .field("headers", &headers.keys().collect::<Vec<_>>())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "local-0123456789abcdef";

    fn endpoint() -> Endpoint {
        Endpoint::new(BaseUrl::parse("http://127.0.0.1:9/v1").unwrap())
    }

    #[test]
    fn the_key_and_the_headers_are_sent_and_not_shown() {
        let endpoint = endpoint().with_key(Some(KEY.into())).unwrap();
        let endpoint = endpoint.with_header("x-gateway", &KEY.into()).unwrap();
        let Parcel { headers, secret, .. } = endpoint.parcel();
        assert_eq!(headers[AUTHORIZATION], format!("Bearer {KEY}"));
        assert_eq!((headers["x-gateway"].as_bytes(), secret.is_some()), (KEY.as_bytes(), true));
        assert!(!format!("{endpoint:?} {headers:?}").contains(KEY));
        let without = endpoint.with_key(None).unwrap();
        assert!(!without.has_key() && !without.parcel().headers.contains_key(AUTHORIZATION));
    }

    #[test]
    fn what_cannot_be_sent_is_refused_without_being_shown() {
        for key in ["", "two words", "line\nbreak", " "] {
            let error = endpoint().with_key(Some(key.into())).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(key.len() < 2 || !error.message().contains(key), "{error}");
        }
        let error = endpoint().with_header("no name", &KEY.into()).unwrap_err();
        assert!(error.message().contains("no name") && !error.message().contains(KEY), "{error}");
    }
}
