//! [`ReceivedRequest`]: what was asked, and how it is read from a connection.

use std::io;

use serde_json::Value;
use tokio::io::AsyncReadExt;

/// A request as it came.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReceivedRequest {
    /// Such as `POST`.
    pub method: String,
    /// With the query.
    pub path: String,
    /// In their order, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, as far as it was read.
    pub body: Vec<u8>,
}

/// The longest head that is read. Longer ones are no requests.
const MAX_HEAD: usize = 1 << 20;

impl ReceivedRequest {
    /// Returns the first header of this name, which is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    /// Returns the key that the request brings, if it brings one.
    pub fn key(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }

    /// Returns the model that the request asks, if its body names one.
    pub fn model(&self) -> Option<String> {
        let body: Value = serde_json::from_slice(&self.body).ok()?;
        Some(body.get("model")?.as_str()?.to_owned())
    }

    /// Reads a request, its body up to its `content-length`. `None` if the client leaves before it
    /// is whole, or says what is no request. What comes after it is left in `buffer`.
    pub(super) async fn read(
        stream: &mut (impl AsyncReadExt + Unpin + Send),
        buffer: &mut Vec<u8>,
        with_body: bool,
    ) -> io::Result<Option<Self>> {
        let end = loop {
            if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break end;
            }
            if buffer.len() > MAX_HEAD || stream.read_buf(buffer).await? == 0 {
                return Ok(None);
            }
        };
        let mut rest = buffer.split_off(end + 4);
        let Some(mut request) = Self::from_head(&String::from_utf8_lossy(buffer)) else {
            return Ok(None);
        };
        if with_body {
            let length = request.header("content-length").and_then(|length| length.parse().ok());
            let length = length.unwrap_or(0);
            while rest.len() < length {
                if stream.read_buf(&mut rest).await? == 0 {
                    return Ok(None);
                }
            }
            let after = rest.split_off(length);
            request.body = std::mem::replace(&mut rest, after);
        }
        *buffer = rest;
        Ok(Some(request))
    }

    fn from_head(text: &str) -> Option<Self> {
        let mut lines = text.trim_end().split("\r\n");
        let mut first = lines.next()?.split(' ');
        let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        Some(Self { method, path, headers, body: Vec::new() })
    }
}

/// A key is not shown.
impl std::fmt::Debug for ReceivedRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("ReceivedRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("headers", &names)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}
