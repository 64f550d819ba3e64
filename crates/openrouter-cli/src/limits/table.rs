//! Limits as a person reads them.

use std::io::{self, Write};

use llm_types::{Figure, Usd};

use super::asked::{Asked, Limits};
use crate::dates::rfc3339;
use crate::dollars::dollars;
use crate::durations::roughly;
use crate::notes::Notes;
use crate::numbers::grouped;
use crate::page::Page;
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
pub(super) fn print(asked: &[Asked], notes: &mut Notes<impl Write>) -> io::Result<()> {
    let mut table = Table::new(COLUMNS);
    for asked in asked {
        table.row(row(asked));
    }
    let rendered = table.render(Page::stdout());
    let more = remarks(asked);
    let gap = if more.is_empty() { "" } else { "\n" };
    stdout::print(&format!("{}{gap}{more}", rendered.text))?;
    notes.left_out(&rendered.left_out);
    Ok(())
}

fn row(Asked { report, limits }: &Asked) -> [Cell; 10] {
    let limits = limits.as_ref();
    let allowance = limits.map(|limits| &limits.combined.allowance);
    let spent = allowance.map(|allowance| &allowance.spent);
    let amount = |figure: Option<&Figure<Usd>>| -> Cell {
        figure.and_then(Figure::get).copied().map(dollars).into()
    };
    let limit = match allowance {
        Some(allowance) if allowance.limit.is_empty() => "none".into(),
        _ => amount(allowance.map(|allowance| &allowance.limit)),
    };
    [
        report.known.key.id().to_string().into(),
        report.known.label.as_deref().into(),
        Cell::from(report.standing.name()).style(report.standing.style()),
        limit,
        limits.map_or_else(Cell::nothing, left),
        limits.and_then(resets).into(),
        amount(spent.map(|spent| &spent.today)),
        amount(spent.map(|spent| &spent.this_week)),
        amount(spent.map(|spent| &spent.this_month)),
        amount(spent.map(|spent| &spent.total)),
    ]
}

/// What is left, in the colour of how much of the limit that is.
fn left(limits: &Limits) -> Cell {
    let allowance = &limits.combined.allowance;
    let Some(left) = allowance.remaining.get().copied() else { return Cell::nothing() };
    let tenfold = left.checked_mul(10.into());
    let is_little = allowance.limit.get().zip(tenfold).is_some_and(|(limit, ten)| ten < *limit);
    let style = match left {
        left if left <= Usd::ZERO => BAD,
        _ if is_little => UNSURE,
        _ => GOOD,
    };
    Cell::from(dollars(left)).style(style)
}

/// When the limit starts anew, if there is one.
fn resets(limits: &Limits) -> Option<String> {
    let allowance = &limits.combined.allowance;
    if let Some(reset) = allowance.reset_at.get() {
        let wait = reset.duration_since(limits.combined.at).unwrap_or_default();
        return Some(format!("in {}", roughly(wait)));
    }
    (!allowance.limit.is_empty()).then(|| "never".to_owned())
}

/// What no column holds: a line for each thing that is said, and of which keys, unless of all.
/// Much of it is the account's, and its keys say the same.
fn remarks(asked: &[Asked]) -> String {
    let mut said: Vec<(String, Vec<String>)> = Vec::new();
    for Asked { report, limits } in asked {
        let Some(limits) = limits else { continue };
        let id = report.known.key.id().to_string();
        for remark in of_key(limits) {
            match said.iter_mut().find(|(same, _)| *same == remark) {
                Some((_, ids)) => ids.push(id.clone()),
                None => said.push((remark, vec![id.clone()])),
            }
        }
    }
    let line = |(remark, ids): (String, Vec<String>)| {
        let is_of_all = ids.len() == asked.len();
        if is_of_all { format!("{remark}\n") } else { format!("{}: {remark}\n", ids.join(", ")) }
    };
    said.into_iter().map(line).collect()
}

/// What there is to say of one key.
fn of_key(Limits { combined, free_models }: &Limits) -> impl Iterator<Item = String> {
    let allowance = &combined.allowance;
    let never_paid = allowance.is_free_tier.get() == Some(&true);
    let never_paid = never_paid.then(|| "credits were never bought".to_owned());
    let free = free_models.as_ref().and_then(|window| {
        let (left, limit) = (grouped(window.remaining?), grouped(window.limit?));
        let reset = window.reset_at.and_then(|reset| reset.duration_since(combined.at).ok());
        let reset = reset.map(|wait| format!(", full again in {}", roughly(wait)));
        let reset = reset.unwrap_or_default();
        Some(format!("free models: {left} of {limit} requests left today{reset}"))
    });
    let end = allowance.expires_at.get().and_then(|end| {
        let wait = end.duration_since(combined.at).unwrap_or_default();
        Some(format!("expires in {}, {}", roughly(wait), rfc3339(*end)?))
    });
    [never_paid, free, end].into_iter().flatten()
}
