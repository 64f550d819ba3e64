//! The same trouble, in each place where the service puts it: one kind, one advice, as many sends.

use llm_types::{ErrorKind, Retry};
use openrouter_sim::fault::Script;
use serde_json::{Value, json};

use super::refusal::refusal_with;
use super::{Trial, Watched};

/// Where an error stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a reply with a status of failure.
    Status,
    /// In a success, in place of the answer.
    Success,
    /// In a success, within a choice.
    Choice,
    /// In a stream, beside its choices.
    Chunk,
    /// In a stream, within a choice.
    ChunkChoice,
    /// In a stream, as an event of that name.
    Event,
}

pub(super) const PLACES: [Place; 6] =
    [Place::Status, Place::Success, Place::Choice, Place::Chunk, Place::ChunkChoice, Place::Event];

impl Place {
    /// The script that has the error there. The status is used where there is one.
    fn script(self, status: u16, error: &Value) -> Script {
        let choice = |delta: &str| {
            json!({ "id": "gen-1", "choices": [{ "index": 0, "finish_reason": "error",
                delta: { "content": "" }, "error": error }] })
        };
        let events = Script::new().read().events().comment();
        match self {
            Self::Status => refusal_with(status, &[], &json!({ "error": error })),
            Self::Success => Script::replies(
                200,
                &json!({ "id": null, "choices": null, "model": null, "error": error }),
            ),
            Self::Choice => Script::replies(200, &choice("message")),
            Self::Chunk => events.error(error).done().end(),
            Self::ChunkChoice => events.event(&choice("delta")).done().end(),
            Self::Event => {
                events.chunk(format!("event: error\ndata: {}\n\n", json!({ "error": error }))).end()
            }
        }
    }
}

/// What a trouble comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    kind: ErrorKind,
    pub(super) status: Option<u16>,
    message: String,
    upstream: Option<String>,
    advice: Retry,
    keys: Vec<String>,
    left: Vec<&'static str>,
    seconds: u64,
}

impl Outcome {
    fn of(trial: Watched) -> Self {
        let left = trial.available();
        let keys = trial.requests.iter().map(|request| request.key().unwrap().to_owned()).collect();
        let error = trial.end.unwrap_err();
        let upstream = error.upstream().and_then(|upstream| upstream.message.clone());
        Self {
            kind: error.kind(),
            status: error.status(),
            message: error.message().to_owned(),
            upstream,
            advice: error.retry(),
            keys,
            left,
            seconds: trial.took.as_secs(),
        }
    }
}

/// Holds the error to the same outcome in each of these places, both ways of asking.
pub(super) async fn is_the_same_in(places: &[Place], status: u16, error: &Value) -> Outcome {
    let mut first = None;
    for place in places {
        for whole in [false, true] {
            let trial = Trial::of([place.script(status, error)]);
            let trial = if whole { trial.complete().await } else { trial.stream().await };
            let outcome = Outcome::of(trial);
            match &first {
                None => first = Some(outcome),
                Some(first) => assert_eq!(*first, outcome, "{place:?}, whole: {whole}: {error}"),
            }
        }
    }
    first.unwrap()
}

/// Each status and what it comes to: the kind, how often it is sent.
const STATUSES: [(u16, ErrorKind, usize); 27] = {
    use ErrorKind as E;
    [
        (400, E::InvalidRequest, 1),
        (401, E::Authentication, 3),
        (402, E::InsufficientCredits, 2),
        (403, E::PermissionDenied, 3),
        (404, E::ModelNotFound, 1),
        (408, E::Timeout, 3),
        (409, E::InvalidRequest, 1),
        (410, E::InvalidRequest, 1),
        (412, E::InvalidRequest, 1),
        (413, E::TooLarge, 1),
        (418, E::InvalidRequest, 1),
        (422, E::InvalidRequest, 1),
        (425, E::Timeout, 3),
        (429, E::RateLimited, 3),
        (451, E::InvalidRequest, 1),
        (499, E::InvalidRequest, 1),
        (500, E::Unavailable, 3),
        (501, E::Unavailable, 1),
        (502, E::Unavailable, 3),
        (503, E::Unavailable, 3),
        (504, E::Timeout, 3),
        (505, E::Unavailable, 1),
        (511, E::Unavailable, 1),
        (520, E::Unavailable, 3),
        (524, E::Timeout, 3),
        (529, E::Unavailable, 3),
        (599, E::Unavailable, 3),
    ]
};

#[tokio::test(start_paused = true)]
async fn each_status_comes_to_the_same_wherever_it_stands() {
    for (status, kind, sends) in STATUSES {
        let error = json!({ "code": status, "message": "no" });
        let outcome = is_the_same_in(&PLACES, status, &error).await;
        let told = (outcome.kind, outcome.status, outcome.keys.len());
        assert_eq!(told, (kind, Some(status), sends), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_status_is_read_however_it_is_spelt() {
    for (status, kind) in [(400, ErrorKind::InvalidRequest), (504, ErrorKind::Timeout)] {
        for error in [
            json!({ "code": status.to_string(), "message": "no" }),
            json!({ "code": f64::from(status), "message": "no" }),
            json!({ "http_status": status, "message": "no" }),
            json!({ "http_status": status, "code": null, "message": "no" }),
        ] {
            let outcome = is_the_same_in(&PLACES, status, &error).await;
            assert_eq!((outcome.kind, outcome.status), (kind, Some(status)), "{error}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_code_that_names_no_failure_counts_as_a_failing_upstream() {
    let inside = &PLACES[1..];
    for code in [
        json!(null),
        json!(0),
        json!(-1),
        json!(200),
        json!(302),
        json!(600),
        json!("new"),
        json!([]),
    ] {
        let error = json!({ "code": code, "message": "no" });
        let outcome = is_the_same_in(inside, 0, &error).await;
        assert_eq!((outcome.kind, outcome.keys.len()), (ErrorKind::Unavailable, 3), "{error}");
    }
    let outcome = is_the_same_in(inside, 0, &json!({ "message": "no" })).await;
    assert_eq!((outcome.kind, outcome.status), (ErrorKind::Unavailable, Some(502)));
    let outcome = is_the_same_in(inside, 0, &json!("mere text")).await;
    assert_eq!((outcome.kind, &*outcome.message), (ErrorKind::Unavailable, "mere text"));
}

#[tokio::test(start_paused = true)]
async fn a_type_stands_for_a_status_in_either_place_and_as_a_code() {
    use ErrorKind as E;
    for (word, status, kind) in [
        ("authentication", 401, E::Authentication),
        ("permission_denied", 403, E::PermissionDenied),
        ("payment_required", 402, E::InsufficientCredits),
        ("rate_limit_exceeded", 429, E::RateLimited),
        ("provider_overloaded", 503, E::Unavailable),
        ("provider_unavailable", 502, E::Unavailable),
        ("timeout", 504, E::Timeout),
        ("server", 500, E::Unavailable),
        ("unmapped", 500, E::Unavailable),
        ("not_found", 404, E::ModelNotFound),
        ("precondition_failed", 412, E::InvalidRequest),
        ("payload_too_large", 413, E::TooLarge),
        ("unprocessable", 422, E::InvalidRequest),
        ("invalid_request", 400, E::InvalidRequest),
        ("invalid_image", 400, E::InvalidRequest),
        ("context_length_exceeded", 400, E::ContextLength),
        ("max_tokens_exceeded", 400, E::ContextLength),
        ("content_policy_violation", 400, E::ContentPolicy),
        ("refusal", 400, E::ContentPolicy),
    ] {
        let in_metadata = json!({ "message": "no", "metadata": { "error_type": word } });
        let outcome = is_the_same_in(&PLACES, status, &in_metadata).await;
        assert_eq!((outcome.kind, outcome.status), (kind, Some(status)), "{word}");
        for error in [
            json!({ "message": "no", "error_type": word }),
            json!({ "code": word, "message": "no" }),
            json!({ "code": status, "message": "no", "metadata": { "error_type": word } }),
        ] {
            let outcome = is_the_same_in(&[Place::Success], status, &error).await;
            assert_eq!((outcome.kind, outcome.status), (kind, Some(status)), "{error}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_an_upstream_said_is_told_in_each_of_its_forms() {
    for raw in [json!("busy"), json!("{\"error\":\"busy\"}"), json!({ "error": "busy" })] {
        for (status, kind) in [(429, ErrorKind::RateLimited), (401, ErrorKind::Unavailable)] {
            let error = json!({ "code": status, "message": "Provider returned error", "metadata": {
                "provider_name": "P", "raw": raw } });
            let outcome = is_the_same_in(&PLACES, status, &error).await;
            assert_eq!((outcome.kind, outcome.keys.len()), (kind, 3), "{error}");
            assert_eq!(outcome.left.len(), 3, "no key is to blame");
            assert!(outcome.upstream.unwrap().contains("busy"));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_scope_of_a_limit_and_the_wait_that_is_asked_for_are_understood_everywhere() {
    let limit = |status: u16, message: &str, rest: Value| {
        let mut error = json!({ "code": status, "message": message });
        error.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        (status, error)
    };
    for ((status, error), sends, left, seconds) in [
        (limit(429, "free-models-per-min", json!({})), 3, 3, 0),
        (
            limit(
                429,
                "m",
                json!({ "metadata": { "limit_source": "upstream_provider_shared_pool" } }),
            ),
            3,
            3,
            0,
        ),
        (
            limit(
                429,
                "m",
                json!({ "availability": {
            "code": "capacity_exhausted", "retryable": true, "retry_after": 4 } }),
            ),
            3,
            3,
            8,
        ),
        (
            limit(
                429,
                "m",
                json!({ "metadata": { "provider_name": "P",
            "headers": { "Retry-After": "5" } } }),
            ),
            3,
            3,
            10,
        ),
        (
            limit(
                503,
                "m",
                json!({ "availability": {
            "code": "temporarily_unavailable", "retryable": true, "retry_after": 6 } }),
            ),
            3,
            3,
            12,
        ),
        (limit(503, "m", json!({ "availability": { "retryable": false } })), 1, 3, 0),
        (
            limit(
                404,
                "m",
                json!({ "availability": {
            "code": "no_endpoints", "retryable": true, "retry_after": 3 } }),
            ),
            3,
            3,
            6,
        ),
        (limit(402, "Key limit exceeded", json!({})), 3, 0, 0),
        (limit(402, "you can only afford 7", json!({})), 1, 3, 0),
        (
            limit(402, "m", json!({ "metadata": { "reason": "in_flight_budget_exhausted" } })),
            3,
            3,
            0,
        ),
        (limit(403, "flagged", json!({ "metadata": { "reasons": "violence" } })), 1, 3, 0),
        (limit(403, "Request blocked", json!({ "metadata": { "patterns": ["p"] } })), 1, 3, 0),
    ] {
        let outcome = is_the_same_in(&PLACES, status, &error).await;
        assert_eq!((outcome.keys.len(), outcome.left.len()), (sends, left), "{error}");
        assert!((seconds..=seconds + 2).contains(&outcome.seconds), "{error}: {}", outcome.seconds);
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_in_the_head_of_a_success_that_is_none_is_kept_to() {
    let error = json!({ "error": { "code": 503, "message": "m" } }).to_string();
    let event = format!("data: {error}\n\n");
    for (kind, body) in [("application/json", error), ("text/event-stream", event)] {
        let headers = [("content-type", kind), ("retry-after", "7")];
        let script = Script::new().read().reply_with(200, &headers, body);
        let trial = Trial::of([script, Script::healthy(1)]).words(1).stream().await;
        assert!((7..=8).contains(&trial.took.as_secs()), "{:?}", trial.took);
        trial.succeeded_after(1);
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_is_found_beside_what_makes_no_sense() {
    let error = json!({ "code": 429, "message": "slow", "metadata": { "provider_name": "P" } });
    for choices in [json!({}), json!("none"), json!([{ "index": -1 }]), json!([7])] {
        let body = json!({ "id": 7, "choices": choices, "error": error });
        let event = Script::new().read().events().event(&body).done().end();
        for script in [Script::replies(200, &body), event] {
            let trial = Trial::of([script]).stream().await;
            assert_eq!(trial.requests.len(), 3, "{body}");
            trial.failed(ErrorKind::RateLimited, false);
        }
    }
}
