//! `/keys`: the keys of an account, for its management keys, which are not among them.

use std::time::Duration;

use http::StatusCode;
use openrouter_wire::{
    Change, Deleted, Extra,
    key::ResetInterval,
    keys::{self, Create, Created, Delete, Get, List, ListResponse, Update},
};
use rust_decimal::Decimal;
use serde_json::Value;

use crate::{
    calendar::iso,
    keyring::{Class, Key, end, limit, new_key},
    money::number,
    refusal::Refusal,
    reply::{Reply, encode},
    server::{Call, Routes},
};

/// How many keys a page has.
const PAGE: usize = 100;

pub(super) fn routes() -> Routes {
    Routes::default()
        .serve::<List>(list)
        .serve::<Create>(create)
        .serve::<Get>(get)
        .serve::<Update>(update)
        .serve::<Delete>(delete)
}

fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let asked: List = call.query()?;
    let keyring = &call.state.keyring;
    let account = keyring.account_of(call.key_hash);
    let workspace = asked.workspace_id.as_deref().unwrap_or(&account.workspace_id);
    let all = asked.include_disabled == Some(true);
    let offset = usize::try_from(asked.offset.unwrap_or(0)).unwrap_or(usize::MAX);
    let keys = keyring.keys(&keyring.account_name(call.key_hash)).into_iter();
    let keys = keys.filter(|key| key.workspace_id == workspace && (all || !key.disabled));
    let data = keys.skip(offset).take(PAGE).map(|key| to_wire(&key, call.now())).collect();
    Ok(Reply::ok(&ListResponse { data, extra: Extra::default() }))
}

fn create(call: &Call<'_>) -> Result<Reply, Refusal> {
    let asked: Create = call.json()?;
    if asked.name.is_empty() {
        return Err(Refusal::bad_request("`name` must not be empty"));
    }
    let characters = new_key(call.names.fork("key"));
    let key = Key {
        name: asked.name,
        class: Class::Inference,
        account: call.state.keyring.account_name(call.key_hash),
        limit: asked.limit.as_ref().map(limit).transpose()?,
        limit_reset: asked.limit_reset.map(reset).transpose()?,
        include_byok_in_limit: asked.include_byok_in_limit.unwrap_or(false),
        created_at: call.now(),
        expires_at: asked.expires_at.as_deref().map(end).transpose()?,
        workspace_id: asked.workspace_id.unwrap_or_default(),
        creator_user_id: asked.creator_user_id.unwrap_or_default(),
        ..Key::default()
    };
    let key = call.state.keyring.insert(&characters, key);
    let data = to_wire(&key, call.now());
    let created = Created { data, key: characters, extra: Extra::default() };
    Ok(Reply::json(StatusCode::CREATED, encode(&created)))
}

fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    Ok(described(&find(call)?, call))
}

/// Finds the key that a path names. Keys of other accounts are none.
fn find(call: &Call<'_>) -> Result<Key, Refusal> {
    let keyring = &call.state.keyring;
    let account = keyring.account_name(call.key_hash);
    let key = keyring.key(call.path("hash"));
    key.filter(|key| !key.deleted && key.account == account).ok_or_else(unknown)
}

fn update(call: &Call<'_>) -> Result<Reply, Refusal> {
    let asked: Update = call.json()?;
    let limit = read(asked.limit, |number| limit(&number))?;
    let limit_reset = read(asked.limit_reset, reset)?;
    let now = call.now();
    let Key { hash, .. } = find(call)?;
    let key = call.state.keyring.change(&hash, |key| {
        put(&mut key.name, asked.name);
        put(&mut key.disabled, asked.disabled);
        put_change(&mut key.limit, limit);
        put_change(&mut key.limit_reset, limit_reset);
        put(&mut key.include_byok_in_limit, asked.include_byok_in_limit);
        key.updated_at = Some(now);
    });
    Ok(described(&key.ok_or_else(unknown)?, call))
}

fn delete(call: &Call<'_>) -> Result<Reply, Refusal> {
    let Key { hash, .. } = find(call)?;
    let deleted = call.state.keyring.change(&hash, |key| key.deleted = true);
    deleted.ok_or_else(unknown)?;
    Ok(Reply::ok(&Deleted { deleted: true, extra: Extra::default() }))
}

fn described(key: &Key, call: &Call<'_>) -> Reply {
    Reply::ok(&keys::Response { data: to_wire(key, call.now()), extra: Extra::default() })
}

fn unknown() -> Refusal {
    Refusal::not_found("API key not found")
}

/// Puts a value in its place, if there is one.
fn put<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

/// Puts a value in its place, or takes away what is there.
fn put_change<T>(place: &mut Option<T>, change: Change<T>) {
    match change {
        Change::Keep => {}
        Change::Clear => *place = None,
        Change::Set(value) => *place = Some(value),
    }
}

/// Reads the value of a change, if it has one.
fn read<T, U>(
    change: Change<T>,
    read: impl FnOnce(T) -> Result<U, Refusal>,
) -> Result<Change<U>, Refusal> {
    match change {
        Change::Keep => Ok(Change::Keep),
        Change::Clear => Ok(Change::Clear),
        Change::Set(value) => read(value).map(Change::Set),
    }
}

fn reset(interval: ResetInterval) -> Result<ResetInterval, Refusal> {
    if matches!(interval, ResetInterval::Other(_)) {
        return Err(Refusal::bad_request("`limit_reset` must be daily, weekly, monthly or null"));
    }
    Ok(interval)
}

fn to_wire(key: &Key, now: u64) -> keys::Key {
    let spending = &key.spending;
    let zero = || Some(number(Decimal::ZERO));
    let time = |seconds| iso(Duration::from_secs(seconds));
    keys::Key {
        hash: Some(key.hash.clone()),
        name: Some(key.name.clone()),
        label: Some(key.label.clone()),
        disabled: Some(key.disabled),
        limit: key.limit.map(number),
        limit_remaining: key.remaining(now).map(number),
        limit_reset: key.limit_reset.clone(),
        include_byok_in_limit: Some(key.include_byok_in_limit),
        usage: Some(number(spending.total())),
        usage_daily: Some(number(spending.on_day_of(now))),
        usage_weekly: Some(number(spending.in_week_of(now))),
        usage_monthly: Some(number(spending.in_month_of(now))),
        byok_usage: zero(),
        byok_usage_daily: zero(),
        byok_usage_weekly: zero(),
        byok_usage_monthly: zero(),
        created_at: Some(time(key.created_at)),
        updated_at: key.updated_at.map(time),
        expires_at: key.expires_at.map(iso),
        creator_user_id: Some(key.creator_user_id.clone()),
        workspace_id: Some(key.workspace_id.clone()),
        // Newer than the API description that the wire types follow; the service's own client
        // demands it.
        extra: Extra::from_iter([("external_user".to_owned(), Value::Null)]),
    }
}
