//! Each step does what it says: a client that knows only the protocol looks at the frames.

use std::time::Duration;

use bytes::Bytes;
use h2::{Reason, RecvStream, client, client::SendRequest};
use http::{Request, Response};
use serde_json::json;
use tokio::{net::TcpStream, task::JoinHandle, time::Instant};

use super::super::{FaultServer, Gate, Happened};
use super::{Http2Fault, Http2Reason, Http2Script, StreamScript};

/// What comes of it, if anything does, before nothing has happened for many turns of the runtime.
/// Time would not do: paused, it may go on as soon as the test has nothing to do.
async fn settled<T>(future: impl Future<Output = T>) -> Option<T> {
    let turns = async {
        for _ in 0..2_000 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        biased;
        value = future => Some(value),
        () = turns => None,
    }
}

/// A client, and the connection that it runs over.
struct Client {
    send: SendRequest<Bytes>,
    connection: JoinHandle<Result<(), h2::Error>>,
}

async fn start(streams: impl IntoIterator<Item = StreamScript>) -> (FaultServer, Client) {
    start_with(Http2Script::new(streams)).await
}

async fn start_with(script: Http2Script) -> (FaultServer, Client) {
    let server = FaultServer::start([script]).await.unwrap();
    let client = Client::connect(&server).await;
    (server, client)
}

impl Client {
    async fn connect(server: &FaultServer) -> Self {
        let stream = TcpStream::connect(server.address()).await.unwrap();
        // Else the kernel holds small frames back until it has heard of the others.
        stream.set_nodelay(true).unwrap();
        let (send, mut connection) = client::handshake(stream).await.unwrap();
        let mut pings = connection.ping_pong().unwrap();
        // The server has said what it allows before anything is asked of it.
        tokio::select! {
            end = &mut connection => panic!("{end:?}"),
            pong = pings.ping(h2::Ping::opaque()) => drop(pong.unwrap()),
        }
        let connection = tokio::spawn(connection);
        Self { send, connection }
    }

    /// Sends a request, with a body in two parts.
    async fn ask(&self) -> Result<Response<RecvStream>, h2::Error> {
        let mut send = self.send.clone().ready().await?;
        let request = Request::post("http://fault/api/v1/x?y")
            .header("authorization", "Bearer one")
            .body(())
            .unwrap();
        let (response, mut body) = send.send_request(request, false)?;
        // A server that does not want it need not take it.
        drop(body.send_data("{".into(), false));
        drop(body.send_data("}".into(), true));
        response.await
    }

    /// What is said to a request, and how it ends.
    async fn read(&self) -> (String, Option<Reason>) {
        let reason = |error: h2::Error| Some(error.reason().unwrap_or(Reason::CONNECT_ERROR));
        match self.ask().await {
            Ok(response) => {
                let mut body = response.into_body();
                let mut said = Vec::new();
                while let Some(part) = body.data().await {
                    match part {
                        Ok(part) => said.extend_from_slice(&part),
                        Err(error) => return (String::from_utf8(said).unwrap(), reason(error)),
                    }
                }
                (String::from_utf8(said).unwrap(), None)
            }
            Err(error) => (String::new(), reason(error)),
        }
    }
}

fn says(text: &'static str) -> StreamScript {
    StreamScript::new().read().head(200, &[]).data(text)
}

#[tokio::test]
async fn a_stream_is_read_and_answered_as_the_script_says() {
    let (server, client) = start([StreamScript::new()
        .read()
        .head(418, &[("x-a", "b")])
        .data("one ")
        .data("two")
        .end()])
    .await;
    let response = client.ask().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["x-a"]),
        (418, &"b".parse().unwrap())
    );
    let requests = server.requests();
    let [request] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/api/v1/x?y"));
    assert_eq!((request.key(), request.body.as_slice()), (Some("one"), b"{}".as_slice()));
    assert_eq!(client.read().await, ("one two".to_owned(), None));
}

#[tokio::test]
async fn streams_get_their_scripts_in_order_and_the_last_one_for_ever() {
    let (server, client) = start([says("first").end(), says("last").end()]).await;
    let mut said = Vec::new();
    for _ in 0..3 {
        said.push(client.read().await.0);
    }
    assert_eq!(said, ["first", "last", "last"]);
    assert_eq!((server.connections(), server.requests().len()), (1, 3));
}

#[tokio::test]
async fn a_stream_ends_with_the_reason_that_it_is_reset_for() {
    for (reason, code) in [
        (Http2Reason::NoError, Reason::NO_ERROR),
        (Http2Reason::ProtocolError, Reason::PROTOCOL_ERROR),
        (Http2Reason::InternalError, Reason::INTERNAL_ERROR),
        (Http2Reason::RefusedStream, Reason::REFUSED_STREAM),
        (Http2Reason::Cancel, Reason::CANCEL),
        (Http2Reason::EnhanceYourCalm, Reason::ENHANCE_YOUR_CALM),
    ] {
        let (server, client) =
            start([StreamScript::new().reset(reason), says("a").reset(reason)]).await;
        assert_eq!(client.read().await, (String::new(), Some(code)));
        assert_eq!(server.requests().len(), 0, "nothing was read");
        assert_eq!(client.read().await.0, "a", "what was said before goes out");
    }
}

#[tokio::test]
async fn a_script_without_an_end_cancels_the_stream() {
    let (_server, client) = start([says("a")]).await;
    assert_eq!(client.read().await, ("a".to_owned(), Some(Reason::CANCEL)));
}

#[tokio::test]
async fn the_body_of_a_request_may_be_left_unread() {
    let (server, client) =
        start([StreamScript::new().read_head().head(200, &[]).data("x").end()]).await;
    assert_eq!(client.read().await.0, "x");
    assert_eq!(server.requests()[0].body, b"");
}

#[tokio::test]
async fn a_connection_says_which_stream_was_its_last() {
    let answers = says("late").end();
    let go = |script: StreamScript| script.then(StreamScript::new().head(200, &[]).data("x").end());
    let processed = StreamScript::new().read().go_away(Http2Reason::NoError);
    let (_server, client) = start([go(processed), answers.clone()]).await;
    assert_eq!(client.read().await, ("x".to_owned(), None));
    client.connection.await.unwrap().unwrap();

    let disowned = StreamScript::new().read().go_away_unprocessed(Http2Reason::EnhanceYourCalm);
    let (_server, client) = start([answers, disowned.hold()]).await;
    assert_eq!(client.read().await.0, "late");
    let error = client.ask().await.unwrap_err();
    assert!(error.is_go_away() && error.is_remote(), "{error:?}");
    assert_eq!(error.reason(), Some(Reason::ENHANCE_YOUR_CALM));
}

#[tokio::test(start_paused = true)]
async fn a_held_stream_is_silent_and_tells_who_cancels_it() {
    let (server, client) = start([StreamScript::new().read().hold(), says("b").end()]).await;
    let silence = settled(client.ask()).await;
    assert!(silence.is_none());
    // Another stream of the same connection is answered.
    assert_eq!(client.read().await.0, "b");
    let cancelled = |entry: &Happened| matches!(entry, Happened::Cancelled { connection: 0 });
    assert_eq!(server.log().into_iter().filter(cancelled).count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_deaf_connection_says_what_it_had_to_say_and_is_dead() {
    let (server, client) = start([says("a").end().deaf()]).await;
    assert_eq!(client.read().await, ("a".to_owned(), None));
    let dead = settled(client.ask()).await;
    assert!(dead.is_none());
    assert_eq!(server.requests().len(), 1);
    client.connection.abort();
    drop(client);
    assert!(!server.all_closed().await, "it does not notice that the client left");
}

#[tokio::test]
async fn a_connection_is_closed_or_reset_with_its_streams() {
    for (script, broken) in
        [(says("a").close_connection(), false), (says("a").reset_connection(), true)]
    {
        let (server, client) = start([script]).await;
        let (said, end) = client.read().await;
        assert_eq!((said.as_str(), end), ("a", Some(Reason::CONNECT_ERROR)));
        let end = client.connection.await.unwrap();
        let kind = end.err().and_then(h2::Error::into_io).map(|error| error.kind());
        assert_eq!(kind == Some(std::io::ErrorKind::ConnectionReset), broken, "{kind:?}");
        drop(client.send);
        assert!(server.all_closed().await);
        assert!(matches!(server.log().last(), Some(Happened::Closed { .. })));
    }
}

#[tokio::test(start_paused = true)]
async fn more_streams_than_allowed_wait_at_the_client() {
    let gate = Gate::shut();
    let script = Http2Script::new([says("a").pass(&gate).end()]).max_concurrent_streams(1);
    let (server, client) = start_with(script).await;
    let both = async { tokio::join!(client.read(), client.read()) };
    let opens = async {
        assert!(server.requested(1).await);
        settled(std::future::pending::<()>()).await;
        assert_eq!(server.requests().len(), 1, "the second waits");
        gate.open();
    };
    let ((first, second), ()) = tokio::join!(both, opens);
    assert_eq!((first.0.as_str(), second.0.as_str()), ("a", "a"));
}

#[tokio::test(start_paused = true)]
async fn waiting_and_repeating_take_tokios_time() {
    let pause = StreamScript::new().wait(Duration::from_secs(20)).data("x");
    let script = StreamScript::new().read().head(200, &[]).repeat(3, pause).end();
    let (_server, client) = start([script]).await;
    let start = Instant::now();
    assert_eq!(client.read().await.0, "xxx");
    assert_eq!(start.elapsed().as_secs(), 60);
}

#[tokio::test]
async fn a_healthy_stream_is_whole_and_so_is_an_answer() {
    let (_server, client) = start([
        StreamScript::healthy(2),
        StreamScript::answers(2),
        StreamScript::new().read().events().comment().error(&json!({ "code": 502 })).end(),
    ])
    .await;
    let (events, end) = client.read().await;
    assert_eq!(end, None);
    assert!(events.contains("\"w0 \"") && events.contains("\"w1 \""), "{events}");
    assert!(events.contains("\"completion_tokens\":2"), "{events}");
    assert!(events.ends_with("data: [DONE]\n\n"), "{events}");
    let (answer, _) = client.read().await;
    assert!(answer.contains("\"content\":\"w0 w1 \""), "{answer}");
    let (error, _) = client.read().await;
    assert!(error.starts_with(": OPENROUTER") && error.contains("\"code\":502"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn no_named_fault_ends_well_but_that_which_comes_later() {
    for fault in Http2Fault::ALL {
        let (_server, client) = start([fault.script()]).await;
        let end = settled(client.read()).await;
        let went_well = matches!(&end, Some((_, None)));
        assert_eq!(went_well, fault == Http2Fault::VanishedWhenIdle, "{fault}: {end:?}");
        let again = settled(client.read()).await;
        assert!(!matches!(again, Some((_, None))), "{fault}: {again:?}");
    }
}
