//! `GET /key`.

use http::StatusCode;
use openrouter_wire::{Extra, key};
use rust_decimal::Decimal;
use serde_json::json;

use crate::{error_reply::encode, keyring::Key, money::number, reply::Reply};

/// How many answers of free models an account that has paid may have on a day.
const FREE_ANSWERS: usize = 1_000;

/// Tells a key what it has spent and may spend.
pub(crate) fn key(key: &Key, now: u64) -> Reply {
    let spending = &key.spending;
    let zero = || Some(number(Decimal::ZERO));
    let mut data = key::Key {
        label: Some(key.label.clone()),
        limit: key.limit.map(number),
        limit_remaining: key.remaining().map(number),
        limit_reset: None,
        include_byok_in_limit: Some(false),
        usage: Some(number(spending.total())),
        usage_daily: Some(number(spending.on_day_of(now))),
        usage_weekly: Some(number(spending.in_week_of(now))),
        usage_monthly: Some(number(spending.in_month_of(now))),
        byok_usage: zero(),
        byok_usage_daily: zero(),
        byok_usage_weekly: zero(),
        byok_usage_monthly: zero(),
        is_free_tier: Some(false),
        is_management_key: Some(false),
        is_provisioning_key: Some(false),
        creator_user_id: Some("user_simulated".to_owned()),
        expires_at: None,
        rate_limit: Some(key::RateLimit {
            requests: Some((-1).into()),
            interval: Some("10s".to_owned()),
            note: Some("This field is deprecated and safe to ignore.".to_owned()),
            ..key::RateLimit::default()
        }),
        ..key::Key::default()
    };
    data.extra = newer_fields(key, now);
    Reply::json(StatusCode::OK, encode(&key::Response { data, extra: Extra::default() }))
}

/// Makes the fields that are newer than the API description that the wire types follow. The
/// service's own client demands them.
fn newer_fields(key: &Key, now: u64) -> Extra {
    let used = key.spending.free_answers_on_day_of(now);
    let quota = json!({
        "limit": FREE_ANSWERS,
        "remaining": FREE_ANSWERS.saturating_sub(used),
        "used": used,
    });
    let fields = [
        ("allowed_data_regions", json!(["global"])),
        ("free_model_daily_requests", quota),
        ("organization_id", json!(null)),
        ("workspace_id", json!("ws_simulated")),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
