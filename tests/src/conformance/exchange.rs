//! [`Exchange`]: one recorded request and its reply.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use llm_provider_base::{SseDecoder, SseFrame};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::report::{Check, Report};

/// One recorded request and its reply: a line of a recording.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Exchange {
    pub(crate) name: String,
    pub(crate) method: String,
    pub(crate) path: String,
    /// The body that was sent; `null` if none was.
    pub(crate) request: Value,
    pub(crate) status: u16,
    #[serde(default)]
    headers: BTreeMap<String, Value>,
    /// The body of the reply, decompressed; empty if there was none.
    #[serde(deserialize_with = "text_or_null")]
    pub(crate) body: String,
}

fn text_or_null<'de, D: Deserializer<'de>>(value: D) -> Result<String, D::Error> {
    Option::deserialize(value).map(Option::unwrap_or_default)
}

impl Exchange {
    /// True if the exchange is with an endpoint, given as its path under the base address, with a
    /// name in braces for each value in it: `/keys/{hash}`.
    pub(crate) fn is_at(&self, endpoint: &str) -> bool {
        let parts = |path| str::split(path, '/').filter(|part: &&str| !part.is_empty());
        let path = self.path.split(['?', '#']).next().unwrap_or_default();
        // The older name of `/key`.
        let path = path
            .strip_suffix("/auth/key")
            .map_or_else(|| path.to_owned(), |base| format!("{base}/key"));
        let (path, endpoint): (Vec<_>, Vec<_>) =
            (parts(&path).collect(), parts(endpoint).collect());
        let Some(base) = path.len().checked_sub(endpoint.len()) else { return false };
        // A base address ends in the version of the API, if there is one.
        let is_base = base == 0 || matches!(path[base - 1], "v1" | "beta" | "api");
        let fits = |(part, name): (&&str, &&str)| name.starts_with('{') || part == name;
        is_base && path[base..].iter().zip(&endpoint).all(fits)
    }

    /// True if the reply is a success by its status.
    pub(crate) const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }

    /// True if the reply is a stream of events, by its media type or, where the recording has none,
    /// by its look.
    pub(crate) fn is_event_stream(&self) -> bool {
        match self.header("content-type") {
            Some(kind) => kind.trim_start().to_ascii_lowercase().starts_with("text/event-stream"),
            None => !self.body.trim_start().starts_with(['{', '[']),
        }
    }

    /// True if the request asked for a stream.
    pub(crate) fn asks_for_stream(&self) -> bool {
        self.request.get("stream") == Some(&Value::Bool(true))
    }

    /// A header of the reply.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let value = self.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name))?.1;
        match value {
            Value::Array(values) => values.first()?.as_str(),
            value => value.as_str(),
        }
    }

    /// The headers that describe the reply rather than its way over the wire.
    pub(crate) fn reply_headers(&self) -> Vec<(String, String)> {
        const OF_THE_WIRE: [&str; 5] =
            ["connection", "content-encoding", "content-length", "keep-alive", "transfer-encoding"];
        let mut headers: Vec<_> = self
            .headers
            .keys()
            .map(|name| name.to_ascii_lowercase())
            .filter(|name| !OF_THE_WIRE.contains(&name.as_str()))
            .filter_map(|name| self.header(&name).map(|value| (name.clone(), value.to_owned())))
            .collect();
        if self.header("content-type").is_none() {
            // Left out by the recorder: no reply of the service is without it.
            let kind =
                if self.is_event_stream() { "text/event-stream" } else { "application/json" };
            headers.push(("content-type".to_owned(), kind.to_owned()));
        }
        headers
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Result<Value, String> {
        serde_json::from_str(&self.body).map_err(|error| format!("the body is not JSON: {error}"))
    }

    /// The data of the body's events.
    pub(crate) fn events(&self) -> Result<Vec<String>, String> {
        events(&self.body)
    }
}

/// The data of the events of a stream, by the decoder that is checked on its own cases.
pub(crate) fn events(body: &str) -> Result<Vec<String>, String> {
    let mut decoder = SseDecoder::new();
    decoder.push(body.to_owned().into_bytes().into());
    let mut events = Vec::new();
    while let Some(frame) = decoder.next_frame().map_err(|error| error.to_string())? {
        if let SseFrame::Event(event) = frame {
            events.push(event.data.into_owned());
        }
    }
    // Some servers, and some recorders, leave out the blank line after the last event.
    let last = decoder.unfinished().map(|event| event.data.into_owned());
    events.extend(
        last.filter(|data| data.trim() == "[DONE]" || serde_json::from_str::<Value>(data).is_ok()),
    );
    Ok(events)
}

/// Reads all recordings of a folder; what cannot be read is a failure.
pub(crate) fn read_all(dir: &Path, report: &mut Report) -> Vec<Exchange> {
    let mut files: Vec<_> = match fs::read_dir(dir) {
        Ok(entries) => entries.filter_map(|entry| Some(entry.ok()?.path())).collect(),
        Err(error) => {
            report.missing(format!("traffic/ ({error})"));
            return Vec::new();
        }
    };
    files.retain(|path| path.extension().is_some_and(|kind| kind == "jsonl"));
    files.sort();
    if files.is_empty() {
        report.missing("traffic/*.jsonl");
    }
    let mut exchanges = Vec::new();
    for path in files {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match fs::read_to_string(&path) {
            Ok(text) => read_lines(&file, &text, report, &mut exchanges),
            Err(error) => report.record(Check::Readable, &file, Err(error.to_string())),
        }
    }
    exchanges
}

fn read_lines(file: &str, text: &str, report: &mut Report, exchanges: &mut Vec<Exchange>) {
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let read = serde_json::from_str::<Exchange>(line);
        let case = format!("{file}:{number}");
        report.record(Check::Readable, &case, read.as_ref().map(drop).map_err(ToString::to_string));
        if let Ok(mut exchange) = read {
            exchange.name = format!("{case} {}", exchange.name);
            exchanges.push(exchange);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"name":"n","method":"POST","path":"/api/v1/chat/completions","query":null,
        "request_headers":{},"request":{"stream":true},"status":200,
        "headers":{"Content-Type":["text/event-stream; charset=utf-8"],"transfer-encoding":"chunked"},
        "body":": hi\n\ndata: {}\n\ndata: [DONE]\n\n"}"#;

    fn exchange() -> Exchange {
        serde_json::from_str(LINE).unwrap()
    }

    #[test]
    fn a_line_tells_what_kind_of_exchange_it_is() {
        let exchange = exchange();
        assert!(exchange.is_at("/chat/completions") && !exchange.is_at("/models"));
        assert!(exchange.is_event_stream() && exchange.asks_for_stream());
        assert_eq!(exchange.events().unwrap(), ["{}", "[DONE]"]);
        let trimmed = Exchange { body: exchange.body.trim_end().to_owned(), ..exchange.clone() };
        assert_eq!(trimmed.events().unwrap(), ["{}", "[DONE]"]);
        let cut = Exchange { body: "data: {}\n\ndata: {".to_owned(), ..exchange.clone() };
        assert_eq!(cut.events().unwrap(), ["{}"]);
        let headers = exchange.reply_headers();
        assert_eq!(headers.len(), 1, "{headers:?}");
    }

    #[test]
    fn a_media_type_that_was_not_recorded_is_made_up_for() {
        let mut exchange = exchange();
        exchange.headers.clear();
        assert!(exchange.reply_headers()[0].1.starts_with("text/event-stream"));
        "{}".clone_into(&mut exchange.body);
        assert_eq!(exchange.reply_headers()[0].1, "application/json");
    }

    #[test]
    fn a_line_that_cannot_be_read_is_a_failure_and_does_not_cost_the_others() {
        let (mut report, mut exchanges) = (Report::default(), Vec::new());
        let line = LINE.replace('\n', "");
        read_lines("f", &format!("{line}\n\n{{}}\nnonsense\n{line}"), &mut report, &mut exchanges);
        assert_eq!(exchanges.len(), 2);
        assert!(!report.is_success());
        assert!(report.to_string().contains("f:3"), "{report}");
    }
}
