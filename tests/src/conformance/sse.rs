//! The cases of the event stream decoder.

use std::fs;
use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use llm_provider_base::{SseDecoder, SseFrame};
use serde::Deserialize;
use serde_json::{Value, json};

use super::json_diff::same;
use super::report::{Check, Report};

/// The longest case that is split in two everywhere: each split decodes all of it. What is longer
/// is cut everywhere too, but many times in a pass.
const SPLIT_EVERYWHERE: usize = 1 << 16;

/// How far apart the cuts of a pass over a longer case are, and so how many passes there are.
const STRIDE: usize = 251;

#[derive(Debug, Deserialize)]
struct Case {
    name: String,
    /// In base64.
    chunks: Vec<String>,
    /// With `event`, `data`, `id`, and the `retry` that holds when the event is dispatched.
    expected: Vec<Value>,
    final_last_event_id: Option<Value>,
    final_retry: Option<Value>,
    events_after_chunk: Option<Vec<usize>>,
    /// Fields that the case does not decide.
    #[serde(default)]
    ignore_fields: Vec<String>,
}

/// Checks the decoder against the cases of a folder.
pub(crate) fn check(dir: &Path, report: &mut Report) {
    let path = dir.join("sse").join("cases.json");
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => return report.missing(format!("sse/cases.json ({error})")),
    };
    let cases: Vec<Value> = match serde_json::from_str(&text) {
        Ok(cases) => cases,
        Err(error) => {
            return report.record(Check::SseAsGiven, "cases.json", Err(error.to_string()));
        }
    };
    report.merge(check_cases(&cases));
}

fn check_cases(cases: &[Value]) -> Report {
    let mut report = Report::default();
    for case in cases {
        let name = case.get("name").and_then(Value::as_str).unwrap_or("without a name");
        match Case::deserialize(case).map_err(|error| error.to_string()).and_then(|case| {
            let chunks = chunks(&case)?;
            Ok((case, chunks))
        }) {
            Ok((case, chunks)) => check_case(&case, &chunks, &mut report),
            Err(error) => report.record(Check::SseAsGiven, name, Err(error)),
        }
    }
    report
}

fn chunks(case: &Case) -> Result<Vec<Bytes>, String> {
    let decoded = case.chunks.iter().map(|chunk| STANDARD.decode(chunk).map(Bytes::from));
    decoded.collect::<Result<_, _>>().map_err(|error| format!("a chunk is not base64: {error}"))
}

fn check_case(case: &Case, chunks: &[Bytes], report: &mut Report) {
    let given = decode(chunks.iter().cloned());
    let counts = given.as_ref().map(|decoded| decoded.counts.clone()).unwrap_or_default();
    let as_given = given.and_then(|decoded| decoded.compare(case)).and_then(|()| {
        match &case.events_after_chunk {
            Some(expected) if case.decides("events_after_chunk") && *expected != counts => {
                Err(format!("events after each chunk: expected {expected:?}, got {counts:?}"))
            }
            _ => Ok(()),
        }
    });
    report.record(Check::SseAsGiven, &case.name, as_given);

    let whole = Bytes::from(chunks.concat());
    let bytes = (0..whole.len()).map(|at| whole.slice(at..=at));
    let result = decode(bytes).and_then(|decoded| decoded.compare(case));
    report.record(Check::SseByteByByte, &case.name, result);

    if whole.len() > SPLIT_EVERYWHERE {
        report.note("sse: a case of over 64 kB, cut everywhere but many times in a pass");
    }
    report.record(Check::SseEverySplit, &case.name, check_splits(case, &whole));
}

/// Cuts everywhere, ends included, on all processors.
fn check_splits(case: &Case, whole: &Bytes) -> Result<(), String> {
    let reference = decode([whole.clone()])?;
    let is_long = whole.len() > SPLIT_EVERYWHERE;
    let count = if is_long { STRIDE } else { whole.len() + 1 };
    let pieces = |cut: usize| {
        if is_long {
            every(STRIDE, cut, whole)
        } else {
            vec![whole.slice(..cut), whole.slice(cut..)]
        }
    };
    let check = |cut: usize| {
        if reference.agrees_with(pieces(cut)) {
            return Ok(());
        }
        decode(pieces(cut))
            .and_then(|decoded| decoded.compare(case))
            .map_err(|difference| format!("cut at byte {cut}: {difference}"))
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let part = count.div_ceil(threads).max(256);
    let results: Vec<_> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..count)
            .step_by(part)
            .map(|from| scope.spawn(move || (from..count.min(from + part)).try_for_each(check)))
            .collect();
        running.into_iter().map(std::thread::ScopedJoinHandle::join).collect()
    });
    reference.compare(case)?;
    results.into_iter().try_for_each(|result| result.map_err(|_| "panicked".to_owned())?)
}

/// The pieces between cuts that are `stride` apart, the first of them after `first` bytes.
fn every(stride: usize, first: usize, whole: &Bytes) -> Vec<Bytes> {
    let ends = (first..whole.len()).step_by(stride).chain([whole.len()]);
    let mut start = 0;
    ends.map(|end| whole.slice(std::mem::replace(&mut start, end)..end)).collect()
}

#[derive(Debug)]
struct Dispatched {
    event: String,
    data: String,
    id: String,
    /// What holds when the event is dispatched.
    retry: Option<Duration>,
}

impl Dispatched {
    fn json(&self) -> Value {
        let Self { event, data, id, retry } = self;
        json!({"event": event, "data": data, "id": id, "retry": milliseconds(*retry)})
    }
}

#[derive(Debug)]
struct Decoded {
    events: Vec<Dispatched>,
    /// How many events there were after each chunk.
    counts: Vec<usize>,
    last_event_id: String,
    retry: Option<Duration>,
}

fn decode(chunks: impl IntoIterator<Item = Bytes>) -> Result<Decoded, String> {
    let mut decoder = SseDecoder::new();
    let mut events = Vec::new();
    let mut counts = Vec::new();
    for chunk in chunks {
        decoder.push(chunk);
        while let Some(frame) = decoder.next_frame().map_err(|error| error.to_string())? {
            let SseFrame::Event(event) = frame else { continue };
            let (name, data, id) = (event.event.into(), event.data.into(), event.id.into());
            events.push(Dispatched { event: name, data, id, retry: decoder.retry() });
        }
        counts.push(events.len());
    }
    let last_event_id = decoder.last_event_id().to_owned();
    Ok(Decoded { events, counts, last_event_id, retry: decoder.retry() })
}

fn milliseconds(retry: Option<Duration>) -> Value {
    retry.and_then(|wait| u64::try_from(wait.as_millis()).ok()).map_or(Value::Null, Value::from)
}

impl Case {
    fn decides(&self, field: &str) -> bool {
        !self.ignore_fields.iter().any(|ignored| ignored == field)
    }

    /// The fields of an event that the case decides.
    fn decided(&self, mut event: Value) -> Value {
        if let Value::Object(fields) = &mut event {
            fields.retain(|name, _| self.decides(name));
        }
        event
    }
}

impl Decoded {
    /// True if the pieces give the same. Copies nothing: it runs once for each byte of a case.
    fn agrees_with(&self, pieces: Vec<Bytes>) -> bool {
        let mut decoder = SseDecoder::new();
        let mut events = self.events.iter();
        for piece in pieces {
            decoder.push(piece);
            loop {
                let known = match decoder.next_frame() {
                    Ok(None) => break,
                    Ok(Some(SseFrame::Comment)) => continue,
                    Ok(Some(SseFrame::Event(event))) => events.next().filter(|known| {
                        known.event == event.event
                            && known.data == event.data
                            && known.id == event.id
                    }),
                    Ok(Some(_)) | Err(_) => None,
                };
                if known.is_none_or(|known| known.retry != decoder.retry()) {
                    return false;
                }
            }
        }
        events.next().is_none()
            && decoder.last_event_id() == self.last_event_id
            && decoder.retry() == self.retry
    }

    fn compare(&self, case: &Case) -> Result<(), String> {
        let expected = case.expected.iter().map(|event| case.decided(event.clone())).collect();
        let got = self.events.iter().map(|event| case.decided(event.json())).collect();
        same(&expected, &got, &[])?;
        let last = [
            ("final_last_event_id", &case.final_last_event_id, json!(self.last_event_id)),
            ("final_retry", &case.final_retry, milliseconds(self.retry)),
        ];
        last.into_iter().filter(|(field, _, _)| case.decides(field)).try_for_each(
            |(field, expected, got)| {
                let Some(expected) = expected else { return Ok(()) };
                same(expected, &got, &[]).map_err(|difference| format!("{field}: {difference}"))
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(text: &str, expected: &Value) -> Value {
        json!({
            "name": "case",
            "chunks": [STANDARD.encode(text)],
            "expected": expected,
            "final_last_event_id": "7",
            "final_retry": 20,
            "events_after_chunk": [1],
        })
    }

    fn expected() -> Value {
        json!([{"event": "message", "data": "a\nb", "id": "7", "retry": 20}])
    }

    #[test]
    fn a_case_is_checked_in_three_ways() {
        let report = check_cases(&[case("id:7\nretry:20\ndata:a\ndata:b\n\n", &expected())]);
        assert!(report.is_success(), "{report}");
        assert_eq!(report.to_string().matches("sse: ").count(), 3, "{report}");
    }

    #[test]
    fn a_difference_in_any_field_is_a_failure_unless_the_case_leaves_it_open() {
        for (field, text) in [
            ("data", "id:7\nretry:20\ndata:a\ndata:c\n\n"),
            ("event", "event:x\nid:7\nretry:20\ndata:a\ndata:b\n\n"),
            ("final_retry", "id:7\nretry:20\ndata:a\ndata:b\n\nretry:30\n"),
            ("final_last_event_id", "id:7\nretry:20\ndata:a\ndata:b\n\nid:8\n\n"),
        ] {
            let mut case = case(text, &expected());
            assert!(!check_cases(&[case.clone()]).is_success(), "{field}");
            case["ignore_fields"] = json!([field]);
            let report = check_cases(&[case]);
            assert!(report.is_success(), "{field}: {report}");
        }
    }

    #[test]
    fn what_is_not_a_case_is_a_failure() {
        assert!(!check_cases(&[json!({"name": "no chunks"})]).is_success());
        let mut case = case("data:a\n\n", &expected());
        case["chunks"] = json!(["not base64!"]);
        assert!(!check_cases(&[case]).is_success());
    }

    #[test]
    fn a_longer_case_is_cut_everywhere_too() {
        let whole = Bytes::from_static(b"0123456789");
        let cuts: Vec<_> = (0..4).map(|first| every(4, first, &whole)).collect();
        assert!(cuts.iter().all(|pieces| pieces.concat() == whole));
        let mut starts: Vec<_> = cuts.iter().flatten().map(|piece| piece.first()).collect();
        starts.retain(Option::is_some);
        starts.sort();
        starts.dedup();
        assert_eq!(starts.len(), whole.len());
        let text = format!("data: {}\n\n", "x".repeat(SPLIT_EVERYWHERE));
        let report = check_cases(&[case(&text, &expected())]);
        assert!(!report.is_success() && report.to_string().contains("64 kB"), "{report}");
    }
}
