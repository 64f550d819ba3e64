//! One request of a batch, answered as if it came by itself.

use bytes::Bytes;
use http::HeaderMap;
use openrouter_wire::{
    Extra, Method, Operation as _, RawJson,
    batches::{Endpoint, Outcome, OutcomeError, Reply as ItemReply, Request, Usage},
    headers,
};
use serde_json::Value;

use super::{
    super::{embeddings, error_type::error_type, messages, responses},
    job::{Done, Job},
};
use crate::{
    chat,
    frame::Frame,
    refusal::Refusal,
    request_log::RecordedRequest,
    seed::Seed,
    server::{API_ROOT, Call, Handler, State},
};

/// Answers the requests of a batch.
pub(super) fn answer(state: &State, job: &Job) -> Done {
    let mut tokens = [0, 0];
    let results = job.requests.iter().map(|request| {
        let names = Seed::of(&job.id).fork(&request.custom_id);
        let reply = reply(state, job, request, &names);
        if let Ok(reply) = &reply {
            add_tokens(&mut tokens, reply.body.as_str());
        }
        outcome(request, &names, reply)
    });
    let results = results.collect();
    let [prompt, completion] = tokens;
    let usage = Usage {
        prompt_tokens: Some(prompt.into()),
        completion_tokens: Some(completion.into()),
        total_tokens: Some((prompt + completion).into()),
        extra: Extra::default(),
    };
    Done { results, usage }
}

fn reply(state: &State, job: &Job, request: &Request, names: &Seed) -> Result<ItemReply, Refusal> {
    let (handler, path): (Handler, _) = match job.endpoint {
        Endpoint::Responses => (responses::create, openrouter_wire::responses::Request::PATH),
        Endpoint::Messages => (messages::create, openrouter_wire::messages::Request::PATH),
        Endpoint::Embeddings => (embeddings::create, openrouter_wire::embeddings::Request::PATH),
        // Others were refused when the batch was handed in.
        Endpoint::ChatCompletions | Endpoint::Other(_) => {
            (chat::complete, openrouter_wire::chat::Request::PATH)
        }
    };
    let body = request.body.as_str();
    let recorded = RecordedRequest {
        method: Method::Post.as_str().to_owned(),
        path: format!("{API_ROOT}{path}"),
        body: body.to_owned(),
        ..job.source.clone()
    };
    if recorded.is_stream() {
        return Err(Refusal::bad_request("`stream` is of no use in a batch"));
    }
    let reply = handler(&Call {
        state,
        request: &recorded,
        said: &headers::Request::default(),
        body: &Bytes::copy_from_slice(body.as_bytes()),
        key_hash: &job.key_hash,
        names,
        id_names: names,
        hit: None,
        scripted: None,
        tariff: job.tariff,
        path: &[],
        log_index: job.log_index,
    })?;
    let text: Vec<u8> = reply.frames.iter().filter_map(Frame::bytes).flatten().collect();
    let body = RawJson::from_text(String::from_utf8_lossy(&text));
    Ok(ItemReply {
        status_code: Some(u64::from(reply.status.as_u16()).into()),
        request_id: generation_id(&reply.headers),
        body: body.map_err(|_| Refusal::bad_request("the reply is no JSON"))?,
        extra: Extra::default(),
    })
}

fn generation_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(headers::GENERATION_ID)?;
    id.to_str().ok().map(str::to_owned)
}

fn outcome(request: &Request, names: &Seed, reply: Result<ItemReply, Refusal>) -> Outcome {
    let (response, error) = match reply {
        Ok(reply) => (Some(reply), None),
        Err(refusal) => (None, Some(describe(&refusal))),
    };
    Outcome {
        id: Some(names.fork("result").prefixed("batch_req_")),
        custom_id: request.custom_id.clone(),
        response,
        error,
        extra: Extra::default(),
    }
}

fn describe(refusal: &Refusal) -> OutcomeError {
    OutcomeError {
        message: refusal.error.message.clone(),
        kind: error_type(&refusal.error).map(|kind| kind.as_str().to_owned()),
        param: None,
        extra: Extra::default(),
    }
}

/// Adds the tokens of a reply, which have other names at other endpoints.
fn add_tokens([prompt, completion]: &mut [u64; 2], body: &str) {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let count = |names: [&str; 2]| names.iter().find_map(|name| body["usage"][name].as_u64());
    *prompt += count(["prompt_tokens", "input_tokens"]).unwrap_or(0);
    *completion += count(["completion_tokens", "output_tokens"]).unwrap_or(0);
}
