//! [`table`]: keys as a person reads them.

use anstyle::Style;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, presets};
use llm_types::Usd;
use openrouter_provider::openrouter_wire::key;
use serde_json::Number;

use super::report::Report;
use super::standing::usd;
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
    let info = report.info.as_ref();
    // The service's own name for a key without one of its own is the key's masked characters.
    let label = report.known.label.as_deref().or_else(|| info?.label.as_deref());
    let [limit, left, resets] = info.map_or_else(|| [NOTHING; 3].map(str::to_owned), spending);
    [
        report.known.key.id().to_string(),
        label.map_or_else(|| NOTHING.to_owned(), one_line),
        report.known.account.as_deref().map_or_else(|| "default".to_owned(), one_line),
        report.known.origin.name().to_owned(),
        report.standing.name().to_owned(),
        limit,
        left,
        resets,
    ]
}

/// Limit, what is left of it, and when it starts anew.
fn spending(info: &key::Key) -> [String; 3] {
    let Some(limit) = &info.limit else {
        return ["none", NOTHING, NOTHING].map(str::to_owned);
    };
    let left = info.limit_remaining.as_ref().map_or_else(|| NOTHING.to_owned(), amount);
    let resets = info.limit_reset.as_ref().map_or("never", |interval| interval.as_str());
    [amount(limit), left, one_line(resets)]
}

/// In dollars and cents; what is less than a cent, and not nothing, says so.
fn amount(number: &Number) -> String {
    match usd(number) {
        Some(amount) if amount > Usd::ZERO && amount < cent() => "<$0.01".to_owned(),
        Some(amount) if amount < Usd::ZERO => {
            format!("-${:.2}", amount.as_decimal().abs().round_dp(2))
        }
        Some(amount) => format!("${:.2}", amount.as_decimal().round_dp(2)),
        None => number.to_string(),
    }
}

fn cent() -> Usd {
    "0.01".parse().unwrap_or(Usd::ZERO)
}
