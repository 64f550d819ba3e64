//! The faults as scripts of the raw server, which does what no server that knows HTTP would.

use openrouter_sim::fault::Script;
use serde_json::{Value, json};

use super::fault::Fault;
use super::prompt::{Asked, SAID, WORDS, text, words};

/// One request after the other on a connection, each with its fault.
pub(super) fn connection(
    deal: impl Fn(Asked, Option<&str>) -> Fault + Send + Sync + 'static,
) -> Script {
    let each = Script::new().read().by_request(move |request| {
        match Asked::read(&String::from_utf8_lossy(&request.body)) {
            Some(asked) => script(deal(asked, request.key()), asked),
            // A question about a key, which nobody needs here.
            None => refusal(503, "not here"),
        }
    });
    Script::new().forever(each)
}

fn script(fault: Fault, asked: Asked) -> Script {
    let said = || said(asked.call, SAID);
    match fault {
        Fault::Healthy if asked.is_stream => whole(asked.call),
        Fault::Healthy => Script::new().json(200, &document(asked.call)),
        Fault::TooFastUntil => Script::new().reply_with(
            429,
            &[("content-type", "application/json"), ("retry-after-ms", "30")],
            error(429, "Rate limit exceeded").to_string(),
        ),
        Fault::TooFast => refusal(429, "Rate limit exceeded"),
        Fault::Overloaded => refusal(503, "No provider available"),
        Fault::GatewayPage => {
            Script::new().reply(502, "text/html", "<html><h1>502 Bad Gateway</h1></html>")
        }
        Fault::ErrorInSuccess => Script::new().json(200, &error(502, "Provider returned error")),
        Fault::ErrorBeforeContent => start().comment().error(&failed()).done().end(),
        Fault::ErrorAfterContent => said().error(&failed()).done().end(),
        Fault::CutBeforeContent => start().comment().close(),
        Fault::CutAfterContent if asked.is_stream => said().close(),
        Fault::CutAfterContent => half_a_document(asked.call).reset(),
        Fault::Truncated if asked.is_stream => said().end(),
        Fault::Truncated => {
            let half = half(&document(asked.call));
            Script::new().reply(200, "application/json", half)
        }
        Fault::Reset => Script::new().reset(),
        Fault::ResetAfterContent => said().reset(),
        Fault::Silence => Script::new().hold(),
        Fault::Stall if asked.is_stream => said().hold(),
        Fault::Stall => half_a_document(asked.call).hold(),
        Fault::BrokenEvent => said().chunk("data: {bad\n\n").done().end(),
        Fault::BrokenDocument => Script::new().reply(200, "application/json", "{bad"),
        Fault::CutToolCall if asked.is_stream => {
            let piece = json!([{ "index": 0, "id": "call_1", "type": "function",
                "function": { "name": "save", "arguments": "{\"text\":\"half" } }]);
            start()
                .event(&event(&json!({ "role": "assistant", "tool_calls": piece }), None))
                .event(&event(&json!({ "content": "" }), Some("length")))
                .done()
                .end()
        }
        Fault::CutToolCall => {
            let mut document = document(asked.call);
            document["choices"][0] = json!({ "index": 0, "finish_reason": "tool_calls",
                "native_finish_reason": "length", "message": { "role": "assistant",
                "content": null, "tool_calls": [{ "id": "call_1", "type": "function",
                "function": { "name": "save", "arguments": "{\"text\":\"half" } }] } });
            Script::new().json(200, &document)
        }
        Fault::Empty if asked.is_stream => start().finish("stop").usage(0).done().end(),
        Fault::Empty => {
            let mut document = document(asked.call);
            document["choices"][0]["message"]["content"] = "".into();
            document["usage"]["completion_tokens"] = 0.into();
            Script::new().json(200, &document)
        }
        Fault::RefusedKey => refusal(401, "User not found."),
        Fault::NoCredit => refusal(402, "Insufficient credits"),
    }
}

fn start() -> Script {
    Script::new().events()
}

/// The first words of an answer.
fn said(call: u32, count: usize) -> Script {
    words(call).take(count).fold(start(), |script, word| script.text(&word))
}

/// The whole stream of an answer.
pub(super) fn whole(call: u32) -> Script {
    said(call, WORDS).finish("stop").usage(WORDS).done().end()
}

/// The rest of an answer, after its first word.
pub(super) fn rest(call: u32) -> Script {
    let rest = words(call).skip(1).fold(Script::new(), |script, word| script.text(&word));
    rest.finish("stop").usage(WORDS).done().end()
}

/// The head of the stream and the first word.
pub(super) fn first(call: u32) -> Script {
    said(call, 1)
}

fn refusal(status: u16, message: &str) -> Script {
    Script::new().json(status, &error(status, message))
}

pub(super) fn error(code: u16, message: &str) -> Value {
    json!({ "error": { "code": code, "message": message } })
}

fn failed() -> Value {
    json!({ "code": 502, "message": "Provider returned error",
        "metadata": { "provider_name": "Soak", "raw": "overloaded" } })
}

fn event(delta: &Value, finish: Option<&str>) -> Value {
    json!({ "id": "gen-soak", "object": "chat.completion.chunk", "created": 1, "model": "soak/model",
        "choices": [{ "index": 0, "delta": delta, "finish_reason": finish,
        "native_finish_reason": finish }] })
}

/// The whole answer as a document.
pub(super) fn document(call: u32) -> Value {
    json!({ "id": "gen-soak", "object": "chat.completion", "created": 1, "model": "soak/model",
        "choices": [{ "index": 0, "finish_reason": "stop", "native_finish_reason": "stop",
            "message": { "role": "assistant", "content": text(call, WORDS) } }],
        "usage": { "prompt_tokens": 7, "completion_tokens": WORDS, "total_tokens": 7 + WORDS } })
}

/// The first half of a document.
fn half(document: &Value) -> String {
    let text = document.to_string();
    text.chars().take(text.len() / 2).collect()
}

/// A document of which the second half never comes.
fn half_a_document(call: u32) -> Script {
    let text = document(call).to_string();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        text.len()
    );
    Script::new().write(head + &half(&document(call)))
}
