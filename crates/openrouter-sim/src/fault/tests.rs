//! Each step does what it says: a client that knows nothing looks at the bytes.

use std::{io::ErrorKind, time::Duration};

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::Instant,
};

use super::{Fault, FaultServer, Gate, Happened, Script};

const REQUEST: &str =
    "POST /api/v1/x HTTP/1.1\r\nAuthorization: Bearer one\r\nContent-Length: 2\r\n\r\n{}";

async fn connect(server: &FaultServer) -> TcpStream {
    TcpStream::connect(server.address()).await.unwrap()
}

/// Sends a request and reads until the server closes; the error, if the connection breaks.
async fn ask(server: &FaultServer, request: &str) -> (String, Option<ErrorKind>) {
    let mut stream = connect(server).await;
    let mut bytes = Vec::new();
    let end = async {
        stream.write_all(request.as_bytes()).await?;
        stream.shutdown().await?;
        stream.read_to_end(&mut bytes).await
    };
    let error = end.await.err().map(|error| error.kind());
    (String::from_utf8(bytes).unwrap(), error)
}

#[tokio::test]
async fn a_script_reads_a_request_and_writes_what_it_says() {
    let script = Script::new().read().write("one ").write("two").close();
    let server = FaultServer::start([script]).await.unwrap();
    assert_eq!(ask(&server, REQUEST).await, ("one two".to_owned(), None));
    let requests = server.requests();
    let [request] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/api/v1/x"));
    assert_eq!((request.key(), request.body.as_slice()), (Some("one"), b"{}".as_slice()));
    assert!(!format!("{request:?}").contains("one"), "the key is not shown");
}

#[tokio::test]
async fn connections_get_their_scripts_in_order_and_the_last_one_for_ever() {
    let says = |text: &'static str| Script::new().read().write(text).close();
    let server = FaultServer::start([says("first"), says("last")]).await.unwrap();
    let mut said = Vec::new();
    for _ in 0..3 {
        said.push(ask(&server, REQUEST).await.0);
    }
    assert_eq!(said, ["first", "last", "last"]);
    assert_eq!((server.connections(), server.requests().len()), (3, 3));
    assert!(server.all_closed().await);
}

#[tokio::test]
async fn one_connection_may_bring_several_requests() {
    let script = Script::new().read().json(200, &json!(1)).read().json(200, &json!(2));
    let server = FaultServer::start([script]).await.unwrap();
    let (said, _) = ask(&server, &REQUEST.repeat(2)).await;
    assert!(said.contains("\r\n\r\n1HTTP/1.1 200") && said.ends_with("\r\n\r\n2"), "{said}");
    assert_eq!((server.connections(), server.requests().len()), (1, 2));
}

#[tokio::test]
async fn a_body_may_be_left_unread() {
    let server = FaultServer::start([Script::new().read_head().write("x").close()]).await.unwrap();
    let head = "POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n";
    assert_eq!(ask(&server, head).await.0, "x");
    assert_eq!(server.requests().len(), 1);
    let server = FaultServer::start([Script::new().read().write("x").close()]).await.unwrap();
    assert_eq!(ask(&server, head).await.0, "", "the body never comes");
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_closed_connection_ends_and_a_reset_one_breaks() {
    let server = FaultServer::start([
        Script::new().read().write("a").close(),
        Script::new().read().write("a").reset(),
        Script::new().read().reset(),
    ])
    .await
    .unwrap();
    assert_eq!(ask(&server, REQUEST).await.1, None);
    assert_eq!(ask(&server, REQUEST).await.1, Some(ErrorKind::ConnectionReset));
    assert_eq!(ask(&server, REQUEST).await, (String::new(), Some(ErrorKind::ConnectionReset)));
    assert!(server.all_closed().await);
    let closed = |entry: &&Happened| matches!(entry, Happened::Closed { .. });
    assert_eq!(server.log().iter().filter(closed).count(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_held_connection_is_silent_until_the_client_leaves() {
    for script in [Script::new().read().hold(), Script::new().read().deaf()] {
        let server = FaultServer::start([script.clone()]).await.unwrap();
        let mut stream = connect(&server).await;
        stream.write_all(REQUEST.as_bytes()).await.unwrap();
        assert!(server.requested(1).await);
        let mut byte = [0];
        let answer = tokio::time::timeout(Duration::from_secs(3600), stream.read(&mut byte)).await;
        assert!(answer.is_err(), "{script:?}");
        assert_eq!(server.open_connections(), 1);
        drop(stream);
        let hears = format!("{script:?}").contains("Hold");
        assert_eq!(server.all_closed().await, hears, "{script:?}");
    }
}

#[tokio::test]
async fn a_gate_keeps_a_script_until_it_is_opened() {
    let gate = Gate::shut();
    let script = Script::new().read().write("a").pass(&gate).write("b").close();
    let server = FaultServer::start([script]).await.unwrap();
    let mut stream = connect(&server).await;
    stream.write_all(REQUEST.as_bytes()).await.unwrap();
    let mut byte = [0];
    stream.read_exact(&mut byte).await.unwrap();
    assert_eq!(&byte, b"a");
    assert_eq!(stream.try_read(&mut byte).unwrap_err().kind(), ErrorKind::WouldBlock);
    gate.open();
    stream.read_exact(&mut byte).await.unwrap();
    assert_eq!(&byte, b"b");
}

#[tokio::test(start_paused = true)]
async fn waiting_takes_tokios_time() {
    let pause = Script::new().wait(Duration::from_secs(20)).write("x");
    let server = FaultServer::start([Script::new().read().repeat(3, pause)]).await.unwrap();
    let start = Instant::now();
    assert_eq!(ask(&server, REQUEST).await.0, "xxx");
    assert_eq!(start.elapsed().as_secs(), 60);
}

#[tokio::test]
async fn a_key_may_get_a_script_of_its_own() {
    let says = |text: &'static str| Script::new().write(text).close();
    let script = Script::new().read().by_key([("one", says("own"))], says("others"));
    let server = FaultServer::start([script]).await.unwrap();
    assert_eq!(ask(&server, REQUEST).await.0, "own");
    assert_eq!(ask(&server, &REQUEST.replace("one", "two")).await.0, "others");
}

#[tokio::test]
async fn each_request_may_get_a_script_made_for_it() {
    let each = Script::new().read().by_request(|request| {
        let script = Script::new().write(request.path.clone());
        if request.path.ends_with("last") { script.close() } else { script }
    });
    let server = FaultServer::start([Script::new().forever(each)]).await.unwrap();
    let requests = REQUEST.repeat(2) + &REQUEST.replace("/x", "/last") + REQUEST;
    assert_eq!(ask(&server, &requests).await.0, "/api/v1/x/api/v1/x/api/v1/last");
    assert_eq!(server.requests().len(), 3, "the script has closed the connection");
}

#[tokio::test]
async fn a_model_may_get_a_script_of_its_own() {
    let says = |text: &'static str| Script::new().write(text).close();
    let script = Script::new().read().by_model([("a/one", says("own"))], says("others"));
    let server = FaultServer::start([script]).await.unwrap();
    for (model, expected) in [("a/one", "own"), ("a/two", "others")] {
        let body = format!(r#"{{"model":"{model}"}}"#);
        let request = format!("POST / HTTP/1.1\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        assert_eq!(ask(&server, &request).await.0, expected);
    }
}

#[tokio::test]
async fn a_healthy_stream_is_chunked_and_whole() {
    let server = FaultServer::start([Script::healthy(2)]).await.unwrap();
    let (said, _) = ask(&server, REQUEST).await;
    let (head, body) = said.split_once("\r\n\r\n").unwrap();
    assert!(head.ends_with("text/event-stream\r\ntransfer-encoding: chunked"), "{head}");
    let contents: Vec<_> =
        body.split("\"content\":").skip(1).map(|rest| rest.split('}').next().unwrap()).collect();
    assert_eq!(contents, ["\"w0 \"", "\"w1 \"", "\"\"", "\"\""]);
    assert!(body.ends_with("data: [DONE]\n\n\r\n0\r\n\r\n"), "{body}");
}

#[tokio::test(start_paused = true)]
async fn named_faults_come_after_words_exactly_if_they_say_so() {
    for fault in Fault::ALL {
        let server = FaultServer::start([fault.script()]).await.unwrap();
        let mut stream = connect(&server).await;
        // A server that resets at once does not take it.
        drop(stream.write_all(REQUEST.as_bytes()).await);
        let mut bytes = Vec::new();
        let read =
            async { while stream.read_buf(&mut bytes).await.is_ok_and(|count| count > 0) {} };
        drop(tokio::time::timeout(Duration::from_secs(30), read).await);
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text.contains("\"w2 \""), fault.is_after_content(), "{fault}: {text}");
        assert!(!text.contains("\"finish_reason\":\"stop\""), "{fault}");
    }
}
