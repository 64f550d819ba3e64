//! What became of each row, in words, as JSON, and as a sum.

use serde::Serialize;

use super::libtest::Ended;
use super::list::{List, Row};
use super::run::Ends;

/// The rows with their results.
#[derive(Debug, Serialize)]
pub(super) struct Matrix<'a> {
    /// Whether the tests ran, or were only looked up.
    pub(super) ran: bool,
    pub(super) rows: Vec<Entry<'a>>,
}

/// A row with its result.
#[derive(Debug, Serialize)]
pub(super) struct Entry<'a> {
    pub(super) row: &'a str,
    pub(super) section: &'a str,
    pub(super) fault: &'a str,
    pub(super) expected: &'a str,
    pub(super) tests: Vec<&'a str>,
    #[serde(flatten)]
    pub(super) result: Outcome<'a>,
}

/// The result of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub(super) enum Outcome<'a> {
    /// So many of its tests passed, and none failed.
    Holds { passed: usize },
    /// It has so many tests, of which nobody asked how they end.
    Tested { of: usize },
    /// These tests failed.
    Failed { failed: Vec<&'a str> },
    /// It has tests, and none of them ran.
    NotRun,
    /// It has no test.
    NoTest,
    /// It is wrong, or does not apply.
    NotHeld { reason: &'a str },
}

impl Outcome<'_> {
    /// Whether nothing is left to do.
    pub(super) const fn is_well(&self) -> bool {
        matches!(self, Self::Holds { .. } | Self::Tested { .. } | Self::NotHeld { .. })
    }

    /// For the last column.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Holds { passed: 1 } => "ok".to_owned(),
            Self::Holds { passed } => format!("ok ({passed} tests)"),
            Self::Tested { of: 1 } => "1 test".to_owned(),
            Self::Tested { of: tests } => format!("{tests} tests"),
            Self::Failed { failed } => format!("FAILED {}", failed.join(" ")),
            Self::NotRun => "NOT RUN".to_owned(),
            Self::NoTest => "NO TEST".to_owned(),
            Self::NotHeld { .. } => "not held".to_owned(),
        }
    }
}

impl<'a> Matrix<'a> {
    /// Puts rows and results together; without results it only says which tests there are.
    pub(super) fn new(list: &'a List<'a>, ends: Option<&Ends>) -> Self {
        let entry = |row: &Row<'a>| {
            let tests: Vec<_> = list.tests_of(row).iter().map(|proof| proof.test).collect();
            let result = outcome(row, &tests, ends);
            let Row { id, section, fault, expected, .. } = *row;
            Entry { row: id, section, fault, expected, tests, result }
        };
        Self { ran: ends.is_some(), rows: list.rows.iter().map(entry).collect() }
    }

    /// Whether nothing is left to do.
    pub(super) fn is_well(&self) -> bool {
        self.rows.iter().all(|entry| entry.result.is_well())
    }

    /// A line for each section, and one for all if they are several.
    pub(super) fn summary(&self) -> Vec<String> {
        let sections = self.rows.chunk_by(|a, b| a.section == b.section);
        let mut lines: Vec<_> = sections
            .map(|entries| {
                let section = entries.first().map_or("", |entry| entry.section);
                format!("{section}: {}", self.sum(entries))
            })
            .collect();
        if lines.len() > 1 {
            lines.push(format!("All: {}", self.sum(&self.rows)));
        }
        lines
    }

    /// In words, without what there is none of.
    fn sum(&self, entries: &[Entry<'_>]) -> String {
        let count = |is: fn(&Outcome<'_>) -> bool| entries.iter().filter(|e| is(&e.result)).count();
        let held = count(|result| matches!(result, Outcome::Holds { .. } | Outcome::Tested { .. }));
        let verb = if self.ran { "hold" } else { "have tests" };
        let mut words = vec![format!("{held} of {} rows {verb}", entries.len())];
        for (number, what) in [
            (count(|result| matches!(result, Outcome::NotHeld { .. })), "not held for a reason"),
            (count(|result| matches!(result, Outcome::Failed { .. })), "failed"),
            (count(|result| matches!(result, Outcome::NotRun)), "not run"),
            (count(|result| matches!(result, Outcome::NoTest)), "without a test"),
        ] {
            if number > 0 {
                words.push(format!("{number} {what}"));
            }
        }
        words.join(", ")
    }
}

fn outcome<'a>(row: &Row<'a>, tests: &[&'a str], ends: Option<&Ends>) -> Outcome<'a> {
    let ended = |test: &str| ends.and_then(|ends| ends.get(test)).copied();
    let all = |wanted: Ended| tests.iter().copied().filter(move |t| ended(t) == Some(wanted));
    let (failed, passed) = (all(Ended::Failed).collect::<Vec<_>>(), all(Ended::Passed).count());
    match row.reason() {
        _ if !failed.is_empty() => Outcome::Failed { failed },
        Some(reason) => Outcome::NotHeld { reason },
        None if tests.is_empty() => Outcome::NoTest,
        None if ends.is_none() => Outcome::Tested { of: tests.len() },
        None if passed == 0 => Outcome::NotRun,
        None => Outcome::Holds { passed },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{List, Matrix, Outcome};
    use crate::faults::libtest::Ended;
    use crate::faults::list::{Proof, Row};
    use crate::workspace::TextFile;

    const ROWS: [(&str, &str); 5] =
        [("N01", ""), ("N02", ""), ("N03", ""), ("B01", "Not held: never"), ("B02", "")];
    const TESTS: [(&str, &str); 4] =
        [("N01", "n01_a"), ("N01", "n01_b"), ("N02", "n02_a"), ("B02", "b02_a")];

    fn check(ends: Option<&[(&str, Ended)]>, expected: [&str; 5], summary: &[&str]) {
        let file = TextFile { path: "tests/it/n.rs".into(), text: String::new() };
        let row = |(id, expected)| {
            let section = if id < "N" { "Body (B)" } else { "Network (N)" };
            Row { id, section, line: 1, fault: "", expected }
        };
        let mut tests = BTreeMap::<String, Vec<Proof<'_>>>::new();
        for (id, test) in TESTS {
            tests.entry(id.to_owned()).or_default().push(Proof { file: &file, line: 1, test });
        }
        let list = List { rows: ROWS.map(row).to_vec(), tests };
        let ends = ends.map(|ends| ends.iter().map(|(t, e)| ((*t).to_owned(), *e)).collect());
        let matrix = Matrix::new(&list, ends.as_ref());
        let words: Vec<_> = matrix.rows.iter().map(|entry| entry.result.words()).collect();
        assert_eq!(words, expected);
        assert_eq!(matrix.summary(), summary);
        assert!(!matrix.is_well());
    }

    #[test]
    fn a_row_is_what_its_tests_are() {
        let ends = [
            ("n01_a", Ended::Passed),
            ("n01_b", Ended::Passed),
            ("n02_a", Ended::Failed),
            ("b02_a", Ended::Ignored),
        ];
        check(
            Some(&ends),
            ["ok (2 tests)", "FAILED n02_a", "NO TEST", "not held", "NOT RUN"],
            &[
                "Network (N): 1 of 3 rows hold, 1 failed, 1 without a test",
                "Body (B): 0 of 2 rows hold, 1 not held for a reason, 1 not run",
                "All: 1 of 5 rows hold, 1 not held for a reason, 1 failed, 1 not run, 1 without a test",
            ],
        );
    }

    #[test]
    fn without_a_run_it_says_which_tests_there_are() {
        check(
            None,
            ["2 tests", "1 test", "NO TEST", "not held", "1 test"],
            &[
                "Network (N): 2 of 3 rows have tests, 1 without a test",
                "Body (B): 1 of 2 rows have tests, 1 not held for a reason",
                "All: 3 of 5 rows have tests, 1 not held for a reason, 1 without a test",
            ],
        );
    }

    #[test]
    fn a_row_is_well_if_it_holds_or_has_a_reason_not_to() {
        assert!(Outcome::Holds { passed: 1 }.is_well());
        assert!(Outcome::NotHeld { reason: "never" }.is_well());
        assert!(!Outcome::NoTest.is_well());
        assert!(!Outcome::NotRun.is_well());
        assert!(!Outcome::Failed { failed: vec!["n01_a"] }.is_well());
    }
}
