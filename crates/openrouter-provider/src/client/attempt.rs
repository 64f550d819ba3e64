//! One attempt: a model, a key, a request, the head of a reply.

use std::time::Duration;

use bytes::Bytes;
use futures::FutureExt;
use http::header::AUTHORIZATION;
use llm_provider_base::{Parcel, error_body, is_compressed, retry_after, span_fields};
use llm_types::Result;
use openrouter_auth::{ApiKey, Blame, Scope};
use openrouter_wire::{Access, response_cache};
use tracing::Instrument as _;

use super::call::Call;
use super::credential::Credential;
use super::hedge::Hedge;
use super::trace::Note;
use super::tried::Turn;
use super::{Client, Leased, Quota, Read, Trace, said, settle};
use crate::error::{Failure, from_reply, not_a_management_key};
use crate::spending::{Extent, Hold};

/// The shortest wait that is told of.
const NOTICEABLE: Duration = Duration::from_millis(100);

/// What is sent, and in whose name.
#[derive(Debug)]
pub(super) struct Prepared {
    credential: Credential,
    body: Bytes,
}

impl Client {
    /// Sends once; or twice, if the call wants a second attempt beside one that is slow.
    pub(super) async fn attempt<R: Read>(
        &self,
        call: &Call,
        read: &R,
        mine: Turn<'_, '_>,
        mut turn: llm_provider_base::Turn<'_, '_, Note>,
        hedge: &mut Hedge,
    ) -> Result<R::Value, Failure> {
        let Turn { leased, tried, rotation } = mine;
        let first = Turn { leased, tried, rotation: &mut *rotation };
        let prepared = self.prepare(call, first, &mut turn).await?;
        let Some(wait) = call.hedge_after else {
            return self.send(call, read, prepared, turn.trace).await;
        };
        let mine = Turn { leased: None, tried, rotation };
        let hedged = self.send_hedged(call, read, (prepared, wait), mine, (turn, hedge));
        // Boxed, because it is two attempts, and few calls are.
        hedged.boxed().await
    }

    /// Chooses a model and a key, and sets aside what it may cost: all that is left is to send.
    pub(super) async fn prepare(
        &self,
        call: &Call,
        mut mine: Turn<'_, '_>,
        turn: &mut llm_provider_base::Turn<'_, '_, Note>,
    ) -> Result<Prepared, Failure> {
        let clock = &self.path.clock;
        let begun = clock.now();
        self.choose_model(&mut mine, turn.trace).await?;
        let chosen = clock.now();
        let body = mine.rotation.body()?;
        let shortened_to = mine.rotation.shortened_to();
        let credential = self.credential(call, mine).await?;
        let trace = &mut *turn.trace;
        trace.note.key = credential.key().map(ApiKey::id);
        trace.key = trace.note.key.map(|key| key.to_string());
        trace.note.account = credential.account().cloned();
        self.keep_to_limits(call, trace, turn.deadline).await?;
        trace.note.is_management_key = matches!(credential, Credential::Own(_));
        trace.shortened_to = shortened_to;
        trace.note.hold = self.hold(call, trace, &body)?;
        let now = clock.now();
        tell_wait("a model", chosen.saturating_duration_since(begun));
        tell_wait("a key", now.saturating_duration_since(chosen));
        turn.sending(&call.http, now);
        let receipt = turn.trace.receipt().cloned();
        if let (Some(hold), Some(receipt)) = (&mut turn.trace.note.hold, receipt) {
            hold.is_for(receipt);
        }
        Ok(Prepared { credential, body })
    }

    /// Sends what is prepared, in the span of the attempt.
    pub(super) async fn send<R: Read>(
        &self,
        call: &Call,
        read: &R,
        prepared: Prepared,
        trace: &mut Trace,
    ) -> Result<R::Value, Failure> {
        let span = trace.span().clone();
        self.exchange(call, read, prepared, trace).instrument(span).await
    }

    async fn exchange<R: Read>(
        &self,
        call: &Call,
        read: &R,
        prepared: Prepared,
        trace: &mut Trace,
    ) -> Result<R::Value, Failure> {
        let Prepared { credential, body } = prepared;
        let mut headers = self.headers.clone();
        if let Some(key) = credential.key() {
            headers.insert(AUTHORIZATION, key.to_header_value());
        }
        let secret = credential.key().map(ApiKey::to_secret);
        let parcel = Parcel { headers, body: Some(body), secret };
        let reply = self.path.send(&call.http, parcel, trace).await?;
        if let (Some(naming), Some(id)) = (&reply.naming, said(&reply.headers).generation_id) {
            naming.name(&id);
        }
        let echo = reply.echo.clone();
        if call.http.takes(reply.status) {
            if is_compressed(&reply.headers) {
                return Err(Failure::compressed());
            }
            let lease = credential.into_lease();
            let cache = response_cache::Reply::read(|name| reply.headers.get(name)?.to_str().ok());
            trace.is_cached = cache.is_some_and(|cache| cache.is_hit());
            self.note_head(call, trace, &reply.headers, lease.as_ref());
            let asked = retry_after(&reply.headers, self.path.clock.wall());
            return read.read(Leased { reply, lease }).await.map_err(|mut failure| {
                echo.take_out_of(&mut failure.error);
                let failure = attributed(failure.waiting(asked), call, trace);
                self.note_failure(call, trace, &failure);
                failure
            });
        }
        let body = echo.without_key(error_body(reply.body).await);
        let mut failure = from_reply(reply.status, &reply.headers, &body, self.moment());
        echo.take_out_of(&mut failure.error);
        let failure = attributed(failure, call, trace);
        self.note_failure(call, trace, &failure);
        if let Some(lease) = credential.into_lease() {
            settle(lease, Some(&failure), self.path.clock.now());
        }
        Err(failure)
    }

    fn note_failure(&self, call: &Call, trace: &Trace, failure: &Failure) {
        let wall = self.path.clock.wall();
        self.remembered.note_failure(&Quota::of(call, trace), failure, wall);
    }

    /// Sets aside what this may cost at the most, if there is a budget.
    fn hold(&self, call: &Call, trace: &Trace, body: &[u8]) -> Result<Option<Hold>> {
        let Some(spending) = self.costs.spending.as_ref().filter(|_| call.http.is_charged) else {
            return Ok(None);
        };
        let shortened = |extent: &Extent| extent.shortened_to(trace.shortened_to);
        let extent = call.extent.as_ref().map(shortened);
        let catalog = self.catalog.get();
        let asked = trace.model.as_ref();
        Ok(Some(spending.hold(asked, extent.as_ref(), body, catalog.as_ref())?))
    }
}

/// Says what a call waited for, if anybody would notice that it did.
fn tell_wait(of: &str, waited: Duration) {
    if waited >= NOTICEABLE {
        tracing::info!({ span_fields::WAIT } = waited.as_secs_f64(), "waited for {of}");
    }
}

/// The failure, blamed on nobody who is not to blame.
///
/// A key of the pool's is no worse for not being a management key, and what everybody may ask is
/// not refused for a key's sake. The management key is in no pool.
fn attributed(failure: Failure, call: &Call, trace: &mut Trace) -> Failure {
    if failure.blame.key == Blame::None {
        return failure;
    }
    // A key that is capped pays for the shorter answer that is asked for next.
    if trace.shortened_to.is_none() && call.shortens_to(&failure.error).is_some() {
        return blameless(failure);
    }
    match call.access {
        // How fast one may ask about an account says nothing of its models.
        Access::Key if !call.http.is_charged && is_quota(failure.blame.key) => blameless(failure),
        Access::Key => failure,
        Access::Public => blameless(failure),
        Access::Management => {
            trace.note.wrong_kind_of_key = !trace.note.is_management_key;
            let failure = blameless(failure);
            if trace.note.is_management_key { failure } else { not_a_management_key(failure) }
        }
    }
}

fn blameless(mut failure: Failure) -> Failure {
    failure.blame.key = Blame::None;
    failure
}

fn is_quota(blame: Blame) -> bool {
    matches!(blame.scope(), Scope::FreeModels | Scope::Model)
}
