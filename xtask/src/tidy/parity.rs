//! `docs/parity.md` cannot lie: what it calls done exists, and so does the test that proves it.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::Finding;
use super::parity_table::{Row, rows};
use super::rust_source::{test_functions, words};
use crate::workspace::Workspace;

const TABLE: &str = "docs/parity.md";

pub(super) fn check(workspace: &Workspace) -> Vec<Finding> {
    let Some(file) = workspace.file(TABLE) else { return Vec::new() };
    let tree = Tree::read(workspace);
    let mut findings = Vec::new();
    for row in rows(&file.text) {
        let (line, objections) = match row {
            Ok(row) => (row.line, tree.objections(&row)),
            Err(malformed) => (
                malformed.line,
                vec!["a row has four cells: original, Rust, test, state".to_owned()],
            ),
        };
        let found = objections.into_iter().map(|text| Finding::new(file, line, "parity", text));
        findings.extend(found);
    }
    findings
}

/// What the sources hold.
#[derive(Debug, Default)]
struct Tree<'a> {
    tests: BTreeSet<&'a str>,
    /// The words of each crate's sources, by the name that Rust paths start with.
    crates: BTreeMap<String, BTreeSet<&'a str>>,
}

impl<'a> Tree<'a> {
    fn read(workspace: &'a Workspace) -> Self {
        let mut tree = Self::default();
        for file in workspace.rust_files() {
            tree.tests.extend(test_functions(&file.text).into_iter().map(|(_, name)| name));
            let folder =
                file.path.strip_prefix("crates/").and_then(|path| path.split_once("/src/"));
            if let Some((name, _)) = folder {
                tree.crates.entry(name.replace('-', "_")).or_default().extend(words(&file.text));
            }
        }
        tree
    }

    /// What is wrong with the row, if anything.
    fn objections(&self, row: &Row<'_>) -> Vec<String> {
        match row.state {
            "done" => {}
            "planned" => return Vec::new(),
            state if state.starts_with("later: ") => return Vec::new(),
            state => {
                let states = "`done`, `planned` or `later: <what it comes with>`";
                return vec![format!("the state `{state}` is none of {states}")];
            }
        }
        let mut objections = Vec::new();
        if row.paths.is_empty() {
            objections.push("done, so name the Rust path in back quotes".to_owned());
        }
        if row.tests.is_empty() {
            objections.push("done, so name the test that proves it in back quotes".to_owned());
        }
        let missing = row.paths.iter().filter(|path| !self.has_path(path));
        objections.extend(missing.map(|path| format!("no such item: {path}")));
        let missing = row.tests.iter().filter(|test| !self.tests.contains(**test));
        objections.extend(missing.map(|test| format!("no such test: {test}")));
        objections
    }

    /// Whether every part of `some_crate::module::Item::method` occurs in that crate's code.
    fn has_path(&self, path: &str) -> bool {
        let mut parts = path.split("::");
        let words = parts.next().and_then(|name| self.crates.get(name));
        words.is_some_and(|words| parts.all(|part| words.contains(part)))
    }
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
    fn a_row_with_a_cell_missing_is_found() {
        check_row("| X | — | planned |", &["a row has four cells: original, Rust, test, state"]);
    }
}
