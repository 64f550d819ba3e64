//! Keys as a person reads them.

use std::io::{self, Write};

use openrouter_auth::KeyLimits;

use super::report::Report;
use super::standing::limits;
use crate::dollars::dollars;
use crate::notes::Notes;
use crate::page::Page;
use crate::stdout;
use crate::table::{Cell, Column, Table};

/// What is copied is never shortened.
const COLUMNS: [Column; 8] = [
    Column::text("KEY"),
    Column::text("LABEL").rank(1).shortens_to(8),
    Column::text("ACCOUNT").rank(4).shortens_to(8),
    Column::text("FROM").rank(5),
    Column::text("STATE"),
    Column::number("LIMIT").rank(3),
    Column::number("LEFT").rank(2),
    Column::text("RESETS").rank(6),
];

/// Prints the table, and says which columns a narrow terminal has no room for.
///
/// # Errors
///
/// If it cannot be written.
pub(super) fn print(reports: &[Report], notes: &mut Notes<impl Write>) -> io::Result<()> {
    let mut table = Table::new(COLUMNS);
    for report in reports {
        table.row(row(report));
    }
    let rendered = table.render(Page::stdout());
    stdout::print(&rendered.text)?;
    notes.left_out(&rendered.left_out);
    Ok(())
}

fn row(report: &Report) -> [Cell; 8] {
    let limits = report.info.as_ref().map(limits);
    let theirs = || limits.as_ref()?.label.as_deref();
    let [limit, left, resets] =
        limits.as_ref().map_or_else(|| [(); 3].map(|()| Cell::nothing()), spending);
    [
        report.known.key.id().to_string().into(),
        report.known.label.as_deref().or_else(theirs).into(),
        report.known.account.as_deref().unwrap_or("default").into(),
        report.known.origin.name().into(),
        Cell::from(report.standing.name()).style(report.standing.style()),
        limit,
        left,
        resets,
    ]
}

/// Limit, what is left of it, and when it starts anew.
fn spending(limits: &KeyLimits) -> [Cell; 3] {
    let Some(limit) = limits.limit else {
        return ["none".into(), Cell::nothing(), Cell::nothing()];
    };
    let resets = limits.limit_reset.as_ref().map_or("never", |interval| interval.as_str());
    [dollars(limit).into(), limits.limit_remaining.map(dollars).into(), resets.into()]
}
