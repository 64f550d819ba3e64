//! `/generation`: what the service has on record about generations.

use std::time::Duration;

use openrouter_wire::{
    Data, Extra,
    chat::FinishReason,
    generation::{
        Category, Content, ContentError, DataRegion, Feedback, Generation, Get, GetContent, Input,
        MessagesInput, Output, PromptInput, ProviderResponse, Submitted,
    },
};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;

use crate::{
    calendar::iso,
    keyring::Key,
    ledger::Record,
    money::number,
    refusal::Refusal,
    reply::Reply,
    request_log::Entry,
    seed::Seed,
    server::{Call, Routes},
};

/// How many characters a comment may have.
const LONGEST_COMMENT: usize = 1_000;

pub(super) fn routes() -> Routes {
    Routes::default().serve::<Get>(get).serve::<GetContent>(content).serve::<Feedback>(feedback)
}

fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let (record, entry) = find(call, &call.query::<Get>()?.id)?;
    let key = call.state.keyring.key(&record.key_hash).unwrap_or_default();
    Ok(Reply::ok(&Data { data: to_wire(&record, &entry, &key), extra: Extra::default() }))
}

fn content(call: &Call<'_>) -> Result<Reply, Refusal> {
    let (record, entry) = find(call, &call.query::<GetContent>()?.id)?;
    let Record { generation, .. } = record;
    let failed = generation.finish == Some((FinishReason::Error, "error".to_owned()));
    let data = Content {
        input: input(&entry.request.json().unwrap_or_default()),
        output: Output {
            completion: generation.output.completion,
            reasoning: generation.output.reasoning,
            extra: Extra::default(),
        },
        error: failed.then(|| ContentError {
            message: Some("Provider returned error".to_owned()),
            provider_name: Some(generation.upstream),
            previous_errors: Some(Vec::new()),
            ..ContentError::default()
        }),
        extra: Extra::default(),
    };
    Ok(Reply::ok(&Data { data, extra: Extra::default() }))
}

/// Returns what was asked: messages, in the form of the endpoint, or else text.
fn input(body: &Value) -> Input {
    let messages = ["messages", "input"].iter().find_map(|name| body[name].as_array());
    if let Some(messages) = messages {
        return Input::Messages(MessagesInput {
            messages: messages.clone(),
            extra: Extra::default(),
        });
    }
    let prompt = ["prompt", "input", "query"].iter().find_map(|name| body[name].as_str());
    let prompt = prompt.unwrap_or_default().to_owned();
    Input::Prompt(PromptInput { prompt, extra: Extra::default() })
}

fn feedback(call: &Call<'_>) -> Result<Reply, Refusal> {
    let Feedback { generation_id, category, comment, extra: _ } = call.json()?;
    if let Category::Other(name) = category {
        return Err(Refusal::bad_request(format!("`category` cannot be {name:?}")));
    }
    if comment.is_some_and(|comment| comment.chars().count() > LONGEST_COMMENT) {
        return Err(Refusal::bad_request("`comment` has more than 1000 characters"));
    }
    find(call, &generation_id)?;
    let data = Submitted { success: true, extra: Extra::default() };
    Ok(Reply::ok(&Data { data, extra: Extra::default() }))
}

/// Finds a generation whose record is there. Those of other accounts are not.
fn find(call: &Call<'_>, id: &str) -> Result<(Record, Entry), Refusal> {
    let now = call.state.clock.since_epoch();
    let keyring = &call.state.keyring;
    let account = keyring.account_name(call.key_hash);
    let found = call.state.ledger.find(id, &call.state.log, now);
    let found = found.filter(|(record, _)| keyring.account_name(&record.key_hash) == account);
    found.ok_or_else(|| Refusal::not_found(format!("Generation {id} not found")))
}

/// What a request says that its record keeps.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    model: Option<Value>,
    session_id: Option<Value>,
    user: Option<Value>,
    preset: Option<Value>,
}

fn to_wire(record: &Record, entry: &Entry, key: &Key) -> Generation {
    let Record { generation, key_hash: _, made_at, log_index: _ } = record;
    let request = &entry.request;
    let asked: Asked = serde_json::from_str(&request.body).unwrap_or_default();
    let text = |value: Option<Value>| value.and_then(|value| Some(value.as_str()?.to_owned()));
    let header = |name| request.header(name).map(str::to_owned);
    let asked_model = text(asked.model);
    let (finish, native) = generation.finish.clone().unzip();
    let took = entry.ended.unwrap_or(entry.arrived).saturating_sub(entry.arrived);
    let count = |number: u64| Some(number.into());
    let cost = number(generation.cost);
    Generation {
        id: Some(generation.id.clone()),
        request_id: Some(Seed::of(&generation.id).fork("request").prefixed("req-")),
        upstream_id: Some(Seed::of(&generation.id).fork("upstream").prefixed("sim-")),
        model: Some(generation.model.clone()),
        provider_name: Some(generation.upstream.clone()),
        router: asked_model.filter(|model| model.starts_with("openrouter/")),
        api_type: Some(generation.api_type.clone()),
        created_at: Some(iso(*made_at)),
        total_cost: Some(cost.clone()),
        usage: Some(cost),
        upstream_inference_cost: Some(number(Decimal::ZERO)),
        cache_discount: None,
        is_byok: Some(false),
        tokens_prompt: count(generation.prompt_tokens),
        tokens_completion: count(generation.completion_tokens),
        native_tokens_prompt: count(generation.prompt_tokens),
        native_tokens_completion: count(generation.completion_tokens),
        native_tokens_completion_images: count(0),
        native_tokens_reasoning: count(generation.reasoning_tokens),
        native_tokens_cached: count(0),
        num_media_completion: (generation.media > 0).then(|| generation.media.into()),
        finish_reason: finish,
        native_finish_reason: native,
        streamed: Some(generation.streamed),
        cancelled: Some(request.cancelled),
        latency: Some(milliseconds(took)),
        generation_time: Some(milliseconds(took)),
        // No upstream is asked for an answer that is given again.
        provider_responses: Some(match generation.source_id {
            Some(_) => Vec::new(),
            None => vec![attempt(record, took)],
        }),
        response_cache_source_id: generation.source_id.clone(),
        data_region: Some(DataRegion::Global),
        session_id: text(asked.session_id).or_else(|| header("x-session-id")),
        external_user: text(asked.user),
        preset_id: text(asked.preset),
        origin: Some(header("origin").unwrap_or_default()),
        http_referer: header("http-referer").or_else(|| header("referer")),
        user_agent: header("user-agent"),
        workspace_id: Some(key.workspace_id.clone()),
        ..Generation::default()
    }
}

/// Describes the one upstream that was asked.
fn attempt(Record { generation, .. }: &Record, took: Duration) -> ProviderResponse {
    ProviderResponse {
        id: Some(Seed::of(&generation.id).fork("upstream").prefixed("sim-")),
        provider_name: Some(generation.upstream.clone()),
        status: Some(200.into()),
        latency: Some(milliseconds(took)),
        endpoint_id: Some(super::activity::endpoint_id(&generation.model, &generation.upstream)),
        model_permaslug: Some(generation.model.clone()),
        is_byok: Some(false),
        ..ProviderResponse::default()
    }
}

fn milliseconds(time: Duration) -> serde_json::Number {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX).into()
}
