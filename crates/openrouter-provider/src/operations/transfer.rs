//! [`Transfer`]: a body on its way.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures::StreamExt;
use llm_provider_base::{Alarm, Body};
use llm_types::{Error, Result, Retry};
use openrouter_auth::KeyLease;
use tracing::Span;

use crate::client::{Account, Client, settle};
use crate::error::Failure;

/// A body on its way, with all that lives as long as it.
#[derive(Debug)]
pub(super) struct Transfer {
    client: Arc<Client>,
    body: Body,
    lease: Option<KeyLease>,
    alarm: Alarm,
    /// How many bytes there will be, if the head said so.
    length: Option<u64>,
    /// How many came.
    came: u64,
    is_charged: bool,
    account: Option<Account>,
}

impl Transfer {
    pub(super) fn new(
        client: &Arc<Client>,
        body: Body,
        lease: Option<KeyLease>,
        length: Option<u64>,
        is_charged: bool,
    ) -> Self {
        let mut timeouts = client.path.timeouts.stream.clone();
        // A large file takes as long as the line is slow.
        timeouts.total = None;
        let alarm = Alarm::new(timeouts);
        let client = Arc::clone(client);
        Self { client, body, lease, alarm, length, came: 0, is_charged, account: None }
    }

    /// Takes over what outlives the call.
    pub(super) fn hand_over(&mut self, account: Account) {
        self.account = Some(account);
    }

    /// The first bytes; `None` if there are none.
    pub(super) async fn first(&mut self) -> Result<Option<Bytes>, Failure> {
        loop {
            match poll_fn(|cx| self.poll_piece(cx)).await.transpose()? {
                Some(bytes) if bytes.is_empty() => {}
                first => {
                    if let Some(lease) = &mut self.lease {
                        // The key was taken, however long the rest is in coming.
                        lease.confirm(self.client.path.clock.now());
                    }
                    return Ok(first);
                }
            }
        }
    }

    /// The next piece; `None` after the last byte.
    pub(super) fn poll_piece(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Failure>>> {
        let span = self.account.as_ref().and_then(Account::span);
        let _entered = span.as_ref().map(Span::enter);
        let piece = match self.body.poll_next_unpin(cx) {
            Poll::Ready(piece) => piece,
            Poll::Pending => {
                let timer = ready!(self.alarm.poll(cx, &*self.client.path.clock));
                return Poll::Ready(Some(Err(Failure::expired(timer))));
            }
        };
        Poll::Ready(match piece {
            Some(Ok(bytes)) => {
                self.alarm.bytes(self.client.path.clock.now());
                let _waited = self.alarm.progress();
                self.came = self.came.saturating_add(bytes.len() as u64);
                Some(Ok(bytes))
            }
            Some(Err(error)) => Some(Err(Failure::broken_transfer(error))),
            None if self.length.is_some_and(|length| length != self.came) => {
                Some(Err(Failure::cut_short()))
            }
            None => None,
        })
    }

    /// Tells the pool how it went, before anything was handed out.
    pub(super) fn refuse(self, failure: Failure) -> Failure {
        if let Some(lease) = self.lease {
            settle(lease, Some(&failure), self.client.path.clock.now());
        }
        failure
    }

    /// The last byte is there.
    pub(super) fn finished(self) {
        let now = self.client.path.clock.now();
        if let Some(lease) = self.lease {
            lease.succeed(now);
        }
        if let Some(account) = self.account {
            let _attempts = account.finished(None, None);
        }
    }

    /// The error that the caller gets: what began to come is not asked for again.
    pub(super) fn failed(self, mut failure: Failure) -> Error {
        let now = self.client.path.clock.now();
        if let Some(lease) = self.lease {
            settle(lease, Some(&failure), now);
        }
        failure.error = failure.error.with_retry(Retry::Never).with_maybe_billed(self.is_charged);
        match self.account {
            Some(account) => account.failed(failure),
            None => failure.error,
        }
    }
}
