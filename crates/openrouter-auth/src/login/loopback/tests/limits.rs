//! What a client may cost: bytes, header fields, time, connections.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::support::{HeldTime, Target, code, start};

/// A request for the right path, with a field that makes its head this long.
fn head_of(target: &Target, length: usize) -> String {
    let request = target.get("?code=abc").replace("\r\n\r\n", "\r\nx-pad: \r\n\r\n");
    let padding = "p".repeat(length - request.len());
    request.replace("x-pad: ", &format!("x-pad: {padding}"))
}

fn with_fields(target: &Target, fields: usize) -> String {
    // `Host` is one of them.
    let more = "x: y\r\n".repeat(fields - 1);
    target.get("?code=abc").replace("\r\n\r\n", &format!("\r\n{more}\r\n"))
}

#[tokio::test]
async fn o09_a_head_that_is_too_large_is_refused_and_the_largest_that_is_not_is_taken() {
    let (login, target) = start();
    let (result, reply) = tokio::join!(login.wait(), async {
        let request_line = target.get(&format!("?code={}", "k".repeat(1 << 20)));
        let endless = "x".repeat(1 << 20);
        for request in
            [head_of(&target, 8 * 1024 + 1), head_of(&target, 12 * 1024), request_line, endless]
        {
            let reply = target.send(&request).await;
            let length = request.len();
            assert!(matches!(reply.status(), 0 | 414 | 431), "{length}: {reply:?}");
        }
        for fields in [65, 1000] {
            let reply = target.send(with_fields(&target, fields)).await;
            assert!(matches!(reply.status(), 0 | 431), "{fields}: {reply:?}");
        }
        // In two pieces, so that the second would go into a buffer with room for more.
        let mut stream = target.connect().await;
        stream.set_nodelay(true).unwrap();
        let request = head_of(&target, 12 * 1024);
        stream.write_all(&request.as_bytes()[..6 * 1024]).await.unwrap();
        // By the time that another is answered, the first piece is read.
        assert_eq!(target.send(target.request("GET", "/")).await.status(), 404);
        let reply = super::support::talk(&mut stream, &request.as_bytes()[6 * 1024..]).await;
        assert!(matches!(reply.status(), 0 | 431), "{reply:?}");

        target.send(head_of(&target, 8 * 1024 - 1)).await
    });
    assert_eq!((code(result).as_str(), reply.status()), ("abc", 200), "{reply:?}");
}

#[tokio::test]
async fn o09_sixty_four_fields_are_taken() {
    let (login, target) = start();
    let (result, reply) = tokio::join!(login.wait(), target.send(with_fields(&target, 64)));
    assert_eq!((code(result).as_str(), reply.status()), ("abc", 200), "{reply:?}");
}

#[tokio::test(start_paused = true)]
async fn o09_a_connection_has_five_seconds_however_busy_it_is() {
    let time = HeldTime::new().await;
    let (login, target) = start();
    let mut login = std::pin::pin!(login.wait());
    let mut slow = target.connect().await;
    let trickle = async {
        let mut written = 0_u32;
        // A byte a second, for ever.
        while slow.write_all(b"G").await.is_ok() && is_open(&slow) {
            written += 1;
            time.pass(Duration::from_secs(1)).await;
        }
        written
    };
    let written = tokio::select! {
        _ = &mut login => unreachable!("nobody came back"),
        written = trickle => written,
    };
    assert!((5..=7).contains(&written), "{written} bytes were taken");
    let (result, _) = tokio::join!(login, target.send(target.get("?code=abc")));
    assert_eq!(code(result), "abc");
}

#[tokio::test(start_paused = true)]
async fn o09_fifty_slow_connections_do_not_keep_the_browser_out() {
    let time = HeldTime::new().await;
    let (login, target) = start();
    let mut slow = Vec::new();
    for _ in 0..50 {
        let mut stream = target.connect().await;
        stream.write_all(b"GET /cb/").await.unwrap();
        slow.push(stream);
    }
    let began = Instant::now();
    let browser = async {
        let mut reply = std::pin::pin!(target.send(target.get("?code=abc")));
        loop {
            tokio::select! {
                reply = &mut reply => break reply,
                () = time.pass(Duration::from_millis(100)) => {}
            }
        }
    };
    let (result, reply) = tokio::join!(login.wait(), browser);
    assert_eq!((code(result).as_str(), reply.status()), ("abc", 200), "{reply:?}");
    // Three times sixteen of them had their fifth of a second.
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn o09_the_oldest_connection_makes_room_and_no_other() {
    let time = HeldTime::new().await;
    let (login, target) = start();
    let mut login = std::pin::pin!(login.wait());
    let mut silent = Vec::new();
    for _ in 0..16 {
        silent.push(target.connect().await);
    }
    let mut late = target.connect().await;
    late.write_all(target.request("GET", "/").as_bytes()).await.unwrap();
    let clients = async {
        // All that came is accepted now, as far as there is a place.
        time.pass(Duration::ZERO).await;
        time.pass(Duration::from_millis(150)).await;
        assert!(silent.iter().all(is_open), "each has its time");
        assert!(is_open(&late), "and the seventeenth waits");
        time.pass(Duration::from_millis(100)).await;
        let mut reply = [0; 12];
        late.read_exact(&mut reply).await.unwrap();
        assert_eq!(&reply, b"HTTP/1.1 404");
        assert!(silent.iter().all(is_open), "a request that is there takes nobody's place");

        let newest = target.connect().await;
        assert_eq!(silent[0].read(&mut reply).await.unwrap(), 0, "the oldest is cut off");
        assert!(silent[1..].iter().all(is_open) && is_open(&newest));
    };
    tokio::select! {
        biased;
        _ = &mut login => unreachable!("nobody came back"),
        () = clients => {}
    }
}

/// True if nothing has come, the end neither.
fn is_open(stream: &TcpStream) -> bool {
    let read = stream.try_read(&mut [0]);
    read.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock)
}
