//! The matrix as a person reads it.

use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};

use super::matrix::Matrix;

/// Columns whose text is never broken.
const ROW: usize = 0;

/// The rows as a table, in a terminal of so many columns; in lines of any length without.
pub(super) fn table(matrix: &Matrix<'_>, width: Option<u16>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    if let Some(width) = width {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    }
    table.set_header(["ROW", "FAULT", "WHAT MUST HAPPEN", "RESULT"]);
    for entry in &matrix.rows {
        table.add_row([entry.row, entry.fault, entry.expected, &entry.result.words()]);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    if let Some(column) = table.column_mut(ROW) {
        column.set_constraint(ColumnConstraint::ContentWidth);
    }
    let lines: Vec<_> = table.lines().collect();
    let trimmed = lines.iter().flat_map(|line| [line.trim_end(), "\n"]);
    trimmed.collect()
}

#[cfg(test)]
mod tests {
    use super::table;
    use crate::faults::matrix::{Entry, Matrix, Outcome};

    fn matrix() -> Matrix<'static> {
        let entry = Entry {
            row: "N13",
            section: "Network (N)",
            fault: "silence after the request",
            expected: "`Timeout` after 120 s; tried once more",
            tests: vec!["n13_silence"],
            result: Outcome::Holds { passed: 1 },
        };
        Matrix { ran: true, rows: vec![entry] }
    }

    #[test]
    fn a_row_is_a_line_where_there_is_room() {
        let table = table(&matrix(), None);
        let lines: Vec<_> = table.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[1].starts_with("N13  silence after the request  `Timeout`"), "{table}");
        assert!(lines[1].ends_with("ok"), "{table}");
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_nothing_is_lost() {
        let table = table(&matrix(), Some(50));
        assert!(table.lines().all(|line| line.chars().count() <= 50), "{table}");
        let words: Vec<_> = table.split_whitespace().collect();
        for word in ["N13", "silence", "request", "`Timeout`", "120", "once", "more", "ok"] {
            assert!(words.contains(&word), "{word} in {table}");
        }
    }
}
