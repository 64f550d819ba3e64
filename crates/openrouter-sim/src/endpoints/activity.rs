//! `GET /activity`: what was used on each whole day.

use std::collections::BTreeMap;

use openrouter_wire::{
    Extra,
    activity::{Activity, Get, Response},
};
use rust_decimal::Decimal;

use crate::{
    calendar::{DAY, date, parse_date},
    catalogue::Catalogue,
    history::DayOfUse,
    ledger::Record,
    money::number,
    refusal::Refusal,
    reply::Reply,
    seed::Seed,
    server::{Call, Routes},
};

/// How many days can be looked back.
const DAYS: u64 = 30;

pub(super) fn routes() -> Routes {
    Routes::default().serve::<Get>(get)
}

/// What a row is about: the day, the model, the upstream, and the workspace where that is asked
/// for.
type Row = (u64, String, String, Option<String>);

/// What a row adds up.
#[derive(Debug, Default)]
struct Sum {
    requests: u64,
    prompt_tokens: u64,
    completion_tokens: u64,
    reasoning_tokens: u64,
    cost: Decimal,
}

fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let asked: Get = call.query()?;
    let today = call.now() / DAY;
    let days = match &asked.date {
        None => today.saturating_sub(DAYS)..today,
        Some(text) => {
            let day = parse_date(text).map(|seconds| seconds / DAY);
            let day = day.filter(|day| (today.saturating_sub(DAYS)..today).contains(day));
            let day = day.ok_or_else(|| {
                let message = "`date` must be one of the last 30 completed UTC days, YYYY-MM-DD";
                Refusal::bad_request(message)
            })?;
            day..day + 1
        }
    };
    let mut rows: BTreeMap<Row, Sum> = BTreeMap::new();
    let account = call.state.keyring.account_name(call.key_hash);
    let records = call.state.ledger.records();
    let uses = call.state.history.iter().cloned().chain(records.into_iter().map(of_one));
    for used in uses {
        let DayOfUse { day, key_hash, model, upstream, .. } = &used;
        let key = call.state.keyring.key(key_hash).unwrap_or_default();
        let is_meant = |asked: &Option<String>, of: &str| asked.as_deref().is_none_or(|a| a == of);
        let is_asked = key.account == account
            && days.contains(day)
            && is_meant(&asked.api_key_hash, key_hash)
            && is_meant(&asked.user_id, &key.creator_user_id)
            && is_meant(&asked.workspace_id, &key.workspace_id);
        if !is_asked {
            continue;
        }
        let workspace = asked.group_by.as_ref().map(|_| key.workspace_id);
        let row = (*day, model.clone(), upstream.clone(), workspace);
        let sum = rows.entry(row).or_default();
        sum.requests += used.requests;
        sum.prompt_tokens += used.prompt_tokens;
        sum.completion_tokens += used.completion_tokens;
        sum.reasoning_tokens += used.reasoning_tokens;
        sum.cost += used.cost;
    }
    // The newest day comes first.
    let data = rows.into_iter().rev().map(|row| to_wire(row, &call.state.catalogue)).collect();
    Ok(Reply::ok(&Response { data, extra: Extra::default() }))
}

/// What one generation adds to its day.
fn of_one(Record { generation, key_hash, made_at, log_index: _ }: Record) -> DayOfUse {
    DayOfUse {
        day: made_at.as_secs() / DAY,
        key_hash,
        model: generation.model,
        upstream: generation.upstream,
        requests: 1,
        prompt_tokens: generation.prompt_tokens,
        completion_tokens: generation.completion_tokens,
        reasoning_tokens: generation.reasoning_tokens,
        cost: generation.cost,
    }
}

fn to_wire(
    ((day, model, upstream, workspace_id), sum): (Row, Sum),
    catalogue: &Catalogue,
) -> Activity {
    Activity {
        date: Some(date(day * DAY)),
        endpoint_id: Some(endpoint_id(&model, &upstream)),
        model: Some(catalogue.find(&model).map_or_else(|| model.clone(), |model| model.id.clone())),
        model_permaslug: Some(model),
        provider_name: Some(upstream),
        requests: Some(sum.requests.into()),
        prompt_tokens: Some(sum.prompt_tokens.into()),
        completion_tokens: Some(sum.completion_tokens.into()),
        reasoning_tokens: Some(sum.reasoning_tokens.into()),
        usage: Some(number(sum.cost)),
        byok_usage_inference: Some(number(Decimal::ZERO)),
        workspace_id,
        extra: Extra::default(),
    }
}

/// Invents the id of a model at an upstream.
pub(super) fn endpoint_id(model: &str, upstream: &str) -> String {
    Seed::of(&format!("{model} at {upstream}")).uuid()
}
