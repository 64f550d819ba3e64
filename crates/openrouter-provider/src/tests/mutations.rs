//! Answers of which one field is replaced by something else (row J07).

use llm_types::{ChatProvider, Error, ErrorKind, StandardRequest, StandardResponse};
use serde_json::{Map, Value, json};

use super::canned::{Canned, DONE, Reply};

/// What the answer says.
const SAID: &str = "heron";

/// A document with every field that an answer has.
fn document() -> Value {
    json!({
        "id": "gen-1", "object": "chat.completion", "created": 7, "model": "a/m", "provider": "P",
        "system_fingerprint": "fp", "service_tier": "default",
        "choices": [{
            "index": 0, "finish_reason": "tool_calls", "native_finish_reason": "tool_use",
            "logprobs": { "content": [{ "token": "a", "logprob": -0.5, "bytes": [97],
                "top_logprobs": [{ "token": "a", "logprob": -0.5, "bytes": [97] }] }] },
            "message": {
                "role": "assistant", "content": SAID, "refusal": "no", "reasoning": "hm",
                "reasoning_details": [{ "type": "reasoning.text", "text": "hm", "index": 0,
                    "format": "f", "signature": "c2ln", "id": "r" }],
                "tool_calls": [{ "index": 0, "id": "call_1", "type": "function",
                    "function": { "name": "look", "arguments": "{}" } }],
                "annotations": [{ "type": "url_citation", "url_citation": { "url": "https://a.test/",
                    "title": "t", "content": "c", "start_index": 0, "end_index": 1 } }],
                "images": [{ "type": "image_url", "image_url": { "url": "https://a.test/i" } }],
                "audio": { "id": "au", "data": "AAEC", "transcript": "t", "expires_at": 7 },
            },
        }],
        "usage": { "prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3, "cost": 0.1,
            "is_byok": false, "cost_details": { "upstream_inference_cost": null },
            "prompt_tokens_details": { "cached_tokens": 0, "audio_tokens": 0 },
            "completion_tokens_details": { "reasoning_tokens": 1 } },
    })
}

/// What stands in place of a field; `None` for nothing.
fn others() -> Vec<Option<Value>> {
    let deep = (0..200).fold(json!(1), |inner, _| json!([inner]));
    let mut others = vec![None, Some(deep)];
    others.extend(
        [
            json!(null),
            json!(true),
            json!(-1),
            json!(0.5),
            json!(1e300),
            json!(u64::MAX),
            json!(""),
            json!("odd"),
            json!([]),
            json!([null]),
            json!(["odd", { "odd": 1 }]),
            json!({}),
            json!({ "odd": { "odd": [1] } }),
        ]
        .map(Some),
    );
    others
}

/// The way to each field and each element.
fn paths(value: &Value) -> Vec<String> {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), value)).collect()
        }
        Value::Array(list) => {
            list.iter().enumerate().map(|(place, value)| (place.to_string(), value)).collect()
        }
        _ => Vec::new(),
    };
    let ways = children.into_iter().flat_map(|(name, child)| {
        let below = paths(child).into_iter().map(move |path| format!("/{name}{path}"));
        below.collect::<Vec<_>>()
    });
    std::iter::once(String::new()).chain(ways).collect()
}

/// The document with something else at the end of the way.
fn replaced(path: &str, other: Option<&Value>) -> Value {
    let mut document = document();
    let Some((parent, name)) = path.rsplit_once('/') else {
        return other.cloned().unwrap_or_default();
    };
    match (document.pointer_mut(parent).unwrap(), other) {
        (Value::Object(members), None) => drop(members.shift_remove(name)),
        (Value::Array(list), None) => drop(list.remove(name.parse().unwrap())),
        (parent, Some(other)) => {
            *parent.pointer_mut(&format!("/{name}")).unwrap() = other.clone();
        }
        _ => unreachable!("only lists and objects have fields"),
    }
    document
}

/// The document as the only chunk of a stream.
fn stream(document: &Value) -> String {
    let mut chunk = document.clone();
    for choice in chunk.get_mut("choices").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(message) =
            choice.as_object_mut().and_then(|choice| choice.shift_remove("message"))
        {
            choice["delta"] = message;
        }
    }
    format!("data: {chunk}\n\n{DONE}")
}

/// The end is an answer that says what was sent and nothing else, or a failure that has a name.
fn is_honest(path: &str, end: &Result<StandardResponse, Error>) {
    let answer = match end {
        Ok(answer) => Some(answer),
        Err(error) => {
            let kind = error.kind();
            let kinds = [ErrorKind::Decode, ErrorKind::Unavailable, ErrorKind::Interrupted];
            assert!(kinds.contains(&kind), "{path}: {error}");
            error.partial()
        }
    };
    let Some(answer) = answer else { return };
    let said = answer.joined_text();
    let is_content = path.ends_with("/content") || path.contains("/content/");
    let odd = is_content && (said == "odd" || said.is_empty());
    assert!(odd || said == SAID || said.is_empty(), "{path}: {said}");
    for call in answer.tool_calls() {
        let whole = (&*call.name, &*call.arguments) == ("look", "{}");
        assert!(whole || path.contains("/tool_calls"), "{path}: {call:?}");
        assert!(serde_json::from_str::<Value>(&call.arguments).is_ok(), "{path}: {call:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn j07_any_field_may_be_anything_and_no_answer_is_made_up() {
    let request = || StandardRequest::prompt("hi");
    let mut read = 0;
    for path in paths(&document()) {
        for other in others() {
            let document = replaced(&path, other.as_ref());
            let whole = Canned::new([Reply::json(200, document.to_string())]).provider();
            let whole = whole.complete(request()).await;
            is_honest(&path, &whole);
            let streamed = Canned::new([Reply::sse(stream(&document))]).provider();
            let streamed = match streamed.stream(request()).await {
                Ok(stream) => stream.collect().await,
                Err(error) => Err(error),
            };
            is_honest(&path, &streamed);
            read += usize::from(whole.is_ok()) + usize::from(streamed.is_ok());
        }
    }
    assert!(read > 500, "most fields are not worth an answer: {read}");
}

#[tokio::test(start_paused = true)]
async fn j07_a_field_that_is_there_twice_is_read_or_an_error() {
    let document = document();
    for path in paths(&document) {
        let Some(Value::Object(members)) = document.pointer(&path) else { continue };
        for name in members.keys() {
            let canned = Canned::new([Reply::json(200, doubled(&document, &path, name))]);
            let end = canned.provider().complete(StandardRequest::prompt("hi")).await;
            is_honest(&format!("{path}/{name}"), &end);
        }
    }
}

/// The document, in which one field of the object at the end of the way is there twice.
fn doubled(document: &Value, path: &str, name: &str) -> String {
    let mut marked = document.clone();
    let members: &mut Map<String, Value> =
        marked.pointer_mut(path).and_then(Value::as_object_mut).unwrap();
    let again = format!("{}:{}", json!(name), members[name]);
    members.insert("twice".to_owned(), json!("here"));
    marked.to_string().replacen("\"twice\":\"here\"", &again, 1)
}
