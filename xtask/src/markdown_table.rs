//! Reads the tables of a Markdown document.

/// One line of a table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Row<'a> {
    pub(crate) line: usize,
    pub(crate) cells: Vec<&'a str>,
}

/// The rows of every table, without the heads.
pub(crate) fn rows(text: &str) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
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
        rows.push(Row { line: index + 1, cells });
    }
    rows
}

/// What stands between back quotes.
pub(crate) fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[cfg(test)]
mod tests {
    use super::{Row, quoted, rows};

    #[test]
    fn rows_are_read_and_heads_are_not() {
        let text =
            "Words.\n\n| Original | Rust |\n|---|---|\n| `A`, B | C |\n| D |\n\nMore | words.\n";
        let expected =
            [Row { line: 5, cells: vec!["`A`, B", "C"] }, Row { line: 6, cells: vec!["D"] }];
        assert_eq!(rows(text), expected);
    }

    #[test]
    fn code_is_what_stands_between_back_quotes() {
        assert_eq!(quoted("`a::A` and `a::B`, not c"), ["a::A", "a::B"]);
        assert!(quoted("none").is_empty());
    }
}
