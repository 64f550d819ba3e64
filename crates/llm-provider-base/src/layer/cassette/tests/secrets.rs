//! Secrets planted everywhere, and none of them in a file.

use llm_types::{
    AssistantMessage, Extension, FinishReason, Logprobs, Message, ProviderExt as _, RawJson,
    ReasoningContent, StandardChoice, ToolCall, UpstreamError,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::*;

const KEY: &str = "sk-or-v1-canary0123456789";

/// Puts a key behind every text that may be any text.
fn plant<T: serde::de::DeserializeOwned + Serialize>(value: &T) -> (T, usize) {
    fn leaves(json: &Value, path: &mut Vec<String>, found: &mut Vec<String>) {
        match json {
            Value::String(_) => found.push(path.concat()),
            Value::Array(items) => items.iter().enumerate().for_each(|(place, item)| {
                path.push(format!("/{place}"));
                leaves(item, path, found);
                path.pop();
            }),
            Value::Object(members) => members.iter().for_each(|(name, item)| {
                path.push(format!("/{}", name.replace('~', "~0").replace('/', "~1")));
                leaves(item, path, found);
                path.pop();
            }),
            _ => {}
        }
    }
    let mut json = serde_json::to_value(value).unwrap();
    let mut found = Vec::new();
    leaves(&json, &mut Vec::new(), &mut found);
    let mut planted = 0;
    for path in found {
        let mut with = json.clone();
        let Some(Value::String(text)) = with.pointer_mut(&path) else { continue };
        text.push(' ');
        text.push_str(KEY);
        if let Ok(value) = serde_json::from_value::<T>(with)
            && let Ok(stored) = serde_json::to_value(&value)
        {
            json = stored;
            planted += 1;
        }
    }
    (serde_json::from_value(json).unwrap(), planted)
}

#[track_caller]
fn assert_clean(place: &Place) {
    let text = std::fs::read_to_string(&place.path).unwrap();
    let shown =
        text.find("canary").map(|at| text[..at + 6].chars().rev().take(80).collect::<String>());
    assert_eq!(shown.map(|it| it.chars().rev().collect::<String>()), None);
    assert!(text.contains("[redacted]"), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_key_in_any_field_is_in_the_file(
        request in strategies::request(),
        events in proptest::collection::vec(strategies::stream_event(), 1..6),
        response in strategies::response(),
    ) {
        let place = place();
        let (mut request, _) = plant(&request);
        request.messages.push(Message::user(KEY));
        request.timeout = None;
        let (response, _) = plant(&response);
        let events: Vec<_> = events.iter().map(|event| plant(event).0).collect();
        let upstream: UpstreamError =
            serde_json::from_value(json!({"name": KEY, "code": KEY, "message": KEY})).unwrap();
        let error = Error::new(ErrorKind::Unavailable, KEY)
            .with_model(KEY)
            .with_response_id(KEY)
            .with_upstream(upstream)
            .with_attempts(response.attempts.clone())
            .with_partial(response.clone())
            .with_source(Error::new(ErrorKind::Network, KEY).with_source(KEY));
        let recorder = Arc::new(place.recorder());
        let provider = ScriptedProvider::new()
            .with_name(KEY)
            .with_default_model(KEY)
            .then(ScriptedAnswer::events(events.clone()))
            .then(response)
            .then(ScriptedAnswer::events(events).broken_by(error))
            .layer(Arc::clone(&recorder));
        for _ in 0..3 {
            drop(now(drain(now(provider.stream(request.clone())))));
        }
        recorder.check().unwrap();
        assert_clean(&place);
        let replay = place.replay();
        prop_assert_eq!(replay.unplayed().len(), 3);
        // What is asked is scrubbed as well, or it would not be found again.
        for _ in 0..3 {
            drop(now(replay.complete(request.clone())));
        }
        replay.assert_played();
    }
}

#[test]
fn planting_reaches_what_it_should() {
    let request = StandardRequest::prompt("x").with_user("u").with_stop("s");
    let (planted, count) = plant(&request);
    assert_eq!(count, 3, "{planted:?}");
}

/// Headers, as an extension may hold them.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Headers(Value);

impl Extension for Headers {
    const NAMESPACE: &'static str = "test.headers";
}

#[tokio::test]
async fn secrets_are_known_by_where_they_stand() {
    let place = place();
    for json in [
        json!({"Authorization": "canary"}),
        json!({"headers": [["x-api-key", "canary"], ["Cookie", "canary"]]}),
        json!({"headers": [{"name": "authorization", "value": "canary"}]}),
        json!({"Set-Cookie": ["canary", "canary"]}),
        json!({"password": "canary", "nested": {"client_secret": "canary"}}),
        json!({"url": "https://user:canary@x.test/?api_key=canary"}),
        json!({ KEY: 1 }),
        json!("Authorization: Basic canary"),
    ] {
        let provider = ScriptedProvider::new().then("x").layer(place.recorder());
        let request = StandardRequest::prompt("a").with_extension(Headers(json));
        provider.complete(request.clone()).await.unwrap();
        assert_clean(&place);
        place.replay().complete(request).await.unwrap();
    }
}

#[tokio::test]
async fn secrets_in_json_within_texts_are_taken_out_and_it_stays_json() {
    let place = place();
    let block = RawJson::parse(format!(r#"{{"text":"a\n{KEY}","n":1.50}}"#)).unwrap();
    let mut message = AssistantMessage::text("x");
    message.reasoning = Some(ReasoningContent::new("Hm.", Some(vec![block.into()])));
    let arguments = format!(r#"{{"api_key":"canary","b":"{KEY}"}}"#);
    message.tool_calls.push(ToolCall::new("call_1", "f", arguments));
    let mut answer = StandardResponse::text("");
    answer.choices = vec![StandardChoice::new(message, FinishReason::ToolCalls)];
    let provider = ScriptedProvider::new().then(answer).layer(place.recorder());
    drop(drain(provider.stream("a".into()).await).await);
    assert_clean(&place);
    let played = place.replay().complete("a".into()).await.unwrap();
    let arguments: Value = serde_json::from_str(&played.tool_calls()[0].arguments).unwrap();
    assert_eq!(arguments, json!({"api_key": "[redacted]", "b": "[redacted]"}));
    let blocks = played.message().unwrap().reasoning.as_ref().unwrap().blocks.as_ref().unwrap();
    assert_eq!(serde_json::to_value(&blocks[0]).unwrap(), r#"{"text":"a\n[redacted]","n":1.50}"#);
}

#[tokio::test]
async fn a_key_in_pieces_is_taken_out() {
    let text = format!("The key: {KEY}.");
    for cut in 1..text.len() {
        let place = place();
        let (one, two) = text.split_at(cut);
        let mut pieces = Vec::new();
        for text in [one, two] {
            let (text, choice) = (text.to_owned(), 0);
            let block = RawJson::from_value(&text).unwrap().into();
            let logprobs: Logprobs =
                serde_json::from_value(json!({"content": [{"token": text}]})).unwrap();
            let arguments = text.clone();
            let delta = llm_types::ToolCallDelta { arguments, ..Default::default() };
            pieces.extend([
                StreamEvent::Text { choice, text: text.clone() },
                StreamEvent::Refusal { choice, text: text.clone() },
                StreamEvent::Reasoning { choice, text, blocks: Some(vec![block]) },
                StreamEvent::ToolCall { choice, delta },
                StreamEvent::Logprobs { choice, logprobs },
            ]);
        }
        let provider = ScriptedProvider::new()
            .then(ScriptedAnswer::events(pieces.clone()))
            .then(ScriptedAnswer::events(pieces).broken_by(reset()))
            .layer(place.recorder());
        for _ in 0..2 {
            drop(drain(provider.stream("a".into()).await).await);
        }
        let file = std::fs::read_to_string(&place.path).unwrap();
        // What is left of it may be the end of a word, and no more.
        for piece in ["canary", "0123456789"] {
            assert!(!file.contains(piece), "cut after {cut}: {file}");
        }
        let texts = drain(place.replay().stream("a".into()).await).await;
        let text: String = texts.iter().flatten().filter_map(StreamEvent::as_text).collect();
        assert_eq!(text, "The key: [redacted]");
        let is_blank = |event: &StreamEvent| event.as_text() == Some("");
        assert!(!texts.iter().flatten().any(is_blank), "a text that says nothing is no event");
    }
}

#[tokio::test]
async fn what_an_application_wants_out_is_taken_out_on_both_sides() {
    let place = place();
    let scrub = |text: &str| text.contains("Jane").then(|| text.replace("Jane", "Somebody"));
    let pieces = ScriptedAnswer::pieces(["Hello Ja", "ne!"]);
    let provider = ScriptedProvider::new().then(pieces).layer(place.recorder().with_scrub(scrub));
    drop(drain(provider.stream("I am Jane.".into()).await).await);
    assert!(!std::fs::read_to_string(&place.path).unwrap().contains("Jane"));
    let replay = place.open().with_scrub(scrub).provider();
    assert_eq!(replay.ask("I am Jane.").await.unwrap().to_string(), "Hello Somebody!");
    assert!(place.replay().ask("I am Jane.").await.is_err(), "without it, it is not the same");
}

#[tokio::test]
async fn a_scrub_that_breaks_the_form_is_told_of() {
    let place = place();
    let recorder = Arc::new(place.recorder().with_scrub(|_| Some("canary".to_owned())));
    let provider = ScriptedProvider::new().then("x").layer(Arc::clone(&recorder));
    provider.ask("a").await.unwrap();
    let error = recorder.check().unwrap_err();
    assert!(error.message().contains("could be read again"), "{error}");
    assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    assert!(place.open().is_empty());
}
