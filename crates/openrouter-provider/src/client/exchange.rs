//! [`Exchanging`]: what OpenRouter does in one attempt of a call, and makes of one failure.

use futures::FutureExt;
use llm_provider_base::{Beside, Exchange, Next};
use llm_types::{ErrorKind, Result, Retry};
use openrouter_auth::KeyLease;
use std::sync::Arc;
use tokio::time::Instant;

use super::account::Stakes;
use super::call::Call;
use super::hedge::Hedge;
use super::next::Failed;
use super::rotation::Rotation;
use super::trace::{Note, Trace};
use super::tried::{Tried, Turn};
use super::{Client, Quota, Read};
use crate::error::Failure;

/// One call on its way: which models and keys it has tried, and which it tries next.
#[derive(Debug)]
pub(super) struct Exchanging<'a, R> {
    client: &'a Client,
    call: &'a Call,
    read: &'a R,
    tried: Tried,
    rotation: Rotation<'a>,
    /// The key of the next attempt, if it is another one for a reason.
    leased: Option<KeyLease>,
    /// What is done beside the attempt under way.
    hedge: Hedge,
}

impl<'a, R: Read> Exchanging<'a, R> {
    pub(super) fn new(client: &'a Client, call: &'a Call, read: &'a R) -> Self {
        Self {
            client,
            call,
            read,
            tried: Tried::new(client.loads()),
            rotation: Rotation::new(call),
            leased: None,
            hedge: Hedge::default(),
        }
    }
}

impl<R: Read> Exchange for Exchanging<'_, R> {
    type Value = R::Value;
    type Stake = Stakes;
    type Note = Note;

    async fn attempt(
        &mut self,
        turn: llm_provider_base::Turn<'_, '_, Note>,
    ) -> Result<R::Value, Failure> {
        self.tried.set_deadline(turn.deadline);
        self.hedge = Hedge::default();
        let (leased, tried, rotation) = (self.leased.take(), &self.tried, &mut self.rotation);
        let mine = Turn { leased, tried, rotation };
        self.client.attempt(self.call, self.read, mine, turn, &mut self.hedge).await
    }

    fn settle_beside(
        &mut self,
        result: &mut Result<R::Value, Failure>,
        trace: &mut Trace,
        ended: &mut Instant,
    ) -> Beside {
        let hedge = std::mem::take(&mut self.hedge);
        self.client.settle_hedge(hedge, result, (trace, ended), &mut self.rotation)
    }

    async fn judge(
        &mut self,
        _: &llm_provider_base::Call,
        failure: &Failure,
        trace: &mut Trace,
        now: Instant,
    ) -> Next {
        let Self { client, call, tried, rotation, .. } = self;
        let error = &failure.error;
        // Before anything is waited for: who drops the call then has spent no more for it.
        if let Some(hold) = trace.note.hold.take() {
            hold.failed(error);
        }
        let failed = Failed { error, class: failure.class, blame: &failure.blame, trace };
        let (mut next, mut leased) = client.next(call, &failed, (tried, rotation), now);
        if error.kind() == ErrorKind::Authentication
            && !next.advice.is_advised()
            && let Some(lease) = client.lease_reloaded(call, trace, tried).boxed().await
        {
            (next, leased) = (Next::elsewhere(), Some(lease));
        }
        if rotation.shorten(error) {
            (next, leased) = (Next::elsewhere(), None);
        }
        if client.is_too_long(error, next.advice) {
            next.advice = Retry::Never;
        }
        self.leased = leased;
        next
    }

    fn into_stake(self, trace: &mut Trace, now: Instant) -> Stakes {
        let path = &self.client.path;
        Stakes {
            chosen: self.rotation.into_chosen_after(trace.waited(now), now),
            hold: trace.note.hold.take(),
            quota: Quota::of(self.call, trace),
            remembered: Arc::clone(&self.client.remembered),
            clock: Arc::clone(&path.clock),
            random: Arc::clone(&path.random),
        }
    }
}
