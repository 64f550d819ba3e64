//! [`ServerReply`]: what a server says, on a connection of its own.

use bytes::Bytes;
use openrouter_sim::fault::Script;

/// What a server says, in pieces that are written one by one.
#[derive(Debug, Clone)]
#[must_use]
pub struct ServerReply {
    status: u16,
    headers: Vec<(String, String)>,
    pieces: Vec<Bytes>,
    whole: bool,
}

impl ServerReply {
    /// A body in one piece.
    pub fn new(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        Self { status, headers, pieces: vec![body.into()], whole: true }
    }

    /// A JSON document.
    pub fn json(status: u16, body: impl Into<Bytes>) -> Self {
        Self::new(status, "application/json", body)
    }

    /// A stream of events.
    pub fn events(body: impl Into<Bytes>) -> Self {
        Self::new(200, "text/event-stream", body)
    }

    /// With these headers and no others.
    pub fn with_headers(mut self, headers: Vec<(String, String)>) -> Self {
        self.headers = headers;
        self
    }

    /// With one header more.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With the body cut into pieces of many sizes, single bytes among them, so that neither
    /// events nor characters are whole. The same seed cuts at the same places.
    pub fn cut(mut self, seed: usize) -> Self {
        const SIZES: [usize; 12] = [1, 7, 2, 64, 3, 1, 256, 17, 1024, 5, 33, 128];
        let body: Bytes = self.pieces.concat().into();
        // Long bodies in larger pieces, so that they do not take ages.
        let scale = 1 + body.len() / 16_384;
        self.pieces.clear();
        let mut start = 0;
        for place in seed.. {
            if start == body.len() {
                break;
            }
            let end = (start + SIZES[place % SIZES.len()] * scale).min(body.len());
            self.pieces.push(body.slice(start..end));
            start = end;
        }
        self
    }

    /// Whose connection breaks after the last piece: the client can tell that more was to come.
    pub fn broken_off(mut self) -> Self {
        self.whole = false;
        self
    }

    /// What is written, in order: the head, each piece as a chunk, the end.
    fn wire(&self) -> Vec<Bytes> {
        let Self { status, headers, pieces, whole } = self;
        let mut head = format!("HTTP/1.1 {status} Scripted\r\n");
        for (name, value) in headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        head.push_str("transfer-encoding: chunked\r\nconnection: close\r\n\r\n");
        let mut wire = vec![Bytes::from(head)];
        wire.extend(pieces.iter().filter(|piece| !piece.is_empty()).map(|piece| {
            let mut chunk = format!("{:x}\r\n", piece.len()).into_bytes();
            chunk.extend_from_slice(piece);
            chunk.extend_from_slice(b"\r\n");
            chunk.into()
        }));
        if *whole {
            wire.push(Bytes::from_static(b"0\r\n\r\n"));
        }
        wire
    }
}

/// One request, and this reply to it.
impl From<ServerReply> for Script {
    fn from(reply: ServerReply) -> Self {
        reply.wire().into_iter().fold(Self::new().read(), Self::write).close()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cutting_changes_nothing_but_the_pieces() {
        let body = "data: ä\n\n".repeat(500);
        for seed in 0..20 {
            let reply = ServerReply::events(body.clone()).cut(seed);
            assert!(reply.pieces.len() > 20);
            assert_eq!(reply.pieces.concat(), body.as_bytes());
        }
    }

    #[test]
    fn a_broken_reply_has_no_end() {
        let end = |reply: ServerReply| reply.wire().last().cloned().unwrap();
        assert_eq!(end(ServerReply::events("x")), "0\r\n\r\n");
        assert_eq!(end(ServerReply::events("x").broken_off()), "1\r\nx\r\n");
    }
}
