//! [`Client`]: the one way out.

use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

use http::{HeaderMap, StatusCode};
use llm_provider_base::{
    Call, CallPath, Called, Endpoint, Failure, Parcel, RateLimits, Reply, Service, rate_limit_info,
    retry_after, scrub, without_bom,
};
use llm_types::{ModelCapabilityOverride, ModelId, RateLimitScope, Result, StandardResponse};
use serde::de::DeserializeOwned;

use crate::Dialect;
use crate::error::Problem;

/// Everything that a call needs to get out and back. Shared by all calls of a provider.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    pub(crate) path: CallPath,
    pub(crate) endpoint: Endpoint,
    pub(crate) dialect: Dialect,
    /// Asked where a request names none.
    pub(crate) model: Option<ModelId>,
    pub(crate) overrides: Arc<[ModelCapabilityOverride]>,
    /// What replies said of limits.
    pub(crate) rate_limits: Arc<RateLimits>,
    pub(crate) last_model: LastModel,
}

/// The model of the latest answer; best effort.
#[derive(Debug, Clone, Default)]
pub(crate) struct LastModel(Arc<Mutex<Option<ModelId>>>);

impl LastModel {
    pub(crate) fn get(&self) -> Option<ModelId> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn note(&self, answer: &StandardResponse) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&answer.model);
    }
}

impl Client {
    /// Asks for a document of this shape.
    pub(crate) async fn document<D: DeserializeOwned + Send + 'static>(
        &self,
        call: &Call,
    ) -> Result<Called<D>> {
        self.path.ask(call, &ReadDocument { client: self, shape: PhantomData }).await
    }

    /// What a refusal means.
    pub(crate) fn refused(
        &self,
        call: &Call,
        status: StatusCode,
        head: &HeaderMap,
        body: &[u8],
    ) -> Failure {
        self.note_limits(call, head);
        let wait = retry_after(head, self.path.clock.wall());
        let failure = Problem::of_body(status.as_u16(), body).failure(call.operation, wait);
        // Who asks OpenAI for help is asked for it.
        match head.get("x-request-id").and_then(|id| id.to_str().ok()) {
            Some(id) => failure.map_error(|error| error.with_response_id(scrub(id))),
            None => failure,
        }
    }

    /// Takes note of what a head says of limits. OpenAI has them for each model by itself.
    pub(crate) fn note_limits(&self, call: &Call, head: &HeaderMap) {
        let Some(info) = rate_limit_info(head, self.path.clock.wall()) else { return };
        let scope = match &call.model {
            Some(model) => RateLimitScope::Model(model.clone()),
            None => RateLimitScope::Operation(call.operation),
        };
        self.rate_limits.observe(info.with_scope(scope));
    }
}

/// Reads a document.
struct ReadDocument<'a, D> {
    client: &'a Client,
    shape: PhantomData<fn() -> D>,
}

impl<D: DeserializeOwned + Send + 'static> Service for ReadDocument<'_, D> {
    type Value = D;

    fn parcel(&self, _: &Call) -> Parcel {
        self.client.endpoint.parcel()
    }

    async fn read(&self, call: &Call, reply: Reply) -> Result<D, Failure> {
        self.client.note_limits(call, &reply.headers);
        let body = reply.body.collect(self.client.path.limits.document).await;
        let body = body.map_err(Failure::broken_transfer)?;
        serde_json::from_slice(without_bom(&body)).map_err(|error| {
            let said = Problem::of_document(&body).map(|it| it.failure(call.operation, None));
            said.unwrap_or_else(|| Failure::not_understood("the reply", error))
        })
    }

    fn refused(&self, call: &Call, status: StatusCode, head: &HeaderMap, body: &[u8]) -> Failure {
        self.client.refused(call, status, head, body)
    }
}
