//! Why no endpoint could serve a call.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::lenient::decode_each;
use crate::{Extra, open_enum::open_enum};

/// Why no endpoint could serve a call, and what would help.
///
/// Documented since 2026-08-19. [`retryable`](Self::retryable) is what to go by; the set of
/// codes grows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Availability {
    /// The reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<AvailabilityCode>,
    /// Whether the same call may succeed later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retryable: Option<bool>,
    /// The models that were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested_models: Option<Vec<String>>,
    /// Where the reason is explained.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub docs_url: Option<String>,
    /// Seconds to wait; see [`Self::wait`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<Number>,
    /// The upstreams concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affected_providers: Option<Vec<String>>,
    /// What excluded the endpoints: `geo`, `data_policy:zdr`, `max_price`, `context_length` and
    /// others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excluded_by: Option<Vec<String>>,
    /// Models that would do instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fallback_models: Option<Vec<String>>,
    /// The constraint that no endpoint met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constraint: Option<Constraint>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

decode_each!(Availability {
    code,
    retryable,
    requested_models,
    docs_url,
    retry_after,
    affected_providers,
    excluded_by,
    fallback_models,
    constraint,
});

impl Availability {
    /// Returns how long to wait, if the service says so and the number makes sense.
    pub fn wait(&self) -> Option<Duration> {
        Duration::try_from_secs_f64(self.retry_after.as_ref()?.as_f64()?).ok()
    }
}

/// A constraint of the request that no endpoint met.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Constraint {
    /// The field of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What it demanded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Why no endpoint could serve a call.
    pub enum AvailabilityCode {
        /// 400: no model of that name.
        ModelNotFound = "model_not_found",
        /// 400: the model is for another endpoint of the API.
        WrongEndpoint = "wrong_endpoint",
        /// 404: the model has no endpoints.
        NoEndpoints = "no_endpoints",
        /// 404: the model was withdrawn.
        ModelDeprecated = "model_deprecated",
        /// 404: the upstreams do not offer the model at present.
        ModelUnavailableUpstream = "model_unavailable_upstream",
        /// 429: every upstream is at its limit.
        CapacityExhausted = "capacity_exhausted",
        /// 503: a passing fault.
        TemporarilyUnavailable = "temporarily_unavailable",
        /// 403: not in this region.
        RegionRestricted = "region_restricted",
        /// 404: excluded by settings for privacy.
        PrivacyRestricted = "privacy_restricted",
        /// 404: excluded by the request's own constraints.
        ConstraintFiltered = "constraint_filtered",
        /// 404: there is no free variant any more.
        FreeVariantEnded = "free_variant_ended",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode;

    #[test]
    fn the_wait_is_a_time_if_it_makes_sense() {
        let wait = |json: &[u8]| decode::<Availability>(json).unwrap().wait();
        assert_eq!(wait(br#"{"retry_after":12}"#), Some(Duration::from_secs(12)));
        assert_eq!(wait(br#"{"retry_after":0.5}"#), Some(Duration::from_millis(500)));
        for json in [&br#"{"retry_after":-1}"#[..], br#"{"retry_after":1e300}"#, b"{}"] {
            assert_eq!(wait(json), None);
        }
    }
}
