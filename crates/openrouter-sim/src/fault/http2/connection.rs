//! One HTTP/2 connection, as its script has it.

use std::{future::poll_fn, io, task::Poll};

use bytes::{BufMut, Bytes, BytesMut};
use futures::{StreamExt, stream::FuturesUnordered};
use h2::{
    Reason, RecvStream,
    server::{self, SendResponse},
};
use http::Request;
use tokio::{
    io::AsyncWriteExt,
    sync::{mpsc, oneshot},
};

use super::{
    super::{
        connection::Then,
        log::Log,
        wire::{Wire, until_left},
    },
    Http2Script,
    stream::StreamOf,
    tap::Tap,
};

/// What a stream asks of its connection. It is done once all that was sent before has gone out.
pub(super) enum Order {
    /// Tell that this is so.
    Tell(oneshot::Sender<()>),
    /// Send `GOAWAY`.
    GoAway { last_stream: u32, reason: Reason },
    /// Read nothing more.
    BeDeaf,
    /// Close.
    Close,
    /// Reset.
    Reset,
}

/// A stream as the client opens it.
type Opened = (Request<RecvStream>, SendResponse<Bytes>);

enum Next {
    Stream(Option<Box<Opened>>),
    Order(Order),
}

/// Plays a script on a connection, to its end.
pub(in super::super) async fn serve(
    wire: Wire,
    connection: usize,
    script: &Http2Script,
    log: &Log,
) -> io::Result<Then> {
    let mut tap = Tap::new(wire);
    let mut builder = server::Builder::new();
    if let Some(most) = script.most_streams() {
        builder.max_concurrent_streams(most);
    }
    let mut served = builder.handshake(tap.clone()).await.map_err(io::Error::other)?;
    let (orders, mut inbox) = mpsc::unbounded_channel();
    // Streams end with their connection, of which they are a part: it is one task.
    let mut streams = FuturesUnordered::new();
    let mut place = 0;
    loop {
        let next = poll_fn(|cx| match served.poll_accept(cx) {
            // A connection that fails is as good as left.
            Poll::Ready(stream) => {
                Poll::Ready(Next::Stream(stream.and_then(Result::ok).map(Box::new)))
            }
            // There is nothing to read, and what was to be sent has gone out.
            Poll::Pending => match inbox.poll_recv(cx) {
                Poll::Ready(Some(order)) => Poll::Ready(Next::Order(order)),
                // There is always a sender: our own.
                Poll::Ready(None) | Poll::Pending => {
                    // What they ask for has to wait until the connection had its turn again.
                    while let Poll::Ready(Some(())) = streams.poll_next_unpin(cx) {}
                    Poll::Pending
                }
            },
        });
        match next.await {
            Next::Stream(Some(opened)) => {
                let (request, respond) = *opened;
                let script = script.stream(place);
                place += 1;
                let stream = StreamOf::new(connection, respond, orders.clone(), log.clone());
                streams.push(stream.run(request, script));
            }
            Next::Stream(None) => return Ok(Then::Left),
            Next::Order(Order::Tell(done)) => drop(done.send(())),
            Next::Order(Order::GoAway { last_stream, reason }) => {
                tap.write_all(&go_away(last_stream, reason)).await?;
                tap.flush().await?;
            }
            Next::Order(Order::BeDeaf) => tap.be_deaf(),
            Next::Order(Order::Close) => {
                tap.shutdown().await?;
                until_left(&mut tap).await?;
                return Ok(Then::Closed);
            }
            Next::Order(Order::Reset) => {
                tap.reset_on_drop()?;
                return Ok(Then::Closed);
            }
        }
    }
}

/// A `GOAWAY` frame. The protocol would not let us disown a stream that we have accepted.
fn go_away(last_stream: u32, reason: Reason) -> BytesMut {
    let mut frame = BytesMut::new();
    // Eight bytes follow the head of the frame, which has no flags and is about the connection.
    frame.put_slice(&[0, 0, 8, 7, 0]);
    frame.put_u32(0);
    frame.put_u32(last_stream);
    frame.put_u32(reason.into());
    frame
}
