//! One attempt: a model, a key, a request, the head of a reply.

use std::time::Duration;

use bytes::Bytes;
use futures::FutureExt;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use llm_provider_base::{Body, FailureClass, HttpRequest, Retries, gen_ai, retry_after};
use llm_types::{Error, ErrorKind, Result, Retry};
use openrouter_auth::{ApiKey, Blame, Scope};
use openrouter_wire::{Access, response_cache};
use tracing::Instrument as _;

use super::call::Call;
use super::credential::Credential;
use super::echo::{Echo, without_key};
use super::hedge::Hedge;
use super::limits::ERROR_BODY_TIME;
use super::tried::Turn;
use super::{Client, ERROR_BODY_LIMIT, Quota, Read, Reply, Trace, settle};
use crate::error::{
    Failure, ModelBlame, compressed, from_reply, from_transport, is_compressed,
    not_a_management_key,
};
use crate::spans::names;
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
        turn: Turn<'_, '_>,
        trace: &mut Trace,
        (retries, hedge): (&mut Retries<'_>, &mut Hedge),
    ) -> Result<R::Value, Failure> {
        let Turn { leased, tried, rotation, guard } = turn;
        let first = Turn { leased, tried, rotation: &mut *rotation, guard };
        let prepared = self.prepare(call, first, trace, retries).await?;
        let Some(wait) = call.hedge_after else {
            return self.send(call, read, prepared, trace).await;
        };
        let turn = Turn { leased: None, tried, rotation, guard };
        let hedged = self.send_hedged(call, read, (prepared, wait), turn, (trace, retries, hedge));
        // Boxed, because it is two attempts, and few calls are.
        hedged.boxed().await
    }

    /// Chooses a model and a key, and sets aside what it may cost: all that is left is to send.
    pub(super) async fn prepare(
        &self,
        call: &Call,
        mut turn: Turn<'_, '_>,
        trace: &mut Trace,
        retries: &mut Retries<'_>,
    ) -> Result<Prepared, Failure> {
        let begun = self.clock.now();
        self.choose_model(&mut turn, trace).await?;
        let chosen = self.clock.now();
        let body = turn.rotation.body()?;
        let shortened_to = turn.rotation.shortened_to();
        let (guard, deadline) = (turn.guard, turn.tried.deadline());
        let credential = self.credential(call, turn).await?;
        trace.key = credential.key().map(ApiKey::id);
        trace.account = credential.account().cloned();
        self.keep_to_limits(call, trace, deadline).await?;
        trace.is_management_key = matches!(credential, Credential::Own(_));
        trace.shortened_to = shortened_to;
        trace.hold = self.hold(call, trace, &body)?;
        let now = self.clock.now();
        tell_wait("a model", chosen.saturating_duration_since(begun));
        tell_wait("a key", now.saturating_duration_since(chosen));
        trace.sending(call, now);
        retries.sending();
        guard.sending();
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
        let span = trace.span.span().clone();
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
        let echo = Echo::new(body.clone(), call.operation);
        let request = HttpRequest::new(call.method.clone(), call.url.clone())
            .with_headers(self.request_headers(call, &credential, !body.is_empty()))
            .with_body(body);
        let sent = self.transport.send(request);
        let response = match call.first_byte {
            Some(limit) => tokio::time::timeout(limit, sent)
                .await
                .map_err(|_| silent())?
                .map_err(from_transport)?,
            None => sent.await.map_err(from_transport)?,
        };
        let (status, headers) = (response.status, response.headers);
        let naming = trace.replied(status, &headers, credential.key());
        tracing::debug!(
            { gen_ai::HTTP_RESPONSE_STATUS_CODE } = i64::from(status.as_u16()),
            "reply"
        );
        if call.takes(status) {
            if is_compressed(&headers) {
                return Err(compressed());
            }
            let key = credential.key().cloned();
            let lease = credential.into_lease();
            trace.cache = response_cache::Reply::read(|name| headers.get(name)?.to_str().ok());
            self.note_head(call, trace, &headers, lease.as_ref());
            let asked = retry_after(&headers, self.clock.wall());
            let body = response.body;
            let reply = Reply { headers, body, lease, echo: echo.clone(), naming };
            return read.read(reply).await.map_err(|mut failure| {
                echo.take_out_of(&mut failure.error, key.as_ref());
                let failure = attributed(waiting(failure, asked), call, trace);
                self.note_failure(&Quota::of(call, trace), &failure);
                failure
            });
        }
        let body = without_key(error_body(response.body).await, credential.key());
        let mut failure = from_reply(status, &headers, &body, self.moment());
        echo.take_out_of(&mut failure.error, credential.key());
        let failure = attributed(failure, call, trace);
        self.note_failure(&Quota::of(call, trace), &failure);
        if let Some(lease) = credential.into_lease() {
            settle(lease, Some(&failure), self.clock.now());
        }
        Err(failure)
    }

    /// Sets aside what this may cost at the most, if there is a budget.
    fn hold(&self, call: &Call, trace: &Trace, body: &[u8]) -> Result<Option<Hold>> {
        let Some(spending) = self.costs.spending.as_ref().filter(|_| call.is_charged) else {
            return Ok(None);
        };
        let shortened = |extent: &Extent| extent.shortened_to(trace.shortened_to);
        let extent = call.extent.as_ref().map(shortened);
        let catalog = self.catalog.get();
        let asked = trace.model.as_ref();
        Ok(Some(spending.hold(asked, extent.as_ref(), body, catalog.as_ref())?))
    }

    fn request_headers(&self, call: &Call, credential: &Credential, has_body: bool) -> HeaderMap {
        let mut headers = self.headers.clone();
        if has_body {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        for (name, value) in &call.headers {
            headers.insert(name.clone(), value.clone());
        }
        if let Some(key) = credential.key() {
            headers.insert(AUTHORIZATION, key.to_header_value());
        }
        headers
    }
}

/// Says what a call waited for, if anybody would notice that it did.
fn tell_wait(of: &str, waited: Duration) {
    if waited >= NOTICEABLE {
        tracing::info!({ names::WAIT } = waited.as_secs_f64(), "waited for {of}");
    }
}

/// The failure, blamed on nobody who is not to blame.
///
/// A key of the pool's is no worse for not being a management key, and what everybody may ask is
/// not refused for a key's sake. The management key is in no pool.
fn attributed(failure: Failure, call: &Call, trace: &mut Trace) -> Failure {
    if failure.blame == Blame::None {
        return failure;
    }
    // A key that is capped pays for the shorter answer that is asked for next.
    if trace.shortened_to.is_none() && call.shortens_to(&failure.error).is_some() {
        return failure.with_blame(Blame::None);
    }
    match call.access {
        // How fast one may ask about an account says nothing of its models.
        Access::Key if !call.is_charged && is_quota(failure.blame) => {
            failure.with_blame(Blame::None)
        }
        Access::Key => failure,
        Access::Public => failure.with_blame(Blame::None),
        Access::Management => {
            trace.wrong_kind_of_key = !trace.is_management_key;
            let failure = failure.with_blame(Blame::None);
            if trace.is_management_key { failure } else { not_a_management_key(failure) }
        }
    }
}

fn is_quota(blame: Blame) -> bool {
    matches!(blame.scope(), Scope::FreeModels | Scope::Model)
}

/// The failure of what had begun as a success, with the wait that the head asked for.
fn waiting(mut failure: Failure, asked: Option<Duration>) -> Failure {
    if let (Retry::Backoff, Some(asked)) = (failure.error.retry(), asked) {
        failure.error = failure.error.with_retry(Retry::After(asked));
    }
    failure
}

/// As much of an error's body as comes in a moment; nothing, if it does not come.
async fn error_body(body: Body) -> Bytes {
    match tokio::time::timeout(ERROR_BODY_TIME, body.collect(ERROR_BODY_LIMIT)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) | Err(_) => Bytes::new(),
    }
}

/// No reply began in time. The request has been sent, and may be carried out.
fn silent() -> Failure {
    let error = Error::new(ErrorKind::Timeout, "no reply began in time")
        .with_retry(Retry::Backoff)
        .with_maybe_billed(true);
    Failure::new(error, FailureClass::Ambiguous).about_model(ModelBlame::Silent)
}
