//! [`chart`]: days side by side, in a terminal.

use std::iter::repeat_n;

use openrouter_provider::{ActivityTotals, UtcDay};

use super::axis::Axis;
use super::calendar::day_and_month;
use super::measure::Measure;
use crate::page::Page;
use crate::style::BAR;
use crate::text_width::width;

/// How many lines a column may have.
const HEIGHT: usize = 8;
/// Into how many parts the axis is divided: the height is a multiple.
const PARTS: u8 = 4;
/// How wide a day may be, the gap to the next included.
const WIDEST: usize = 6;
/// How many columns of the terminal a date and its distance to the next take.
const DATE: usize = 8;

/// Blocks of one to eight eighths.
const EIGHTHS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// What lines are drawn with.
struct Pen {
    /// The axis at a mark, between marks, where both axes meet, and along the days.
    mark: char,
    line: char,
    corner: char,
    along: char,
    is_unicode: bool,
}

impl Pen {
    const fn for_page(page: Page) -> Self {
        if page.is_unicode {
            Self { mark: '┤', line: '│', corner: '┼', along: '─', is_unicode: true }
        } else {
            Self { mark: '+', line: '|', corner: '+', along: '-', is_unicode: false }
        }
    }

    /// What stands in one line of a column that is so many eighths of a line high, above the lines
    /// below it.
    fn block(&self, eighths: usize) -> char {
        match (eighths, self.is_unicode) {
            (0, _) => ' ',
            (_, true) => EIGHTHS.get(eighths - 1).copied().unwrap_or('█'),
            (1..=2, false) => '.',
            (3..=5, false) => ':',
            (_, false) => '#',
        }
    }
}

/// Days as columns above their dates, the amounts to their left. Nothing if there is no room for a
/// column of the terminal for each.
pub(super) fn chart(
    days: &[(UtcDay, ActivityTotals)],
    measure: Measure,
    page: Page,
) -> Option<String> {
    let values: Vec<f64> = days.iter().map(|(_, totals)| measure.of(totals)).collect();
    let largest = values.iter().copied().fold(0.0, f64::max);
    let axis = Axis::up_to(largest, PARTS, measure != Measure::Cost);
    let labels: Vec<String> = axis.marks().map(|mark| measure.label(mark)).collect();
    let margin = labels.iter().map(|label| width(label)).max().unwrap_or_default();
    // The axis and the blanks around it.
    let room = page.width?.checked_sub(margin + 3)?;
    let step = (room / values.len().max(1)).min(WIDEST);
    if step == 0 {
        return None;
    }
    let pen = Pen::for_page(page);
    let bar = if step > 1 { step - 1 } else { 1 };
    let eighths: Vec<usize> = values.iter().map(|value| eighths(axis.part(*value))).collect();

    let mut lines = Vec::new();
    for line in (0..HEIGHT).rev() {
        let lines_a_part = HEIGHT / usize::from(PARTS);
        let mark = (line + 1).is_multiple_of(lines_a_part).then(|| (line + 1) / lines_a_part);
        let label = mark.and_then(|mark| labels.get(mark)).map_or("", String::as_str);
        let edge = if mark.is_some() { pen.mark } else { pen.line };
        let columns = eighths.iter().map(|eighths| {
            let here = eighths.saturating_sub(line * 8).min(8);
            format!("{:<step$}", pen.block(here).to_string().repeat(bar))
        });
        let columns = columns.collect::<String>();
        let columns = columns.trim_end();
        let columns =
            if columns.is_empty() { String::new() } else { format!(" {BAR}{columns}{BAR:#}") };
        lines.push(format!("{label:>margin$} {edge}{columns}\n"));
    }
    let zero = labels.first().map_or("", String::as_str);
    let along = pen.along.to_string().repeat(1 + step * values.len());
    lines.push(format!("{zero:>margin$} {}{along}\n", pen.corner));
    lines.push(dates(days, step, margin + 3));
    Some(lines.concat())
}

/// The height of a column in eighths of a line. What is not nothing can be seen.
fn eighths(part: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 64")]
    let eighths = (part * f64::from(u8::try_from(HEIGHT * 8).unwrap_or(u8::MAX))).round() as usize;
    if part > 0.0 { eighths.max(1) } else { eighths }
}

/// The line of dates below the columns: the first day, and then each so many weeks or days that
/// they do not touch.
fn dates(days: &[(UtcDay, ActivityTotals)], step: usize, margin: usize) -> String {
    let apart = [1, 2, 7, 14, 28].into_iter().find(|days| days * step >= DATE).unwrap_or(56);
    let mut line = " ".repeat(margin);
    for (place, (day, _)) in days.iter().enumerate().step_by(apart) {
        let date = day_and_month(*day);
        let start = margin + place * step;
        if start + date.len() > margin + days.len() * step {
            break;
        }
        line.extend(repeat_n(' ', start.saturating_sub(line.len())));
        line += &date;
    }
    line.truncate(line.trim_end().len());
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(costs: &[&str]) -> Vec<(UtcDay, ActivityTotals)> {
        let first: UtcDay = "2026-02-24".parse().unwrap();
        let totals = costs.iter().map(|cost| {
            let mut totals = ActivityTotals::default();
            totals.cost = cost.parse().unwrap();
            totals
        });
        totals.zip(0..).map(|(totals, n)| (first.plus(n), totals)).collect()
    }

    const COSTS: [&str; 10] = ["1.5", "0", "0.001", "8", "4", "3.99", "2", "0.5", "7.5", "6"];

    fn drawn(width: usize, is_unicode: bool) -> String {
        let page = Page { width: Some(width), is_unicode };
        let text = chart(&days(&COSTS), Measure::Cost, page).unwrap();
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn days_stand_side_by_side_above_their_dates() {
        insta::assert_snapshot!(drawn(40, true), @r"
        $8 ┤          ██             ▄▄
           │          ██             ██
        $6 ┤          ██             ██ ██
           │          ██             ██ ██
        $4 ┤          ██ ██ ██       ██ ██
           │          ██ ██ ██       ██ ██
        $2 ┤ ▄▄       ██ ██ ██ ██    ██ ██
           │ ██    ▁▁ ██ ██ ██ ██ ▄▄ ██ ██
        $0 ┼───────────────────────────────
             24 Feb               3 Mar
        ");
        insta::assert_snapshot!(drawn(16, true), @r"
        $8 ┤    █    ▄
           │    █    █
        $6 ┤    █    ██
           │    █    ██
        $4 ┤    ███  ██
           │    ███  ██
        $2 ┤ ▄  ████ ██
           │ █ ▁████▄██
        $0 ┼───────────
             24 Feb
        ");
    }

    #[test]
    fn a_terminal_of_ascii_is_drawn_on_in_ascii() {
        let text = drawn(60, false);
        assert!(text.is_ascii());
        insta::assert_snapshot!(text, @r"
        $8 +                ####                     ::::
           |                ####                     ####
        $6 +                ####                     #### ####
           |                ####                     #### ####
        $4 +                #### #### ####           #### ####
           |                #### #### ####           #### ####
        $2 + ::::           #### #### #### ####      #### ####
           | ####      .... #### #### #### #### :::: #### ####
        $0 +---------------------------------------------------
             24 Feb    26 Feb    28 Feb    2 Mar     4 Mar
        ");
    }

    #[test]
    fn it_fits_or_there_is_none() {
        let days = days(&["1"; 30]);
        for columns in 0..200 {
            let page = Page { width: Some(columns), is_unicode: true };
            let chart = chart(&days, Measure::Cost, page);
            assert_eq!(chart.is_some(), columns >= 38, "{columns}");
            let text = chart.unwrap_or_default();
            for line in anstream::adapter::strip_str(&text).to_string().lines() {
                assert!(width(line) <= columns, "{columns}: {line}");
            }
        }
        assert_eq!(chart(&days, Measure::Cost, Page { width: None, is_unicode: true }), None);
    }

    #[test]
    fn what_is_not_nothing_can_be_seen() {
        assert_eq!(eighths(0.0), 0);
        assert_eq!(eighths(0.000_001), 1);
        assert_eq!(eighths(1.0), 64);
    }
}
