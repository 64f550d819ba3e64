//! How often free models still answer, as `GET /key` says.

use std::time::SystemTime;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use llm_types::{RateLimitInfo, RateLimitScope, RateLimitSource};
use openrouter_auth::KeyId;
use openrouter_wire::key::Key;
use serde::Deserialize;

/// The field. It is newer than the API description.
const FIELD: &str = "free_model_daily_requests";

/// Requests of one day of UTC. All keys of an account share them.
#[derive(Deserialize)]
struct FreeRequests {
    limit: Option<u64>,
    remaining: Option<u64>,
}

/// The quota of free models, by a reply that came at `seen_at`; `None` if nothing is said of it.
///
/// It is told, and no reason to wait: only a refusal says that the quota is used up.
pub(crate) fn free_quota(
    key: &Key,
    id: Option<KeyId>,
    seen_at: SystemTime,
) -> Option<RateLimitInfo> {
    let said = key.extra.get(FIELD)?;
    let FreeRequests { limit, remaining } = FreeRequests::deserialize(said).ok()?;
    let mut info = RateLimitInfo::new(RateLimitSource::KeyInfo, seen_at)
        .with_scope(RateLimitScope::FreeModels);
    info.holder = id.map(|id| id.to_string().into());
    (info.requests.limit, info.requests.remaining) = (limit, remaining);
    if info.requests.is_empty() {
        return None;
    }
    info.requests.reset_at = midnight_after(seen_at);
    Some(info)
}

fn midnight_after(time: SystemTime) -> Option<SystemTime> {
    let day = Timestamp::try_from(time).ok()?.to_zoned(TimeZone::UTC);
    let next = day.tomorrow().and_then(|day| day.start_of_day()).ok()?;
    Some(next.timestamp().into())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn said(json: &str) -> Option<RateLimitInfo> {
        // 2026-08-16 18:32:25 UTC.
        free_quota(&serde_json::from_str(json).unwrap(), None, at(1_786_905_145))
    }

    #[test]
    fn the_quota_of_free_models_is_full_again_at_midnight() {
        let info = said(r#"{"free_model_daily_requests":{"limit":50,"remaining":12,"used":38}}"#);
        let info = info.unwrap();
        assert_eq!(info.scope, RateLimitScope::FreeModels);
        assert_eq!((info.requests.limit, info.requests.remaining), (Some(50), Some(12)));
        assert_eq!(info.requests.reset_at, Some(at(1_786_924_800)));
        assert_eq!((info.source, info.wait_until), (RateLimitSource::KeyInfo, None));
    }

    #[test]
    fn what_is_not_said_is_not_known() {
        for json in [
            "{}",
            r#"{"free_model_daily_requests":null}"#,
            r#"{"free_model_daily_requests":{}}"#,
            r#"{"free_model_daily_requests":{"limit":-1}}"#,
            r#"{"free_model_daily_requests":"many"}"#,
        ] {
            assert_eq!(said(json), None, "{json}");
        }
    }
}
