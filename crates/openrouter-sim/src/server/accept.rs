//! Connections: accepted, served, and ended with the server.

use std::io;

use axum::Router;
use hyper::{server::conn::http1, service::Service as _, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinSet,
};

use super::response::Refused;

/// Serves connections until the sender of `stopped` is gone, and then breaks those that are
/// open. No task outlives the future.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    mut stopped: oneshot::Receiver<()>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = &mut stopped => break,
            accepted = listener.accept() => if let Ok((stream, _)) = accepted {
                connections.spawn(serve_connection(stream, router.clone()));
            },
            Some(_) = connections.join_next() => {}
        }
    }
    connections.shutdown().await;
}

/// Serves one connection. How it ends is the client's business: the request log tells.
async fn serve_connection(stream: TcpStream, router: Router) {
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
    drop(connection.await);
}
