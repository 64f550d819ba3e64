//! `GET /key`.

use openrouter_wire::{Extra, Method, key};
use rust_decimal::Decimal;
use serde_json::json;

use crate::{
    accounts::Account,
    calendar::iso,
    keyring::{Class, Key, Purpose},
    money::number,
    refusal::Refusal,
    reply::Reply,
    server::{Call, Endpoint, Routes},
};

pub(super) fn routes() -> Routes {
    let purpose = Some(Purpose::Account);
    let handler = |call: &Call<'_>| Ok(get(call));
    let endpoint = Endpoint { purpose, handler, refuse: Refusal::into_reply };
    // The second is the older name.
    Routes::default().serve::<key::Get>(handler).add(Method::Get, "/auth/key", endpoint)
}

/// Tells a key what it has spent and may spend.
fn get(call: &Call<'_>) -> Reply {
    let key = call.state.keyring.key(call.key_hash).unwrap_or_default();
    let account = call.state.keyring.account_of(call.key_hash);
    let data = seen_by_itself(&key, account, call.now());
    Reply::ok(&key::Response { data, extra: Extra::default() })
}

fn seen_by_itself(key: &Key, account: &Account, now: u64) -> key::Key {
    let spending = &key.spending;
    let zero = || Some(number(Decimal::ZERO));
    let is_management = key.class == Class::Management;
    let data = key::Key {
        label: Some(key.label.clone()),
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
        is_free_tier: Some(account.bought().is_zero()),
        is_management_key: Some(is_management),
        is_provisioning_key: Some(is_management),
        creator_user_id: Some(key.creator_user_id.clone()),
        expires_at: key.expires_at.map(iso),
        rate_limit: Some(key::RateLimit {
            requests: Some((-1).into()),
            interval: Some("10s".to_owned()),
            note: Some("This field is deprecated and safe to ignore.".to_owned()),
            ..key::RateLimit::default()
        }),
        ..key::Key::default()
    };
    key::Key { extra: newer_fields(key, account, now), ..data }
}

/// Makes the fields that are newer than the API description that the wire types follow. The
/// service's own client demands them.
fn newer_fields(key: &Key, account: &Account, now: u64) -> Extra {
    let (limit, used) = account.free_on_day_of(now);
    let quota = json!({
        "limit": limit,
        "remaining": limit.saturating_sub(used),
        "used": used,
    });
    let fields = [
        ("allowed_data_regions", json!(["global"])),
        ("free_model_daily_requests", quota),
        ("organization_id", json!(null)),
        ("workspace_id", json!(key.workspace_id)),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
