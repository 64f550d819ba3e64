//! [`Report`]: what was checked, and what failed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// One row of the table. They are printed in this order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Check {
    SseAsGiven,
    SseByteByByte,
    SseEverySplit,
    Readable,
    Operations,
    Examples,
    MadeQuery,
    MadeRequest,
    MadeReply,
    MadeEvent,
    MadeFailure,
    Simulated,
    Request,
    Answer,
    Chunks,
    ChunkDecoder,
    Embeddings,
    ErrorBody,
    Models,
    Key,
    RequestSent,
    Served,
    ServedOtherWay,
    ErrorServed,
    ErrorRetried,
    ModelsServed,
    KeyServed,
    /// An exchange of an operation, by its name in the API description.
    Recorded(String),
    /// An endpoint that no crate has types for.
    NotYet(String),
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::SseAsGiven => "sse: as given",
            Self::SseByteByByte => "sse: byte by byte",
            Self::SseEverySplit => "sse: every split in two",
            Self::Readable => "lines and files that can be read",
            Self::Operations => "described: operations with types",
            Self::Examples => "described: examples, there and back",
            Self::MadeQuery => "described: queries, there and back",
            Self::MadeRequest => "described: requests, there and back",
            Self::MadeReply => "described: replies, there and back",
            Self::MadeEvent => "described: events, there and back",
            Self::MadeFailure => "described: failures, there and back",
            Self::Simulated => "described: replies of the simulator",
            Self::Request => "chat request, there and back",
            Self::Answer => "chat answer, there and back",
            Self::Chunks => "chat stream, there and back",
            Self::ChunkDecoder => "chat stream, by ChunkDecoder",
            Self::Embeddings => "embeddings, there and back",
            Self::ErrorBody => "error body, there and back",
            Self::Models => "models, there and back",
            Self::Key => "key, there and back",
            Self::RequestSent => "served: request as recorded",
            Self::Served => "served: answer as recorded",
            Self::ServedOtherWay => "served: stream and complete agree",
            Self::ErrorServed => "served: error of the right kind",
            Self::ErrorRetried => "served: error tried as often as due",
            Self::ModelsServed => "served: models",
            Self::KeyServed => "served: key",
            Self::Recorded(operation) => return f.pad(&format!("{operation}, there and back")),
            Self::NotYet(endpoint) => return f.pad(&format!("not yet: {endpoint}")),
        })
    }
}

#[derive(Debug, Default)]
struct Row {
    cases: usize,
    failed: usize,
}

/// What was checked, and what failed.
#[derive(Debug, Default)]
pub struct Report {
    rows: BTreeMap<Check, Row>,
    /// By check and case, with the first difference.
    failures: Vec<(Check, String, String)>,
    /// What is worth knowing and is no failure, with how often it was seen.
    notes: BTreeMap<String, usize>,
    /// Parts of the folder that are not there.
    missing: Vec<String>,
    /// By operation, what of its schemas was shown.
    coverage: BTreeMap<String, Vec<String>>,
    /// By operation, the fields that were null and came back absent, or the other way.
    merged: BTreeMap<String, BTreeSet<String>>,
}

impl Report {
    /// Counts a case, with what is wrong with it.
    pub(crate) fn record(&mut self, check: Check, case: &str, result: Result<(), String>) {
        let row = self.rows.entry(check.clone()).or_default();
        row.cases += 1;
        if let Err(difference) = result {
            row.failed += 1;
            self.failures.push((check, case.to_owned(), difference));
        }
    }

    /// Counts a case of an endpoint that nothing checks: it neither passes nor fails.
    pub(crate) fn not_yet(&mut self, endpoint: String) {
        self.rows.entry(Check::NotYet(endpoint)).or_default().cases += 1;
    }

    /// Says something once more.
    pub(crate) fn note(&mut self, note: impl Into<String>) {
        *self.notes.entry(note.into()).or_default() += 1;
    }

    /// Says that a part of the folder is not there.
    pub(crate) fn missing(&mut self, part: impl Into<String>) {
        self.missing.push(part.into());
    }

    /// Says how much of the schema of one side of an operation its instances show.
    pub(crate) fn coverage(
        &mut self,
        operation: &str,
        side: &str,
        instances: usize,
        choices: usize,
        unseen: usize,
    ) {
        let shown = choices - unseen;
        let line = format!("{instances} {side} instances ({shown} of {choices} choices)");
        self.coverage.entry(operation.to_owned()).or_default().push(line);
    }

    /// Says that null and absent are one for a field of an operation.
    pub(crate) fn merged(&mut self, operation: &str, path: String) {
        self.merged.entry(operation.to_owned()).or_default().insert(path);
    }

    /// Takes over what another one says.
    pub(crate) fn merge(&mut self, other: Self) {
        let Self { rows, failures, notes, missing, coverage, merged } = other;
        for (check, Row { cases, failed }) in rows {
            let row = self.rows.entry(check).or_default();
            row.cases += cases;
            row.failed += failed;
        }
        self.failures.extend(failures);
        for (note, count) in notes {
            *self.notes.entry(note).or_default() += count;
        }
        self.missing.extend(missing);
        self.coverage.extend(coverage);
        for (operation, paths) in merged {
            self.merged.entry(operation).or_default().extend(paths);
        }
    }

    /// True if nothing failed, and there was something to check.
    pub fn is_success(&self) -> bool {
        self.failures.is_empty() && !self.rows.is_empty()
    }
}

/// The table, then the notes, then each failure with its first difference.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<44} {:>6} {:>7} {:>7}", "kind", "cases", "passed", "failed")?;
        for (check, Row { cases, failed }) in &self.rows {
            let passed = match check {
                Check::NotYet(_) => "-".to_owned(),
                _ => (cases - failed).to_string(),
            };
            writeln!(f, "{check:<44} {cases:>6} {passed:>7} {failed:>7}")?;
        }
        for (operation, sides) in &self.coverage {
            writeln!(f, "made: {operation}: {}", sides.join(", "))?;
        }
        for (operation, paths) in &self.merged {
            let paths: Vec<_> = paths.iter().map(String::as_str).collect();
            writeln!(f, "null or absent, not told apart: {operation}: {}", paths.join(", "))?;
        }
        for part in &self.missing {
            writeln!(f, "missing: {part}")?;
        }
        for (note, count) in &self.notes {
            writeln!(f, "note: {note} ({count}x)")?;
        }
        let mut failures: Vec<_> = self.failures.iter().collect();
        failures.sort();
        for (check, case, difference) in failures {
            writeln!(f, "FAILED {check}: {case}\n    {difference}")?;
        }
        match self.failures.len() {
            0 if self.rows.is_empty() => writeln!(f, "nothing was checked"),
            0 if self.missing.is_empty() => writeln!(f, "all passed"),
            0 => writeln!(f, "all passed of what is there"),
            count => writeln!(f, "{count} failed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_counted_named_and_decides() {
        let mut report = Report::default();
        report.record(Check::Answer, "a", Ok(()));
        assert!(report.is_success());
        let mut other = Report::default();
        other.record(Check::Answer, "b", Err("id: expected 1, got 2".to_owned()));
        report.merge(other);
        assert!(!report.is_success());
        let text = report.to_string();
        assert!(text.contains("FAILED chat answer, there and back: b\n    id: expected"), "{text}");
        assert!(text.contains("     2       1       1"), "{text}");
    }

    #[test]
    fn an_empty_folder_is_no_success_and_what_is_missing_is_said() {
        let mut report = Report::default();
        report.missing("traffic/");
        assert!(!report.is_success());
        assert!(report.to_string().contains("missing: traffic/"));
    }

    #[test]
    fn an_endpoint_that_nothing_checks_is_shown_and_does_not_fail() {
        let mut report = Report::default();
        report.not_yet("POST /rerank".to_owned());
        assert!(report.is_success());
        assert!(report.to_string().contains("not yet: POST /rerank"));
    }
}
