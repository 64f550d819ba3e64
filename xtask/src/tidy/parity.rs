//! `docs/parity.md` cannot lie: what it calls done exists, and so does the test that proves it.

use super::finding::Finding;
use super::named::Named;
use crate::markdown_table::{Row, quoted, rows};
use crate::workspace::Workspace;

pub(super) const TABLE: &str = "docs/parity.md";

/// The number of a defect of the original, if the row tells of one: those rows have a rule of their
/// own.
pub(super) fn defect(row: &Row<'_>) -> Option<usize> {
    row.cells.first()?.parse().ok()
}

pub(super) fn check(workspace: &Workspace) -> Vec<Finding> {
    let Some(file) = workspace.file(TABLE) else { return Vec::new() };
    let named = Named::read(workspace);
    let mut findings = Vec::new();
    for row in rows(&file.text).into_iter().filter(|row| defect(row).is_none()) {
        let objections = match row.cells[..] {
            [_, rust, test, state] => objections(&named, rust, test, state),
            _ => vec!["a row has four cells: original, Rust, test, state".to_owned()],
        };
        let found = objections.into_iter();
        findings.extend(found.map(|text| Finding::new(file, row.line, "parity", text)));
    }
    findings
}

/// What is wrong with a row, if anything.
fn objections(named: &Named<'_>, rust: &str, test: &str, state: &str) -> Vec<String> {
    match state {
        "done" => {}
        "planned" => return Vec::new(),
        state if state.starts_with("later: ") => return Vec::new(),
        state => {
            let states = "`done`, `planned` or `later: <what it comes with>`";
            return vec![format!("the state `{state}` is none of {states}")];
        }
    }
    let (paths, tests) = (quoted(rust), quoted(test));
    let mut objections = Vec::new();
    if paths.is_empty() {
        objections.push("done, so name the Rust path in back quotes".to_owned());
    }
    if tests.is_empty() {
        objections.push("done, so name the test that proves it in back quotes".to_owned());
    }
    objections.extend(named.missing(&paths, &tests));
    objections
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::finding::testing::workspace;

    const LIB: &str = "//! Keys.\npub struct KeyPool;\nimpl KeyPool { pub fn lease() {} }\n";
    const TESTS: &str = "//! Tests.\n#[test]\nfn a_key_is_leased() {}\nfn helper() {}\n";

    #[track_caller]
    fn check_row(row: &str, expected: &[&str]) {
        let table = format!("| Original | Rust | Test | State |\n|---|---|---|---|\n{row}\n");
        let workspace = workspace(&[
            ("crates/openrouter-auth/src/lib.rs", LIB),
            ("tests/it/keys.rs", TESTS),
            ("docs/parity.md", &table),
        ]);
        let findings: Vec<_> = check(&workspace).iter().map(ToString::to_string).collect();
        let expected: Vec<_> =
            expected.iter().map(|text| format!("docs/parity.md:3: parity: {text}")).collect();
        assert_eq!(findings, expected);
    }

    #[test]
    fn a_done_row_whose_item_and_test_exist_passes() {
        check_row(
            "| `GetKey` | `openrouter_auth::KeyPool::lease` | `a_key_is_leased` | done |",
            &[],
        );
    }

    #[test]
    fn a_done_row_whose_item_is_missing_is_found() {
        let row = "| X | `openrouter_auth::KeyPool::next` | `a_key_is_leased` | done |";
        check_row(row, &["no such item: openrouter_auth::KeyPool::next"]);
        let row = "| X | `elsewhere::KeyPool` | `a_key_is_leased` | done |";
        check_row(row, &["no such item: elsewhere::KeyPool"]);
    }

    #[test]
    fn a_done_row_whose_test_is_missing_is_found() {
        let row = "| X | `openrouter_auth::KeyPool` | `a_key_is_lost` | done |";
        check_row(row, &["no such test: a_key_is_lost"]);
        let row = "| X | `openrouter_auth::KeyPool` | `helper` | done |";
        check_row(row, &["no such test: helper"]);
    }

    #[test]
    fn a_done_row_without_proof_is_found() {
        let expected = [
            "done, so name the Rust path in back quotes",
            "done, so name the test that proves it in back quotes",
        ];
        check_row("| X | KeyPool | — | done |", &expected);
    }

    #[test]
    fn what_is_not_done_needs_no_proof_but_a_known_state() {
        check_row("| X | `openrouter_auth::Later` | — | planned |", &[]);
        check_row("| X | — | — | later: login |", &[]);
        let states = "`done`, `planned` or `later: <what it comes with>`";
        for state in ["later", "later:", "Done"] {
            let row = format!("| X | — | — | {state} |");
            check_row(&row, &[&format!("the state `{state}` is none of {states}")]);
        }
    }

    #[test]
    fn a_row_of_a_defect_is_left_to_its_own_rule() {
        check_row("| 7 | bad | good | — |", &[]);
    }

    #[test]
    fn a_row_with_a_cell_missing_is_found() {
        check_row("| X | — | planned |", &["a row has four cells: original, Rust, test, state"]);
    }
}
