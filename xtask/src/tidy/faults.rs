//! Each row of `docs/faults.md` has a test or a reason, and each test named after a row has one.

use std::collections::BTreeMap;

use super::finding::Finding;
use crate::faults::list::{DOCUMENT, List, row_in};
use crate::workspace::Workspace;

/// The rule's name.
const RULE: &str = "faults";

pub(crate) fn check(workspace: &Workspace) -> Vec<Finding> {
    let mut findings = untested(workspace);
    findings.extend(strays(workspace));
    findings
}

/// The rows that are there twice, or have neither a test nor a reason.
fn untested(workspace: &Workspace) -> Vec<Finding> {
    let (Some(file), Ok(list)) = (workspace.file(DOCUMENT), List::read(workspace)) else {
        return Vec::new();
    };
    let mut seen = BTreeMap::new();
    let mut findings = Vec::new();
    for row in &list.rows {
        if let Some(line) = seen.insert(row.id, row.line) {
            let advice = format!("{} stands on line {line} already", row.id);
            findings.push(Finding::new(file, row.line, RULE, advice));
        }
        if list.tests_of(row).is_empty() && row.reason().is_none_or(str::is_empty) {
            let prefix = row.prefix();
            let advice = format!("write a test `{prefix}…`, or `Not held:` and the reason");
            findings.push(Finding::new(file, row.line, RULE, advice));
        }
    }
    findings
}

/// The tests that are named as if after a row that is not there, or after more than one.
pub(crate) fn strays(workspace: &Workspace) -> Vec<Finding> {
    let Ok(list) = List::read(workspace) else { return Vec::new() };
    let mut findings = Vec::new();
    for (id, proofs) in &list.tests {
        for proof in proofs {
            let rest = proof.test.get(id.len() + 1..).unwrap_or_default();
            let advice = if !list.rows.iter().any(|row| row.id == id) {
                format!("{DOCUMENT} has no row {id}: name the test otherwise, or add the row")
            } else if let Some(other) = row_in(rest) {
                format!("a test proves one row: make one for {id} and one for {other}")
            } else {
                continue;
            };
            findings.push(Finding::new(proof.file, proof.line, RULE, advice));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::finding::testing::workspace;

    #[track_caller]
    fn check_all(rows: &str, tests: &str, expected: &[&str]) {
        let table = format!("## Network (N)\n| Row | Fault | Must |\n|---|---|---|\n{rows}");
        let workspace = workspace(&[("docs/faults.md", &table), ("tests/it/n.rs", tests)]);
        let findings: Vec<_> = check(&workspace).iter().map(ToString::to_string).collect();
        assert_eq!(findings, expected);
    }

    #[test]
    fn a_row_with_a_test_or_a_reason_passes() {
        let rows = "| N01 | no name | an error |\n| N02 | odd | Not held: nobody does so |\n";
        check_all(rows, "#[test]\nfn n01_no_name() {}\n", &[]);
    }

    #[test]
    fn a_row_without_either_is_found() {
        let advice =
            "docs/faults.md:4: faults: write a test `n01_…`, or `Not held:` and the reason";
        check_all("| N01 | no name | an error |\n", "fn n01_helper() {}\n", &[advice]);
        check_all("| N01 | no name | Not held: |\n", "", &[advice]);
    }

    #[test]
    fn a_row_that_is_there_twice_is_found() {
        let rows = "| N01 | no name | an error |\n| N01 | another | an error |\n";
        let expected = "docs/faults.md:5: faults: N01 stands on line 4 already";
        check_all(rows, "#[test]\nfn n01_no_name() {}\n", &[expected]);
    }

    #[test]
    fn a_test_of_no_row_is_found_and_so_is_one_of_two() {
        let rows = "| N01 | no name | an error |\n| N02 | no host | an error |\n";
        let tests =
            "#[test]\nfn n01_n02_both() {}\n#[test]\nfn n02_x() {}\n#[test]\nfn n03_x() {}\n";
        let expected = [
            "tests/it/n.rs:2: faults: a test proves one row: make one for N01 and one for N02",
            "tests/it/n.rs:6: faults: docs/faults.md has no row N03: name the test otherwise, or add the row",
        ];
        check_all(rows, tests, &expected);
    }
}
