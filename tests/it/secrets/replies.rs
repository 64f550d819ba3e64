//! Replies that repeat what they must not, as servers have been seen to do, and worse.

use integration_tests::ServerReply;
use serde_json::json;

/// Ways to repeat a secret in a text.
fn echoes(secret: &str) -> Vec<String> {
    vec![
        secret.to_owned(),
        format!("Authorization: Bearer {secret}"),
        format!("Incorrect API key provided: {secret}. Find your key in your settings"),
        format!("unknown key '{secret}'"),
        format!("\"{secret}\""),
        format!("{{\"authorization\":\"Bearer {secret}\"}}"),
    ]
}

/// As JSON may spell it.
fn escaped(text: &str) -> String {
    let units = text.encode_utf16().map(|unit| format!("\\u{unit:04x}"));
    units.collect::<Vec<_>>().concat()
}

/// An error as the service writes it, with these words wherever words can be.
fn error(status: u16, words: &str) -> String {
    json!({
        "error": {
            "code": status,
            "message": words,
            "metadata": {
                "provider_name": words,
                "raw": words,
                "error_type": words,
                "reasons": [words],
                "flagged_input": words,
                "model_slug": words,
                "headers": {"X-Key": words},
            },
        },
        "user_id": words,
        "request_id": words,
    })
    .to_string()
}

/// Replies with this secret in them, each a failure, for a call of any kind.
pub(super) fn failures(secret: &str) -> Vec<ServerReply> {
    let mut replies = heads(secret);
    for status in [400, 401, 402, 403, 404, 413, 429, 500, 503] {
        let error = error(status, secret);
        replies.push(ServerReply::json(status, error.replace(secret, &escaped(secret))));
        replies.push(ServerReply::json(status, error));
    }
    for words in echoes(secret) {
        replies.push(ServerReply::json(401, error(401, &words)));
        // Errors that are not what they should be.
        replies.extend([
            ServerReply::json(401, words.clone()),
            ServerReply::json(401, json!({ "error": words }).to_string()),
            ServerReply::json(400, json!({ "detail": words }).to_string()),
            ServerReply::json(400, json!({ "error": {"message": {"text": words}} }).to_string()),
            ServerReply::new(403, "text/plain", words.clone()),
            ServerReply::new(502, "text/html", format!("<html><body>{words}</body></html>")),
            // An error in the body of a success, a document of another kind, none at all.
            ServerReply::json(200, error(502, &words)),
            ServerReply::json(200, format!("{{\"choices\":[{{\"message\":{{\"content\":\"{words}")),
            ServerReply::json(200, json!({"choices": words, "data": words, "id": 7}).to_string()),
            ServerReply::new(200, "text/html", format!("<html>{words}</html>")),
            ServerReply::new(200, "text/plain", words.clone()).broken_off(),
            // Streams that break, in each way.
            ServerReply::events(format!("data: {words}\n\n")),
            ServerReply::events(format!("event: error\ndata: {}\n\n", error(500, &words))),
            ServerReply::events(format!("data: {{\"choices\":\"{words}\"}}\n\n")),
            ServerReply::events(format!(": {words}\n\nid: {words}\nretry: {words}\n\n")),
        ]);
    }
    replies
}

/// Replies with the secret in their heads.
fn heads(secret: &str) -> Vec<ServerReply> {
    let elsewhere = format!("https://elsewhere.test/?key={secret}");
    let mut replies = Vec::new();
    for status in [301, 302, 307, 308] {
        let reply = ServerReply::json(status, "{}").with_header("location", &elsewhere);
        replies.push(reply);
    }
    for status in [200, 401, 429] {
        for name in [
            "www-authenticate",
            "retry-after",
            "x-ratelimit-reset",
            "x-request-id",
            "x-generation-id",
            "cf-ray",
            "set-cookie",
        ] {
            replies.push(ServerReply::json(status, "{").with_header(name, secret));
        }
        replies.push(ServerReply::new(status, secret, "{"));
    }
    replies
}
