//! `/batches`: many requests at once, answered by the endpoints that answer each by itself.

mod asked;
mod item;
mod job;

use std::time::Duration;

use http::StatusCode;
use openrouter_wire::{
    Modality,
    batches::{Batch, BatchError, Create, Endpoint, Get, RequestCounts, Status},
};

use self::job::Job;
use crate::{
    catalogue::{Tariff, upstreams},
    generation_ids::generation_id,
    refusal::Refusal,
    reply::{Reply, encode},
    request_log::RecordedRequest,
    server::{Call, Routes},
};

pub(crate) use job::Batches;

/// In how many seconds a batch is to be done.
const WINDOW: u64 = 24 * 60 * 60;

pub(super) fn routes() -> Routes {
    Routes::default().infer::<Create>(create).serve::<Get>(get)
}

fn create(call: &Call<'_>) -> Result<Reply, Refusal> {
    call.expect_no_completion()?;
    call.state.keyring.check_limit(call.key_hash, call.now())?;
    let request = asked::read(call)?;
    let modality = match request.endpoint {
        Endpoint::Embeddings => Modality::Embeddings,
        _ => Modality::Text,
    };
    let model = call.state.catalogue.find_for(&modality, &request.model);
    // Whether there is such a model is found out later, as the service does.
    let error = match model {
        Some(_) => None,
        None => Some(format!("{} is not a valid model ID for {}", request.model, request.endpoint)),
    };
    let provider = model.and_then(|model| upstreams(model).first().map(|first| first.name));
    let job = Job {
        id: generation_id("gen-batch", call.now(), &mut call.names.fork("generation")),
        endpoint: request.endpoint,
        // A model that is listed for batches has their price already.
        tariff: if request.model.ends_with(":batch") { Tariff::Whole } else { Tariff::Half },
        model: request.model,
        provider: provider.map(str::to_owned),
        total: request.requests.len(),
        requests: request.requests,
        error,
        started: call.state.clock.since_epoch(),
        source: RecordedRequest { body: String::new(), ..call.request.clone() },
        key_hash: call.key_hash.to_owned(),
        log_index: call.log_index,
        is_taken: false,
        done: None,
    };
    let batch = describe(&job, Status::Validating, None);
    call.state.batches.add(job);
    Ok(Reply::json(StatusCode::ACCEPTED, encode(&batch)))
}

fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.path("id");
    let (job, status, ended) = call
        .state
        .batches
        .find(id, call.state.clock.since_epoch())
        .ok_or_else(|| Refusal::not_found(format!("Batch {id} not found")))?;
    Ok(Reply::ok(&describe(&job, status, ended)))
}

/// Describes a batch that is so far, and ended then, if it did.
fn describe(job: &Job, status: Status, ended: Option<Duration>) -> Batch {
    let count = |number: usize| u64::try_from(number).ok().map(Into::into);
    let done = job.done.as_ref().filter(|_| status == Status::Completed);
    let failed = done.map_or(0, job::Done::failed);
    let error = job.error.as_ref().filter(|_| status == Status::Failed);
    let created = job.started.as_secs();
    Batch {
        id: job.id.clone(),
        object: Some("batch".to_owned()),
        endpoint: Some(job.endpoint.clone()),
        model: Some(job.model.clone()),
        provider: job.provider.clone(),
        completion_window: Some("24h".to_owned()),
        created_at: Some(created.into()),
        finalized_at: ended.map(|ended| ended.as_secs().into()),
        expires_at: Some((created + WINDOW).into()),
        request_counts: Some(RequestCounts {
            total: count(job.total),
            completed: count(done.map_or(0, |done| done.results.len() - failed)),
            failed: count(failed),
            ..RequestCounts::default()
        }),
        usage: done.map(|done| done.usage.clone()),
        error: error
            .map(|message| BatchError { message: Some(message.clone()), ..BatchError::default() }),
        results: done.map(|done| done.results.clone()),
        status: Some(status),
        ..Batch::default()
    }
}
