//! A simulator that is asked to end while it answers (row Q05).

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command};

use crate::command::{KEY, openrouter};

const STREAMS: usize = 100;

/// A simulator that takes its time, and a hundred streams that have begun.
fn begin(args: &[&str]) -> (Child, Vec<BufReader<TcpStream>>) {
    let mut child = openrouter(&[&["sim"], args].concat()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let host = line.trim_end().trim_start_matches("listening on http://");
    let host = host.trim_end_matches("/api/v1").to_owned();
    let body = r#"{"model":"openai/gpt-4o-mini","stream":true,"messages":[{"role":"user",
        "content":"Hi"}]}"#;
    let request = format!(
        "POST /api/v1/chat/completions HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {KEY}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let open = (0..STREAMS).map(|_| {
        let mut stream = TcpStream::connect(&host).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut reader = BufReader::new(stream);
        let mut status = String::new();
        reader.read_line(&mut status).unwrap();
        assert!(status.starts_with("HTTP/1.1 200 "), "{status}");
        reader
    });
    let open = open.collect();
    (child, open)
}

fn terminate(child: &Child) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
}

/// What comes still, up to the end of the connection.
fn rest(mut stream: BufReader<TcpStream>) -> String {
    let mut bytes = Vec::new();
    // A connection that breaks ends it as well.
    drop(stream.read_to_end(&mut bytes));
    String::from_utf8(bytes).unwrap()
}

#[test]
fn q05_answers_under_way_come_to_their_end() {
    let (mut child, streams) = begin(&["--token-delay", "20"]);
    terminate(&child);
    for stream in streams {
        let rest = rest(stream);
        assert!(rest.contains("data: [DONE]") && rest.ends_with("\r\n0\r\n\r\n"), "{rest}");
    }
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn q05_answers_that_take_too_long_are_cut_off() {
    let (mut child, streams) = begin(&["--token-delay", "60000", "--drain", "50"]);
    terminate(&child);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(streams.into_iter().all(|stream| !rest(stream).contains("[DONE]")));
}

#[test]
fn q05_a_second_request_to_end_is_at_once() {
    let (mut child, streams) = begin(&["--token-delay", "60000", "--drain", "60000"]);
    terminate(&child);
    // The first one has been heard once nobody is let in any more.
    let host = streams[0].get_ref().peer_addr().unwrap();
    while TcpStream::connect(host).is_ok() {
        std::thread::yield_now();
    }
    terminate(&child);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    drop(streams);
}
