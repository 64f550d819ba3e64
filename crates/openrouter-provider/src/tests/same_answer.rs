//! Both ways of asking, and both forms of a reply, give the same answer.

use bytes::Bytes;
use llm_types::{ChatProvider, StandardRequest, StandardResponse};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::canned::{Canned, Piece, Reply};

/// What a model might say, in pieces.
#[derive(Debug, Clone)]
struct Said {
    text: Vec<String>,
    thoughts: Vec<String>,
    signature: Option<String>,
    refusal: Vec<String>,
    calls: Vec<(String, Vec<String>)>,
    annotation: Option<String>,
    finish: (&'static str, &'static str),
    usage: Option<(u32, u32, i64)>,
}

fn piece() -> impl Strategy<Value = String> {
    "[a-z \"\\\\\n\u{e9}\u{1f980}\u{2028}\t]{1,6}"
}

/// Arguments that are whole JSON, cut into pieces at any character.
fn arguments() -> impl Strategy<Value = Vec<String>> {
    (piece(), vec(0usize..30, 0..3)).prop_map(|(text, cuts)| {
        let whole: Vec<char> = json!({"t": text, "n": [1, null]}).to_string().chars().collect();
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(whole.len())).collect();
        cuts.extend([0, whole.len()]);
        cuts.sort_unstable();
        cuts.windows(2).map(|pair| whole[pair[0]..pair[1]].iter().collect()).collect()
    })
}

fn said() -> impl Strategy<Value = Said> {
    let finish = prop_oneof![
        Just(("stop", "stop")),
        Just(("tool_calls", "tool_use")),
        Just(("tool_calls", "max_output_tokens")),
        Just(("length", "length")),
        Just(("content_filter", "content_filter")),
    ];
    (
        vec(piece(), 0..5),
        vec(piece(), 0..4),
        option::of("[A-Za-z0-9+/]{4,12}"),
        vec(piece(), 0..2),
        vec(("[a-z_]{1,8}", arguments()), 0..3),
        option::of("https://[a-z]{3,8}\\.test/"),
        finish,
        option::of((0u32..9999, 1u32..9999, 0i64..99_999_999)),
    )
        .prop_map(|(text, thoughts, signature, refusal, calls, annotation, finish, usage)| Said {
            text,
            thoughts,
            signature,
            refusal,
            calls,
            annotation,
            finish,
            usage,
        })
        .prop_filter("a model says something", |said| {
            !(said.text.is_empty() && said.refusal.is_empty() && said.calls.is_empty())
        })
}

impl Said {
    fn usage(&self) -> Value {
        self.usage.map_or(Value::Null, |(read, written, cost)| {
            json!({
                "prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written,
                "cost": serde_json::from_str::<Value>(&format!("{cost}e-9")).unwrap(),
                "is_byok": false, "completion_tokens_details": {"reasoning_tokens": 1},
            })
        })
    }

    fn citation(url: &str) -> Value {
        json!([{"type": "url_citation", "url_citation":
            {"url": url, "title": "", "start_index": 0, "end_index": 0}}])
    }

    /// As a document.
    fn document(&self) -> String {
        let joined = |pieces: &[String]| (!pieces.is_empty()).then(|| pieces.concat());
        let mut message = json!({
            "role": "assistant", "content": joined(&self.text), "refusal": joined(&self.refusal),
            "reasoning": joined(&self.thoughts),
        });
        if !self.thoughts.is_empty() || self.signature.is_some() {
            let mut detail = json!({"type": "reasoning.text", "index": 0, "format": "f"});
            if !self.thoughts.is_empty() {
                detail["text"] = self.thoughts.concat().into();
            }
            if let Some(signature) = &self.signature {
                detail["signature"] = signature.clone().into();
            }
            message["reasoning_details"] = json!([detail]);
        }
        if !self.calls.is_empty() {
            let calls = self.calls.iter().enumerate().map(|(index, (name, arguments))| {
                json!({"index": index, "id": format!("call_{index}"), "type": "function",
                    "function": {"name": name, "arguments": arguments.concat()}})
            });
            message["tool_calls"] = calls.collect();
        }
        if let Some(url) = &self.annotation {
            message["annotations"] = Self::citation(url);
        }
        let mut document = json!({
            "id": "gen-1", "object": "chat.completion", "created": 7, "model": "a/m",
            "provider": "P", "system_fingerprint": "fp", "service_tier": "default",
            "choices": [{"index": 0, "logprobs": null, "message": message,
                "finish_reason": self.finish.0, "native_finish_reason": self.finish.1}],
        });
        if self.usage.is_some() {
            document["usage"] = self.usage();
        }
        document.to_string()
    }

    /// As a stream, with what real streams have in them: comments, a finish reason that comes
    /// twice, usage with the second.
    fn events(&self) -> String {
        let mut events = String::from(": OPENROUTER PROCESSING\n\n");
        let mut send = |delta: Value, last: bool, usage: bool| {
            let (finish, native) = if last {
                (self.finish.0.into(), self.finish.1.into())
            } else {
                (Value::Null, Value::Null)
            };
            let mut chunk = json!({
                "id": "gen-1", "object": "chat.completion.chunk", "created": 7, "model": "a/m",
                "provider": "P", "system_fingerprint": "fp",
                "choices": [{"index": 0, "delta": delta, "finish_reason": finish,
                    "native_finish_reason": native}],
            });
            if usage {
                chunk["service_tier"] = "default".into();
                if self.usage.is_some() {
                    chunk["usage"] = self.usage();
                }
            }
            events.extend(["data: ", &chunk.to_string(), "\n\n"]);
        };
        let plain = |content: &str| json!({"role": "assistant", "content": content});
        if let Some(url) = &self.annotation {
            let mut delta = plain("");
            delta["annotations"] = Self::citation(url);
            send(delta, false, false);
        }
        for thought in &self.thoughts {
            let mut delta = plain("");
            delta["reasoning"] = thought.clone().into();
            delta["reasoning_details"] =
                json!([{"type": "reasoning.text", "text": thought, "index": 0, "format": "f"}]);
            send(delta, false, false);
        }
        if let Some(signature) = &self.signature {
            let mut delta = plain("");
            delta["reasoning"] = Value::Null;
            delta["reasoning_details"] = json!([{"type": "reasoning.text", "signature": signature, "index": 0, "format": "f"}]);
            send(delta, false, false);
        }
        for text in &self.text {
            send(plain(text), false, false);
        }
        for refusal in &self.refusal {
            let mut delta = plain("");
            delta["refusal"] = refusal.clone().into();
            send(delta, false, false);
        }
        for (index, (name, arguments)) in self.calls.iter().enumerate() {
            let mut call = |function: Value, head: bool| {
                let mut fragment = json!({"index": index, "function": function});
                if head {
                    fragment["id"] = format!("call_{index}").into();
                    fragment["type"] = "function".into();
                }
                send(
                    json!({"role": "assistant", "content": null, "tool_calls": [fragment]}),
                    false,
                    false,
                );
            };
            call(json!({"name": name, "arguments": ""}), true);
            for piece in arguments {
                call(json!({"arguments": piece}), false);
            }
        }
        send(plain(""), true, false);
        send(plain(""), true, true);
        events + "data: [DONE]\n\n"
    }
}

/// The answer, without what differs from run to run, and with thoughts as values: joined pieces
/// are written anew.
fn normalized(mut answer: StandardResponse) -> Value {
    answer.attempts.clear();
    let mut json = serde_json::to_value(&answer).unwrap();
    for choice in json["choices"].as_array_mut().unwrap() {
        let blocks = &mut choice["message"]["reasoning"]["blocks"];
        for block in blocks.as_array_mut().into_iter().flatten() {
            *block = serde_json::from_str(block.as_str().unwrap()).unwrap();
        }
    }
    json
}

fn cut(text: &str, cuts: &[usize]) -> Reply {
    let bytes = Bytes::copy_from_slice(text.as_bytes());
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (bytes.len() + 1)).collect();
    cuts.extend([0, bytes.len()]);
    cuts.sort_unstable();
    Reply::pieces(cuts.windows(2).map(|pair| Piece::Bytes(bytes.slice(pair[0]..pair[1]))))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn streamed_and_whole_answers_are_the_same(said in said(), cuts in vec(0usize..5000, 0..8)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let answers = runtime.block_on(async {
            let mut answers = Vec::new();
            for reply in [Reply::json(200, said.document()), cut(&said.events(), &cuts)] {
                let provider = Canned::new([reply]).provider();
                let request = StandardRequest::prompt("hi");
                answers.push(provider.complete(request.clone()).await.unwrap());
                answers.push(provider.stream(request).await.unwrap().collect().await.unwrap());
            }
            answers
        });
        let mut answers = answers.into_iter().map(normalized);
        let first = answers.next().unwrap();
        for other in answers {
            prop_assert_eq!(&first, &other);
        }
    }
}
