//! One connection: one request, one reply.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::State;

/// A request as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServedRequest {
    /// Such as `POST`.
    pub method: String,
    /// With the query.
    pub path: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl ServedRequest {
    /// The first header of this name, which is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }
}

pub(super) async fn serve(mut stream: TcpStream, state: &State) -> io::Result<()> {
    // Each write is a segment of its own, so that the client reads what was cut as it was cut.
    stream.set_nodelay(true)?;
    let Some(request) = read(&mut stream).await? else { return Ok(()) };
    let Some(reply) = state.answer(request) else { return Ok(()) };
    for piece in reply.wire() {
        stream.write_all(&piece).await?;
        tokio::task::yield_now().await;
    }
    stream.shutdown().await
}

/// Reads a request; `None` if the client went away before it was whole.
async fn read(stream: &mut TcpStream) -> io::Result<Option<ServedRequest>> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    };
    let mut body = bytes.split_off(end + 4);
    let Some(mut request) = head(&String::from_utf8_lossy(&bytes)) else { return Ok(None) };
    let length =
        request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    while body.len() < length {
        if stream.read_buf(&mut body).await? == 0 {
            return Ok(None);
        }
    }
    request.body = body;
    Ok(Some(request))
}

fn head(text: &str) -> Option<ServedRequest> {
    let mut lines = text.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    Some(ServedRequest { method, path, headers, body: Vec::new() })
}
