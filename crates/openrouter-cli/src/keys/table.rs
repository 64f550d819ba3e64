//! [`table`]: keys as a person reads them.

use anstyle::Style;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, presets};
use openrouter_auth::KeyLimits;

use super::report::Report;
use super::standing::limits;
use crate::dollars::dollars;
use crate::printable::one_line;

/// What there is no value for.
const NOTHING: &str = "-";

/// Columns whose text is never broken: what is copied from them must be whole.
const WHOLE: [usize; 5] = [0, 4, 5, 6, 7];
const AMOUNTS: [usize; 2] = [5, 6];

/// Columns between blanks, in a terminal of so many. Long names are broken there, and only there.
pub(super) fn table(reports: &[Report], width: Option<u16>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    if let Some(width) = width {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    }
    table.set_header(["KEY", "LABEL", "ACCOUNT", "FROM", "STATE", "LIMIT", "LEFT", "RESETS"]);
    for report in reports {
        table.add_row(row(report));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    for index in WHOLE {
        if let Some(column) = table.column_mut(index) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    for index in AMOUNTS {
        if let Some(column) = table.column_mut(index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let bold = Style::new().bold();
    let mut lines = Vec::new();
    for (index, line) in table.lines().enumerate() {
        let line = line.trim_end();
        if index == 0 {
            lines.push(format!("{bold}{line}{bold:#}\n"));
        } else {
            lines.push(format!("{line}\n"));
        }
    }
    lines.concat()
}

fn row(report: &Report) -> [String; 8] {
    let limits = report.info.as_ref().map(limits);
    let theirs = || limits.as_ref()?.label.as_deref();
    let label = report.known.label.as_deref().or_else(theirs).map(one_line);
    let account = report.known.account.as_deref().map(one_line);
    let [limit, left, resets] =
        limits.as_ref().map_or_else(|| [NOTHING; 3].map(str::to_owned), spending);
    [
        report.known.key.id().to_string(),
        label.unwrap_or_else(|| NOTHING.to_owned()),
        account.unwrap_or_else(|| "default".to_owned()),
        report.known.origin.name().to_owned(),
        report.standing.name().to_owned(),
        limit,
        left,
        resets,
    ]
}

/// Limit, what is left of it, and when it starts anew.
fn spending(limits: &KeyLimits) -> [String; 3] {
    let Some(limit) = limits.limit else { return ["none", NOTHING, NOTHING].map(str::to_owned) };
    let left = limits.limit_remaining.map_or_else(|| NOTHING.to_owned(), dollars);
    let resets = limits.limit_reset.as_ref().map_or("never", |interval| interval.as_str());
    [dollars(limit), left, one_line(resets)]
}
