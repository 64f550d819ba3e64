//! [`Table`]: rows below each other, as wide as the page allows.

mod cell;
mod column;
mod layout;

use anstyle::Style;

pub(crate) use self::cell::Cell;
pub(crate) use self::column::Column;
use self::layout::{GAP, layout};
use crate::page::Page;
use crate::text_width::{shortened, width};

/// Rows of `N` columns with nothing but blanks between them. A row is one line, always: programs
/// count lines, and people read along them.
#[derive(Debug)]
pub(crate) struct Table<const N: usize> {
    columns: [Column; N],
    rows: Vec<[Cell; N]>,
}

/// A table as text.
#[derive(Debug)]
pub(crate) struct Rendered {
    /// With a line feed at the end of each line, and the codes of colours.
    pub(crate) text: String,
    /// The titles of the columns for which there was no room.
    pub(crate) left_out: Vec<&'static str>,
}

impl<const N: usize> Table<N> {
    pub(crate) const fn new(columns: [Column; N]) -> Self {
        Self { columns, rows: Vec::new() }
    }

    pub(crate) fn row(&mut self, cells: [Cell; N]) {
        self.rows.push(cells);
    }

    pub(crate) fn render(&self, page: Page) -> Rendered {
        let header = self.columns.map(|column| Cell::from(column.title).style(Style::new().bold()));
        let lines = || std::iter::once(&header).chain(&self.rows);
        let content = std::array::from_fn(|index| {
            lines().map(|line| line[index].width()).max().unwrap_or_default()
        });
        let widths = layout(&self.columns, content, page.width);
        let mut text = String::new();
        for line in lines() {
            self.line(line, &widths, page, &mut text);
        }
        let titles = self.columns.iter().zip(widths);
        let left_out = titles.filter(|(_, width)| width.is_none());
        Rendered { text, left_out: left_out.map(|(column, _)| column.title).collect() }
    }

    /// Adds a line, which ends with its last letter.
    fn line(&self, line: &[Cell; N], widths: &[Option<usize>; N], page: Page, out: &mut String) {
        let mut blanks = 0;
        for ((cell, column), room) in line.iter().zip(&self.columns).zip(widths) {
            let Some(room) = *room else { continue };
            let text = shortened(&cell.text, room, page);
            let free = room.saturating_sub(width(&text));
            let (before, after) = if column.is_right { (free, 0) } else { (0, free) };
            blanks += before;
            if !text.is_empty() {
                let style = cell.style;
                out.extend([" ".repeat(blanks), format!("{style}{text}{style:#}")]);
                blanks = 0;
            }
            blanks += after + GAP;
        }
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table<3> {
        let mut table = Table::new([
            Column::text("NAME").shortens_to(4),
            Column::number("PRICE"),
            Column::text("STATE").rank(1),
        ]);
        table.row(["a".into(), "$1.00".into(), "ok".into()]);
        table.row(["größer 天地".into(), "$12.50".into(), None::<&str>.into()]);
        table.row(["a\nb\u{1b}[2J".into(), "".into(), "".into()]);
        table
    }

    fn rendered(width: Option<usize>) -> String {
        let text = table().render(Page { width, is_unicode: true }).text;
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn columns_stand_below_their_titles() {
        insta::assert_snapshot!(rendered(None), @r"
        NAME          PRICE  STATE
        a             $1.00  ok
        größer 天地  $12.50  -
        a b[2J
        ");
    }

    #[test]
    fn each_row_is_one_line_that_fits() {
        insta::assert_snapshot!(rendered(Some(20)), @r"
        NAME    PRICE  STATE
        a       $1.00  ok
        größ…  $12.50  -
        a b[…
        ");
        insta::assert_snapshot!(rendered(Some(18)), @r"
        NAME         PRICE
        a            $1.00
        größer 天…  $12.50
        a b[2J
        ");
        for columns in 12..40 {
            let text = rendered(Some(columns));
            assert_eq!(text.lines().count(), 4);
            assert!(text.lines().all(|line| width(line) <= columns), "{columns}\n{text}");
        }
    }

    #[test]
    fn what_is_left_out_is_named() {
        let left_out = |width| table().render(Page { width, is_unicode: true }).left_out;
        assert!(left_out(None).is_empty() && left_out(Some(19)).is_empty());
        assert_eq!(left_out(Some(18)), ["STATE"]);
    }

    #[test]
    fn a_colour_ends_with_its_cell() {
        let mut table = Table::new([Column::text("A"), Column::text("B")]);
        let bold = Style::new().bold();
        table.row([Cell::from("x").style(bold), "y".into()]);
        let text = table.render(Page { width: None, is_unicode: true }).text;
        assert!(text.ends_with("\n\u{1b}[1mx\u{1b}[0m  y\n"), "{text:?}");
    }
}
