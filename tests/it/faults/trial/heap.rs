//! [`Heap`]: the memory that a call holds.
//!
//! The allocator counts what happens on this thread, so a call is measured each time that it is
//! polled. What it is handed was allocated elsewhere, by the task of its connection, and may be freed
//! here or there: [`Handing`] hands it copies, which count from then on.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use async_trait::async_trait;
use bytes::Bytes;
use futures::StreamExt as _;
use llm_provider_base::{
    Body, DrainLot, HttpRequest, HttpResponse, ReqwestTransport, Transport, TransportError,
};

/// What a call may hold beyond the limit of what it reads.
const BESIDES: i64 = 1 << 20;

/// What is read is there in pieces and whole, as what is sent is in the request and as its bytes.
const COPIED: i64 = 2;

/// The memory that a call holds, and the most that it ever held, in bytes.
#[derive(Debug, Default)]
pub(super) struct Heap {
    held: i64,
    peak: i64,
}

impl Heap {
    /// Counts what a future allocates, and what it frees.
    pub(super) async fn measure<F: Future>(&mut self, future: F) -> F::Output {
        let mut future = Box::pin(future);
        poll_fn(|cx| {
            let before = self.held;
            let mut polled = Poll::Pending;
            let counted = allocation_counter::measure(|| polled = future.as_mut().poll(cx));
            self.held += counted.bytes_current;
            let within = before + i64::try_from(counted.bytes_max).unwrap();
            self.peak = self.peak.max(within);
            polled
        })
        .await
    }

    /// It never held more than twice the limit of what it reads, and what is there besides.
    pub(super) fn within(&self, limit: usize) -> Result<(), String> {
        let limit = COPIED * i64::try_from(limit).unwrap() + BESIDES;
        if self.peak <= limit {
            return Ok(());
        }
        Err(format!("the call held {} bytes, {limit} are its limit: see may_hold", self.peak))
    }
}

/// Hands over copies of what another transport receives.
#[derive(Debug)]
pub(super) struct Handing {
    inner: ReqwestTransport,
    /// Bodies wait for their end here in place of the lot of the inner transport.
    lot: Arc<DrainLot>,
}

impl Handing {
    pub(super) fn over(inner: ReqwestTransport) -> Self {
        Self { inner, lot: Arc::default() }
    }
}

#[async_trait]
impl Transport for Handing {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        self.lot.sweep();
        let mut response = self.inner.send(request).await?;
        let pieces = response.body.map(|piece| piece.map(copied));
        response.body = Body::new(pieces).with_drain_lot(Arc::clone(&self.lot));
        Ok(response)
    }
}

fn copied(piece: Bytes) -> Bytes {
    let copy = Bytes::copy_from_slice(&piece);
    allocation_counter::opt_out(|| drop(piece));
    copy
}
