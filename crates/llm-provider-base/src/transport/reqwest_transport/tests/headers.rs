//! What the transport adds to a request and takes from a reply.

use http::{HeaderMap, HeaderValue, header};

use super::{exchange, get, post};

const NO_CONTENT: &[u8] = b"HTTP/1.1 204 No Content\r\n\r\n";

/// `hello`, compressed.
const GZIPPED: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\x07\x00\x86\xa6\x10\x36\x05\x00\x00\x00";

#[tokio::test]
async fn an_empty_request_sends_no_body_and_no_word_of_one() {
    let request = exchange(get, NO_CONTENT).await.1.to_ascii_lowercase();
    assert!(!request.contains("content-") && !request.contains("transfer-"), "{request}");
    assert!(!request.contains("referer") && !request.contains("user-agent"), "{request}");
}

#[tokio::test]
async fn a_body_is_sent_with_its_length() {
    let request = exchange(post, NO_CONTENT).await.1;
    assert!(request.to_ascii_lowercase().contains("content-length: 2\r\n"), "{request}");
    assert!(request.ends_with("\r\n\r\n{}"), "{request}");
}

#[tokio::test]
async fn gzip_is_offered_unless_the_caller_says_what_it_accepts() {
    let offered = exchange(get, NO_CONTENT).await.1.to_ascii_lowercase();
    assert!(offered.contains("accept-encoding: gzip\r\n"), "{offered}");

    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    let asked = exchange(|url| get(url).with_headers(headers), NO_CONTENT).await.1;
    let asked = asked.to_ascii_lowercase();
    assert!(asked.contains("accept-encoding: identity\r\n") && !asked.contains("gzip"), "{asked}");
}

#[tokio::test]
async fn a_compressed_body_arrives_decoded_although_nobody_asked_for_it() {
    let mut reply = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".to_vec();
    reply.extend_from_slice(GZIPPED);
    let mut identity = HeaderMap::new();
    identity.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));

    let response = exchange(|url| get(url).with_headers(identity), &reply).await.0.unwrap();

    assert!(!response.headers.contains_key(header::CONTENT_ENCODING));
    assert_eq!(response.body.collect(100).await.unwrap(), "hello");
}
