//! `docs/endpoints.md` lists every operation that the wire crate has, and nothing else.

use std::collections::BTreeMap;

use super::finding::Finding;
use super::named::Named;
use crate::markdown_table::{quoted, rows};
use crate::workspace::{TextFile, Workspace};

const TABLE: &str = "docs/endpoints.md";
const WIRE: &str = "crates/openrouter-wire/src/";

pub(super) fn check(workspace: &Workspace) -> Vec<Finding> {
    let Some(file) = workspace.file(TABLE) else { return Vec::new() };
    let mut unlisted = operations(workspace);
    let named = Named::read(workspace);
    let mut findings = Vec::new();
    for row in rows(&file.text) {
        let objections = match row.cells[..] {
            [operation, rust, _, test] => {
                let known = quoted(operation).iter().any(|id| unlisted.remove(*id).is_some());
                let mut objections = named.missing(&quoted(rust), &quoted(test));
                if !known {
                    objections
                        .push("its operation is not in the wire crate, or listed twice".to_owned());
                }
                if quoted(rust).is_empty() || quoted(test).is_empty() {
                    objections.push("name the Rust path and the test in back quotes".to_owned());
                }
                objections
            }
            _ => vec!["a row has four cells: operation, Rust, command, test".to_owned()],
        };
        let found = objections.into_iter();
        findings.extend(found.map(|text| Finding::new(file, row.line, "endpoints", text)));
    }
    findings.extend(unlisted.into_iter().map(|(id, (source, line))| {
        Finding::new(source, line, "endpoints", format!("`{id}` has no row in {TABLE}"))
    }));
    findings
}

/// The ids of the operations, and where they stand.
fn operations(workspace: &Workspace) -> BTreeMap<&str, (&TextFile, usize)> {
    let mut operations = BTreeMap::new();
    for file in workspace.rust_files().filter(|file| file.path.starts_with(WIRE)) {
        for (index, line) in file.text.lines().enumerate() {
            let id = line.trim().strip_prefix("const ID: &'static str = \"");
            if let Some(id) = id.and_then(|id| id.strip_suffix("\";")) {
                operations.insert(id, (file, index + 1));
            }
        }
    }
    operations
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::finding::testing::workspace;

    const KEYS: &str = "//! Keys.\npub struct Get;\nimpl Operation for Get {\n\
        \x20   const ID: &'static str = \"getKey\";\n}\n";
    const TESTS: &str = "//! Tests.\n#[test]\nfn a_key_is_found() {}\n";

    #[track_caller]
    fn check_row(row: &str, expected: &[&str]) {
        let table = format!("| Operation | Rust | Command | Test |\n|---|---|---|---|\n{row}\n");
        let workspace = workspace(&[
            ("crates/openrouter-wire/src/keys.rs", KEYS),
            ("crates/openrouter-wire/src/lib.rs", "//! Wire.\npub mod keys;\n"),
            ("tests/it/keys.rs", TESTS),
            ("docs/endpoints.md", &table),
        ]);
        let findings: Vec<_> = check(&workspace).iter().map(ToString::to_string).collect();
        assert_eq!(findings, expected);
    }

    #[test]
    fn an_operation_with_a_row_passes() {
        check_row("| `getKey` | `openrouter_wire::keys::Get` | — | `a_key_is_found` |", &[]);
    }

    #[test]
    fn an_operation_without_a_row_is_found() {
        let unlisted = "crates/openrouter-wire/src/keys.rs:4: endpoints: `getKey` has no row in docs/endpoints.md";
        check_row("", &[unlisted]);
        let unknown = "docs/endpoints.md:3: endpoints: its operation is not in the wire crate, or listed twice";
        let row = "| `getLock` | `openrouter_wire::keys::Get` | — | `a_key_is_found` |";
        check_row(row, &[unknown, unlisted]);
    }

    #[test]
    fn a_row_that_names_what_is_not_there_is_found() {
        let row = "| `getKey` | `openrouter_wire::keys::List` | — | `a_key_is_lost` |";
        check_row(
            row,
            &[
                "docs/endpoints.md:3: endpoints: no such item: openrouter_wire::keys::List",
                "docs/endpoints.md:3: endpoints: no such test: a_key_is_lost",
            ],
        );
        let empty =
            "docs/endpoints.md:3: endpoints: name the Rust path and the test in back quotes";
        check_row("| `getKey` | — | — | — |", &[empty]);
    }
}
