//! Keys, prompts and answers show nowhere but where they belong.

use std::error::Error as _;
use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use llm_provider_base::TransportErrorKind;
use llm_types::{ChatProvider, Error, HealthProvider, Message, ProviderConfig, StandardRequest};

use super::canned::{Canned, Piece, Reply, bytes, finish, text};
use super::recorder::Recorder;
use crate::OpenRouter;

const KEYS: [&str; 2] = ["sk-or-v1-7f3kQ9zXw2LmB8vT", "gateway-Hn4cR6yPj1DsE5uG"];
const PROMPT: &str = "violet heron recites";
const ANSWER: &str = "quartz lantern hums";

/// Writes in base64 what does not depend on the bytes that follow.
fn whole_groups(bytes: &[u8]) -> String {
    STANDARD.encode(&bytes[..bytes.len() / 3 * 3])
}

/// Fails if a secret shows, whole or in part, in any usual spelling.
#[track_caller]
fn check(shown: &str) {
    for secret in KEYS.iter().map(|key| &key[key.rfind('-').unwrap() + 1..]).chain([PROMPT, ANSWER])
    {
        let bytes = secret.as_bytes();
        let spelt = |before: &str| {
            bytes.iter().fold(String::new(), |mut text, byte| {
                let _ = write!(text, "{before}{byte:02x}");
                text
            })
        };
        let spellings = [
            secret[..8].to_owned(),
            secret[secret.len() - 8..].to_owned(),
            spelt(""),
            spelt("%"),
            format!("{bytes:?}").replace(['[', ']'], ""),
            // Wherever the secret begins within groups of three.
            whole_groups(bytes),
            whole_groups(&bytes[1..]),
            whole_groups(&bytes[2..]),
        ];
        for spelling in spellings {
            assert!(!shown.contains(&spelling), "{spelling} is in: {shown}");
        }
    }
}

#[track_caller]
fn check_error(error: &Error) {
    check(&format!("{error} {error:?} {error:#?}"));
    let mut source = error.source();
    while let Some(cause) = source {
        check(&format!("{cause} {cause:?}"));
        source = cause.source();
    }
}

fn request() -> StandardRequest {
    let mut request = StandardRequest::prompt(PROMPT);
    request.messages.insert(0, Message::system(PROMPT));
    request
}

/// Replies that repeat what they must not, to a request that was sent with this key.
fn replies(key: &str) -> Vec<Reply> {
    let error = |status: u16, words: &str| {
        format!(
            r#"{{"error":{{"code":{status},"message":"got {words}","metadata":{{
                "provider_name":"P","raw":"{words}","flagged_input":"{PROMPT}"}}}}}}"#
        )
    };
    let bearer = format!("Authorization: Bearer {key}");
    let mut replies: Vec<_> = [400, 401, 403, 429, 502]
        .into_iter()
        .flat_map(|status| {
            [&bearer[..], key].map(|words| Reply::json(status, error(status, words)))
        })
        .collect();
    let cut = format!(r#"{{"choices":[{{"message":{{"content":"{ANSWER}"#);
    let wrong = format!(r#"{{"choices":"{ANSWER}"}}"#);
    replies.extend([
        Reply::json(401, bearer.clone()),
        Reply::json(200, error(502, &bearer)),
        Reply::json(200, cut),
        Reply::json(200, wrong.clone()),
        Reply::sse(text(ANSWER)),
        Reply::sse(text(ANSWER) + &format!("data: {wrong}\n\n")),
        Reply::sse(text(ANSWER) + &format!("event: error\ndata: {bearer}\n\n")),
        Reply::sse(text(ANSWER) + &finish("error")),
        Reply::pieces([bytes(text(ANSWER)), Piece::Breaks]),
        Reply::Fails(TransportErrorKind::Tls),
        Reply::Hangs,
    ]);
    replies
}

#[tokio::test(start_paused = true)]
async fn no_failure_shows_a_key_a_prompt_or_an_answer() {
    let recorder = Recorder::default();
    // Where there is one subscriber only, `tracing` asks the thread that first comes to a place
    // whether anybody wants to hear of it, and other tests' threads say no for all.
    let second = tracing::Dispatch::new(Recorder::default());
    let traced = recorder.listen();
    for (key, reply) in
        KEYS.into_iter().flat_map(|key| replies(key).into_iter().map(move |it| (key, it)))
    {
        let canned = Canned::new([reply]);
        let provider = OpenRouter::builder().api_key(key).transport(canned).build().unwrap();
        check_error(&provider.complete(request()).await.unwrap_err());
        match provider.stream(request()).await {
            Ok(stream) => check_error(&stream.collect().await.unwrap_err()),
            Err(error) => check_error(&error),
        }
        let status = provider.key_pool().status(tokio::time::Instant::now());
        check(&format!("{status:?} {:?}", provider.metrics()));
        check(&serde_json::to_string(&status).unwrap());
    }
    drop((traced, second));
    let recorded = recorder.text();
    assert!(recorded.contains("llm_provider_base::call"), "{recorded}");
    check(&recorded);
}

#[tokio::test]
async fn no_setup_shows_a_key() {
    for key in KEYS {
        let builder = OpenRouter::builder().api_keys(KEYS);
        check(&format!("{builder:?} {builder:#?}"));
        let provider = builder.build().unwrap();
        check(&format!("{provider:?} {provider:#?}"));
        check(&format!("{:?}", ProviderConfig::new("openrouter").with_api_key(key)));
        let torn = format!("{key}\n{key}");
        check_error(&OpenRouter::builder().api_key(torn.clone()).build().unwrap_err());
        let config = ProviderConfig::new("openrouter").with_api_key(torn);
        check_error(&OpenRouter::from_config(config).unwrap_err());
        let url = format!("https://{key}@openrouter.ai/api/v1");
        check_error(&OpenRouter::builder().base_url(url).build().unwrap_err());
    }
}

#[tokio::test]
async fn a_request_that_is_refused_is_not_repeated() {
    let stored = serde_json::json!({
        "messages": [{"role": "user", "content": [{"type": "text", "text": PROMPT}]}],
        "extensions": {"openrouter.options": {"max_tool_calls": PROMPT}},
    });
    let mut requests = vec![request()];
    requests[0].temperature = Some(9.0);
    if let Ok(stored) = serde_json::from_value::<StandardRequest>(stored) {
        requests.push(stored);
    }
    for refused in requests {
        let canned = Canned::new([Reply::Hangs]);
        check_error(&canned.provider().complete(refused).await.unwrap_err());
        assert_eq!(canned.sends(), 0);
    }
}

#[test]
fn a_provider_shows_its_address_and_the_ids_of_its_keys() {
    let provider = Canned::new([Reply::Hangs]).builder().management_key("sk-or-v1-canary-manage");
    let provider = provider.build().unwrap();
    let keys = provider.key_pool().keys();
    let expected = format!(
        "OpenRouter {{ base_url: BaseUrl(https://openrouter.ai/api/v1/), keys: {keys:?}, .. }}"
    );
    assert_eq!((keys.len(), format!("{provider:?}")), (2, expected));
}
