//! Limits as a person reads them.

use std::io::{self, Write};

use super::figures::Figures;
use crate::dollars::dollars;
use crate::durations::roughly;
use crate::keys::Report;
use crate::notes::Notes;
use crate::numbers::grouped;
use crate::page::Page;
use crate::printable::one_line;
use crate::stdout;
use crate::style::{BAD, GOOD, UNSURE};
use crate::table::{Cell, Column, Table};

const COLUMNS: [Column; 10] = [
    Column::text("KEY"),
    Column::text("LABEL").rank(1).shortens_to(8),
    Column::text("STATE"),
    Column::number("LIMIT").rank(2),
    Column::number("LEFT"),
    Column::text("RESETS").rank(3),
    Column::number("TODAY").rank(4),
    Column::number("WEEK").rank(6),
    Column::number("MONTH").rank(5),
    Column::number("IN ALL").rank(7),
];

/// Prints the table, and below it what no column holds.
///
/// # Errors
///
/// If it cannot be written.
pub(super) fn print(
    reports: &[Report],
    figures: &[Option<Figures>],
    notes: &mut Notes<impl Write>,
) -> io::Result<()> {
    let mut table = Table::new(COLUMNS);
    for (report, figures) in reports.iter().zip(figures) {
        table.row(row(report, figures.as_ref()));
    }
    let rendered = table.render(Page::stdout());
    let more = remarks(reports, figures);
    let gap = if more.is_empty() { "" } else { "\n" };
    stdout::print(&format!("{}{gap}{more}", rendered.text))?;
    notes.left_out(&rendered.left_out);
    Ok(())
}

fn row(report: &Report, figures: Option<&Figures>) -> [Cell; 10] {
    let known = &report.known;
    let theirs = || report.info.as_ref()?.label.as_deref();
    let amount = |of: fn(&Figures) -> Option<llm_types::Usd>| -> Cell {
        figures.and_then(of).map(dollars).into()
    };
    let limit = match figures {
        Some(Figures { limit: None, .. }) => "none".into(),
        _ => amount(|figures| figures.limit),
    };
    [
        known.key.id().to_string().into(),
        known.label.as_deref().or_else(theirs).into(),
        Cell::from(report.standing.name()).style(report.standing.style()),
        limit,
        left(figures),
        figures.map(resets).into(),
        amount(|figures| figures.today),
        amount(|figures| figures.this_week),
        amount(|figures| figures.this_month),
        amount(|figures| figures.in_all),
    ]
}

/// What is left, in the colour of how much of the limit that is.
fn left(figures: Option<&Figures>) -> Cell {
    let Some((left, limit)) = figures.and_then(|figures| Some((figures.left?, figures.limit?)))
    else {
        return Cell::nothing();
    };
    let style = if left <= llm_types::Usd::ZERO {
        BAD
    } else if left.checked_mul(10.into()).is_some_and(|tenfold| tenfold < limit) {
        UNSURE
    } else {
        GOOD
    };
    Cell::from(dollars(left)).style(style)
}

/// When the limit starts anew.
fn resets(figures: &Figures) -> String {
    match (&figures.resets_in, &figures.resets) {
        (Some(wait), _) => format!("in {}", roughly(*wait)),
        (None, Some(interval)) => interval.as_str().to_owned(),
        (None, None) if figures.limit.is_some() => "never".to_owned(),
        (None, None) => "-".to_owned(),
    }
}

/// What no column holds: a line for each thing that is said, and of which keys, unless of all.
/// Much of it is the account's, and its keys say the same.
fn remarks(reports: &[Report], figures: &[Option<Figures>]) -> String {
    let mut said: Vec<(String, Vec<String>)> = Vec::new();
    for (report, figures) in reports.iter().zip(figures) {
        let Some(remark) = figures.as_ref().and_then(remark) else { continue };
        let id = report.known.key.id().to_string();
        match said.iter_mut().find(|(same, _)| *same == remark) {
            Some((_, ids)) => ids.push(id),
            None => said.push((remark, vec![id])),
        }
    }
    let line = |(remark, ids): (String, Vec<String>)| {
        let is_of_all = ids.len() == reports.len();
        if is_of_all { format!("{remark}\n") } else { format!("{}: {remark}\n", ids.join(", ")) }
    };
    said.into_iter().map(line).collect()
}

fn remark(figures: &Figures) -> Option<String> {
    let mut parts = Vec::new();
    if figures.is_free_tier == Some(true) {
        parts.push("never bought credits".to_owned());
    }
    if let Some(free) = figures.free_requests {
        let (left, limit) = (grouped(free.remaining), grouped(free.limit));
        parts.push(format!("free models: {left} of {limit} requests left today"));
    }
    if let Some(end) = &figures.expires_at {
        parts.push(format!("expires {}", one_line(end)));
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}
