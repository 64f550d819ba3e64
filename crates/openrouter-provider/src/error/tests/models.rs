//! What a failure says about the model that was asked: whether another is asked rather than it.

use std::time::Duration;

use super::super::ModelBlame::{self, Busy, Failed, Missing, Unfit};
use super::reply;

#[track_caller]
fn check(status: u16, error: &str, expected: ModelBlame) {
    let failure = reply(status, &format!(r#"{{"error":{{"code":{status},{error}}}}}"#));
    assert_eq!(failure.blame.model, expected, "{error}");
}

#[test]
fn a_model_that_is_not_there_is_missing() {
    check(400, r#""message":"a/b is not a valid model ID""#, Missing);
    check(404, r#""message":"The model does not exist""#, Missing);
    for code in ["model_not_found", "model_deprecated", "free_variant_ended"] {
        check(404, &format!(r#""message":"no","availability":{{"code":"{code}"}}"#), Missing);
    }
}

#[test]
fn what_a_model_cannot_do_another_may() {
    check(400, r#""message":"no","error_type":"context_length_exceeded""#, Unfit);
    check(400, r#""message":"This is beyond the maximum context length""#, Unfit);
    check(404, r#""message":"No endpoints found""#, Unfit);
    check(400, r#""message":"This model does not support tools""#, Unfit);
    check(400, r#""message":"Unsupported parameter: logprobs""#, Unfit);
    check(400, r#""message":"no","availability":{"code":"wrong_endpoint"}"#, Unfit);
}

#[test]
fn what_no_model_is_to_blame_for_blames_none() {
    check(400, r#""message":"no""#, ModelBlame::None);
    check(400, r#""message":"The tool does not exist""#, ModelBlame::None);
    check(400, r#""message":"Give a model""#, ModelBlame::None);
    check(401, r#""message":"no""#, ModelBlame::None);
    check(429, r#""message":"no""#, ModelBlame::None);
}

#[test]
fn what_is_refused_for_its_content_or_its_way_is_no_fault_of_the_model() {
    check(400, r#""message":"no","error_type":"content_policy_violation""#, ModelBlame::Refused);
    for code in ["region_restricted", "privacy_restricted"] {
        let error = format!(r#""message":"no","availability":{{"code":"{code}"}}"#);
        check(404, &error, ModelBlame::Refused);
    }
}

#[test]
fn a_model_whose_upstream_fails_or_is_busy_is_to_blame() {
    check(502, r#""message":"no""#, Failed);
    let busy = |more: &str| {
        format!(r#""message":"no","metadata":{{"provider_name":"Acme","raw":"busy"{more}}}"#)
    };
    check(429, &busy(""), Busy(None));
    let wait = Busy(Some(Duration::from_secs(7)));
    check(429, &busy(r#","headers":{"Retry-After":"7"}"#), wait);
}
