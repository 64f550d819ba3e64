//! Each defect of the original has a row in `docs/parity.md`, and a test that would notice it here.

use super::finding::Finding;
use super::named::Named;
use super::parity::{TABLE, defect};
use crate::markdown_table::{quoted, rows};
use crate::workspace::Workspace;

/// The rule's name.
const RULE: &str = "defects";

/// How many defects were found in the original.
const COUNT: usize = 38;

pub(super) fn check(workspace: &Workspace) -> Vec<Finding> {
    let Some(file) = workspace.file(TABLE) else { return Vec::new() };
    let named = Named::read(workspace);
    let mut findings = Vec::new();
    let mut next = 1;
    for row in rows(&file.text) {
        let Some(number) = defect(&row) else { continue };
        if number != next {
            let advice = format!("defect {next} should stand here, and not {number}");
            findings.push(Finding::new(file, row.line, RULE, advice));
        }
        next = number + 1;
        let objections = match row.cells[..] {
            [_, _, _, test] => objections(&named, test),
            _ => vec!["a defect has four cells: number, original, here, test".to_owned()],
        };
        let found = objections.into_iter();
        findings.extend(found.map(|text| Finding::new(file, row.line, RULE, text)));
    }
    if next != COUNT + 1 {
        let advice = format!("the defects go on to {COUNT}, and {next} has no row");
        findings.push(Finding::new(file, file.text.lines().count().max(1), RULE, advice));
    }
    findings
}

/// What is wrong with the last cell of a row, if anything.
fn objections(named: &Named<'_>, test: &str) -> Vec<String> {
    let tests = quoted(test);
    if tests.is_empty() {
        return vec!["name the test that would fail on it in back quotes".to_owned()];
    }
    named.missing(&[], &tests)
}

#[cfg(test)]
mod tests {
    use super::{COUNT, check};
    use crate::tidy::finding::testing::workspace;

    const TESTS: &str = "//! Tests.\n#[test]\nfn it_works() {}\n";

    /// All rows, but for those that are given.
    #[track_caller]
    fn check_rows(change: &[(usize, &str)], expected: &[&str]) {
        let row = |number| {
            let changed = change.iter().find(|(changed, _)| *changed == number);
            let good = || format!("| {number} | bad | good | `it_works` |");
            changed.map_or_else(good, |it| it.1.to_owned())
        };
        let rows: Vec<_> = (1..=COUNT).map(row).collect();
        let table = format!(
            "| X | — | — | planned |\n\n| No | O | H | T |\n|---|---|---|---|\n{}",
            rows.join("\n")
        );
        let workspace = workspace(&[("docs/parity.md", &table), ("tests/it/x.rs", TESTS)]);
        let findings: Vec<_> = check(&workspace).iter().map(ToString::to_string).collect();
        assert_eq!(findings, expected);
    }

    #[test]
    fn all_defects_with_a_test_each_pass() {
        check_rows(&[], &[]);
    }

    #[test]
    fn a_defect_without_a_test_is_found() {
        let advice =
            "docs/parity.md:6: defects: name the test that would fail on it in back quotes";
        check_rows(&[(2, "| 2 | bad | good | it_works |")], &[advice]);
        let advice = "docs/parity.md:6: defects: no such test: it_worked";
        check_rows(&[(2, "| 2 | bad | good | `it_works`, `it_worked` |")], &[advice]);
        let advice =
            "docs/parity.md:6: defects: a defect has four cells: number, original, here, test";
        check_rows(&[(2, "| 2 | bad | `it_works` |")], &[advice]);
    }

    #[test]
    fn a_defect_that_is_left_out_is_found() {
        let advice = "docs/parity.md:7: defects: defect 2 should stand here, and not 3";
        check_rows(&[(2, "words")], &[advice]);
        let advice = "docs/parity.md:42: defects: the defects go on to 38, and 38 has no row";
        check_rows(&[(38, "words")], &[advice]);
    }
}
