//! Connections: accepted, served, and ended with the server.

use std::{io, pin::pin, time::Duration};

use axum::Router;
use hyper::{server::conn::http1, service::Service as _, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{oneshot, watch},
    task::JoinSet,
    time::timeout,
};

use super::response::Refused;

/// Serves connections until the sender of `stopped` is gone, and then breaks those that are
/// open; or until it says for how long they may go on to the end of their answers. No task outlives
/// the future.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    mut stopped: oneshot::Receiver<Duration>,
) {
    let mut connections = JoinSet::new();
    let closing = watch::Sender::new(());
    let patience = loop {
        tokio::select! {
            patience = &mut stopped => break patience.unwrap_or_default(),
            accepted = listener.accept() => if let Ok((stream, _)) = accepted {
                let served = serve_connection(stream, router.clone(), closing.subscribe());
                connections.spawn(served);
            },
            Some(_) = connections.join_next() => {}
        }
    };
    drop(listener);
    if !patience.is_zero() {
        closing.send_replace(());
        // What is still open then has had its time.
        drop(timeout(patience, async { while connections.join_next().await.is_some() {} }).await);
    }
    connections.shutdown().await;
}

/// Serves one connection. How it ends is the client's business: the request log tells.
async fn serve_connection(stream: TcpStream, router: Router, mut closing: watch::Receiver<()>) {
    // Without this, Nagle's algorithm would hold tokens back.
    drop(stream.set_nodelay(true));
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |request| {
        let response = router.call(request);
        async move {
            let response = response.await.map_err(io::Error::other)?;
            // An error is the only way to break a connection before its head.
            if response.extensions().get::<Refused>().is_some() {
                return Err(io::Error::from(io::ErrorKind::ConnectionAborted));
            }
            Ok(response)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    let closes = tokio::select! {
        _ = &mut connection => false,
        changed = closing.changed() => changed.is_ok(),
    };
    if closes {
        // To the end of the answer, and no further.
        connection.as_mut().graceful_shutdown();
        drop(connection.await);
    }
}
