//! Reads the tables of `docs/parity.md`.

/// One line of a table: an item of the original and what became of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row<'a> {
    pub(super) line: usize,
    /// Paths in the cell `Rust`, in back quotes there.
    pub(super) paths: Vec<&'a str>,
    /// Functions in the cell `Test`, in back quotes there.
    pub(super) tests: Vec<&'a str>,
    pub(super) state: &'a str,
}

/// A line that looks like a row and does not have the four cells.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed {
    pub(super) line: usize,
}

/// The rows of every table, without the heads.
pub(super) fn rows(text: &str) -> Vec<Result<Row<'_>, Malformed>> {
    let mut rows: Vec<Result<_, _>> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let Some(cells) = line.trim().strip_prefix('|').and_then(|line| line.strip_suffix('|'))
        else {
            continue;
        };
        let cells: Vec<_> = cells.split('|').map(str::trim).collect();
        if cells.iter().all(|cell| cell.starts_with("---")) {
            // What stands above the rule is the head.
            rows.pop();
            continue;
        }
        let line = index + 1;
        rows.push(match cells[..] {
            [_, rust, test, state] => {
                Ok(Row { line, paths: quoted(rust), tests: quoted(test), state })
            }
            _ => Err(Malformed { line }),
        });
    }
    rows
}

/// What stands between back quotes.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[cfg(test)]
mod tests {
    use super::{Malformed, Row, rows};

    #[test]
    fn rows_are_read_and_heads_are_not() {
        let text = "Words.\n\n| Original | Rust | Test | State |\n|---|---|---|---|\n\
            | `A`, B | `a::A` and `a::B` | `it_works` | done |\n| C | D |\n\nMore | words.\n";
        let row =
            Row { line: 5, paths: vec!["a::A", "a::B"], tests: vec!["it_works"], state: "done" };
        assert_eq!(rows(text), [Ok(row), Err(Malformed { line: 6 })]);
    }
}
