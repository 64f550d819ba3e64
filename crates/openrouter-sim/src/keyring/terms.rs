//! What a request may ask a key to be.

use std::time::Duration;

use rust_decimal::Decimal;
use serde_json::Number;

use crate::{calendar::parse_iso, money::amount, refusal::Refusal};

/// Reads what a key may spend.
pub(crate) fn limit(number: &Number) -> Result<Decimal, Refusal> {
    let limit = amount(number).filter(|limit| !limit.is_sign_negative());
    limit.ok_or_else(|| Refusal::bad_request("`limit` must be an amount in US dollars"))
}

/// Reads when a key ends.
pub(crate) fn end(text: &str) -> Result<Duration, Refusal> {
    let unreadable = || Refusal::bad_request("`expires_at` must be an ISO 8601 time in UTC");
    parse_iso(text).ok_or_else(unreadable)
}
