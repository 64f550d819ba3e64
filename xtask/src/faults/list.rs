//! The rows of `docs/faults.md`, and the tests that are named after them.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};

use crate::markdown_table::rows;
use crate::rust_source::test_functions;
use crate::workspace::{TextFile, Workspace};

/// The document.
pub(crate) const DOCUMENT: &str = "docs/faults.md";

/// What a row that is not to be held begins its expectation with.
const NOT_HELD: &str = "Not held:";

/// A fault, and what must become of a call that meets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row<'a> {
    /// A capital letter and two digits.
    pub(crate) id: &'a str,
    /// The title that it stands under.
    pub(crate) section: &'a str,
    pub(crate) line: usize,
    pub(crate) fault: &'a str,
    pub(crate) expected: &'a str,
}

impl<'a> Row<'a> {
    /// Why the row is not to be held, if it is not.
    pub(crate) fn reason(&self) -> Option<&'a str> {
        self.expected.strip_prefix(NOT_HELD).map(str::trim)
    }

    /// What its tests' names begin with.
    pub(crate) fn prefix(&self) -> String {
        format!("{}_", self.id.to_lowercase())
    }
}

/// A test whose name begins as if with a row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Proof<'a> {
    pub(crate) file: &'a TextFile,
    pub(crate) line: usize,
    pub(crate) test: &'a str,
}

/// Rows, and their tests by the rows' ids.
#[derive(Debug)]
pub(crate) struct List<'a> {
    pub(crate) rows: Vec<Row<'a>>,
    /// The ids are those in the tests' names: not each of them needs to be one of a row.
    pub(crate) tests: BTreeMap<String, Vec<Proof<'a>>>,
}

impl<'a> List<'a> {
    /// Reads both.
    pub(crate) fn read(workspace: &'a Workspace) -> Result<Self> {
        let document = workspace.file(DOCUMENT).with_context(|| format!("no {DOCUMENT}"))?;
        Ok(Self { rows: read_rows(&document.text), tests: read_tests(workspace) })
    }

    /// The tests of a row.
    pub(crate) fn tests_of(&self, row: &Row<'_>) -> &[Proof<'a>] {
        self.tests.get(row.id).map_or(&[], Vec::as_slice)
    }

    /// Keeps the rows of which an id, or a section's letter, is among these; all for none.
    pub(crate) fn select(&mut self, wanted: &[String]) -> Result<()> {
        let is = |row: &Row<'_>, word: &str| row.id == word || row.id.get(..1) == Some(word);
        for word in wanted {
            let known = self.rows.iter().any(|row| is(row, &word.to_uppercase()));
            ensure!(known, "no row and no section `{word}` in {DOCUMENT}");
        }
        let chosen = |row: &Row<'_>| wanted.iter().any(|word| is(row, &word.to_uppercase()));
        self.rows.retain(|row| wanted.is_empty() || chosen(row));
        Ok(())
    }
}

/// The rows of the document, each with the title above it.
fn read_rows(text: &str) -> Vec<Row<'_>> {
    let titles: Vec<(usize, &str)> = text
        .lines()
        .enumerate()
        .filter_map(|(index, line)| Some((index, line.strip_prefix("## ")?)))
        .collect();
    let mut found = Vec::new();
    for row in rows(text) {
        let above = titles.iter().take_while(|(index, _)| *index < row.line).last();
        if let (Some((_, section)), [id, fault, expected]) = (above, &row.cells[..])
            && is_id(id)
        {
            found.push(Row { id, section, line: row.line, fault, expected });
        }
    }
    found
}

/// The tests of all sources whose names begin as if with a row.
fn read_tests(workspace: &Workspace) -> BTreeMap<String, Vec<Proof<'_>>> {
    let mut tests: BTreeMap<String, Vec<Proof<'_>>> = BTreeMap::new();
    for file in workspace.rust_files() {
        for (line, test) in test_functions(&file.text) {
            if let Some(id) = row_in(test) {
                tests.entry(id).or_default().push(Proof { file, line, test });
            }
        }
    }
    tests
}

/// The row that a test's name begins with: `N13` for `n13_silence_ends_a_stream`.
pub(crate) fn row_in(test: &str) -> Option<String> {
    let id = test.split('_').next()?.to_uppercase();
    (test.len() > id.len() && is_id(&id) && test.starts_with(|c: char| c.is_ascii_lowercase()))
        .then_some(id)
}

fn is_id(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(|c| c.is_ascii_uppercase())
        && word.len() == 3
        && letters.all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{List, row_in};
    use crate::workspace::{TextFile, Workspace};

    const DOCUMENT: &str = "# Faults\n\n## Network (N)\n\n| Row | Fault | Must |\n|---|---|---|\n\
        | N01 | no name | `Network` |\n\n## Body (B)\n\n| Row | Fault | Must |\n|---|---|---|\n\
        | B01 | cut | an error |\n| B02 | odd | Not held: nobody does so |\n| see N01 | | |\n";
    const TESTS: &str = "#[test]\nfn n01_a_name() {}\n#[test]\nfn n010_no() {}\n\
        #[tokio::test]\nasync fn b01_cut() {}\nfn b02_helper() {}\n";

    fn workspace() -> Workspace {
        let file = |path: &str, text: &str| TextFile { path: path.into(), text: text.into() };
        let files = vec![file("docs/faults.md", DOCUMENT), file("tests/it/n.rs", TESTS)];
        Workspace { files, packages: Vec::new() }
    }

    #[test]
    fn rows_know_their_section_and_their_tests() {
        let workspace = workspace();
        let list = List::read(&workspace).unwrap();
        let rows: Vec<_> = list
            .rows
            .iter()
            .map(|row| {
                let tests: Vec<_> = list.tests_of(row).iter().map(|proof| proof.test).collect();
                (row.id, row.section, row.line, tests, row.reason())
            })
            .collect();
        let expected = [
            ("N01", "Network (N)", 7, vec!["n01_a_name"], None),
            ("B01", "Body (B)", 13, vec!["b01_cut"], None),
            ("B02", "Body (B)", 14, vec![], Some("nobody does so")),
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn rows_are_chosen_by_id_and_by_section() {
        let workspace = workspace();
        let chosen = |words: &[&str]| {
            let mut list = List::read(&workspace).unwrap();
            let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
            list.select(&words).map_err(|error| error.to_string())?;
            Ok(list.rows.iter().map(|row| row.id).collect::<Vec<_>>())
        };
        assert_eq!(chosen(&[]), Ok(vec!["N01", "B01", "B02"]));
        assert_eq!(chosen(&["b"]), Ok(vec!["B01", "B02"]));
        assert_eq!(chosen(&["N", "b02"]), Ok(vec!["N01", "B02"]));
        let unknown = "no row and no section `N02` in docs/faults.md".to_owned();
        assert_eq!(chosen(&["N02"]), Err(unknown));
    }

    #[test]
    fn a_name_begins_with_a_row_or_it_does_not() {
        assert_eq!(row_in("n13_silence").as_deref(), Some("N13"));
        for name in ["n13", "n1_x", "n131_x", "silence_n13_x", "N13_x", "_n13", "x_"] {
            assert_eq!(row_in(name), None, "{name}");
        }
    }
}
