//! [`table`]: what the use comes to, a row for each model, provider or day.

use openrouter_provider::{ActivityReport, ActivityTotals};

use super::measure::Measure;
use super::view::{By, View, name_of};
use crate::dollars::dollars;
use crate::numbers::{grouped, percent, short};
use crate::page::Page;
use crate::style::BAR;
use crate::table::{Cell, Column, Rendered, Table};
use crate::text_width::width;

/// How wide the longest bar is, at the most and at the least.
const BARS: (usize, usize) = (24, 8);
/// As many rows a person reads; what is more is one row. A file has them all.
const MOST_ROWS: usize = 20;

/// Parts of a block, from one eighth to seven.
const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// A row for each model, provider or day; bars on a terminal only, as long as names leave room.
pub(super) fn table(report: &ActivityReport, view: View, page: Page) -> Rendered {
    let rows = rows(report, view, page);
    let Some(columns) = page.width else { return with_bars(&rows, report, view, page, 0) };
    let whole = with_bars(&rows, report, view, Page { width: None, ..page }, 0);
    let whole = anstream::adapter::strip_str(&whole.text).to_string();
    let whole = whole.lines().map(width).max().unwrap_or_default();
    let room = columns.saturating_sub(whole + 2);
    let mut rendered = with_bars(&rows, report, view, page, room.clamp(BARS.1, BARS.0));
    // The bars have no title.
    rendered.left_out.retain(|title| !title.is_empty());
    rendered
}

fn with_bars(
    rows: &[(String, ActivityTotals)],
    report: &ActivityReport,
    view: View,
    page: Page,
    bars: usize,
) -> Rendered {
    let total = view.measure.of(&report.total());
    let largest = rows.iter().map(|(_, totals)| view.measure.of(totals)).fold(0.0, f64::max);
    let title = match view.by {
        By::Model => "MODEL",
        By::Day => "DAY",
        By::Provider => "PROVIDER",
    };
    let cost = Column::number("COST").rank(u8::from(view.measure != Measure::Cost));
    let cells = |(name, totals): &(String, ActivityTotals)| {
        let value = view.measure.of(totals);
        [
            name.as_str().into(),
            dollars(totals.cost).into(),
            percent(value, total).into(),
            grouped(totals.requests).into(),
            short(totals.input_tokens).into(),
            short(totals.output_tokens).into(),
            Cell::from(bar(value / largest, bars, page.is_unicode)).style(BAR),
        ]
    };
    let mut table = Table::new([
        Column::text(title).shortens_to(27),
        cost,
        Column::number("SHARE").rank(2),
        Column::number("REQUESTS").rank(3),
        Column::number("IN").rank(4),
        Column::number("OUT").rank(4),
        Column::text("").rank(5),
    ]);
    for row in rows {
        table.row(cells(row));
    }
    table.render(page)
}

/// Names and what they come to.
fn rows(report: &ActivityReport, view: View, page: Page) -> Vec<(String, ActivityTotals)> {
    if view.by == By::Day {
        let days = report.days().into_iter();
        return days.map(|(day, totals)| (day.to_string(), totals)).collect();
    }
    let groups = view.groups(report);
    let shown = match page.width {
        Some(_) if groups.len() > MOST_ROWS => MOST_ROWS - 1,
        _ => groups.len(),
    };
    let (named, rest) = groups.split_at(shown);
    let mut rows: Vec<_> =
        named.iter().map(|group| (name_of(group).to_owned(), group.total)).collect();
    if !rest.is_empty() {
        let others = format!("{} others", rest.len());
        rows.push((others, rest.iter().map(|group| group.total).sum()));
    }
    rows
}

/// A bar of so much of the longest. What is not nothing can be seen.
fn bar(part: f64, longest: usize, is_unicode: bool) -> String {
    if longest == 0 || !part.is_finite() || part <= 0.0 {
        return String::new();
    }
    let longest = u16::try_from(longest).unwrap_or(u16::MAX);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some hundred")]
    let eighths = ((part * f64::from(longest) * 8.0).round() as usize).max(1);
    if is_unicode {
        "█".repeat(eighths / 8) + PARTS.get(eighths % 8).copied().unwrap_or_default()
    } else {
        "#".repeat(eighths.div_ceil(8))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::usage::fixture::report;

    fn rendered(by: By, measure: Measure, width: Option<usize>, is_unicode: bool) -> String {
        let rendered =
            table(&report(), View { by, measure, key: None }, Page { width, is_unicode });
        assert!(rendered.left_out.iter().all(|title| !title.is_empty()));
        anstream::adapter::strip_str(&rendered.text).to_string()
    }

    #[test]
    fn a_file_has_names_and_numbers() {
        insta::assert_snapshot!(rendered(By::Model, Measure::Cost, None, true), @r#"
        MODEL                                     COST  SHARE  REQUESTS    IN   OUT
        anthropic/claude-sonnet-4.6             $19.95  >99 %     1,750  3.6M  595k
        <b>&"quoted"</b>                        <$0.01   <1 %         3  6.3k  1.0k
        meta-llama/llama-3.3-70b-instruct:free   $0.00    0 %       800  1.6M  272k
        "#);
    }

    #[test]
    fn a_terminal_has_bars_as_well() {
        insta::assert_snapshot!(rendered(By::Model, Measure::Cost, Some(80), true), @r#"
        MODEL                                COST  SHARE  REQUESTS    IN   OUT
        anthropic/claude-sonnet-4.6        $19.95  >99 %     1,750  3.6M  595k  ████████
        <b>&"quoted"</b>                   <$0.01   <1 %         3  6.3k  1.0k  ▏
        meta-llama/llama-3.3-70b-instruc…   $0.00    0 %       800  1.6M  272k
        "#);
        insta::assert_snapshot!(rendered(By::Provider, Measure::Requests, Some(70), false), @r"
        PROVIDER          COST  SHARE  REQUESTS    IN    OUT
        Anthropic       $18.35   63 %     1,610  3.3M   547k  ################
        Together         $0.00   31 %       800  1.6M   272k  ########
        Amazon Bedrock   $1.60    5 %       140  294k  47.6k  ##
        DeepInfra       <$0.01   <1 %         3  6.3k   1.0k  #
        ");
    }

    #[test]
    fn each_row_is_a_line_that_fits() {
        for columns in 48..160 {
            for by in [By::Model, By::Provider] {
                let text = rendered(by, Measure::Tokens, Some(columns), true);
                assert!(text.lines().all(|line| width(line) <= columns), "{columns}\n{text}");
            }
        }
    }

    #[test]
    fn days_without_use_have_a_row() {
        let text = rendered(By::Day, Measure::Cost, None, true);
        assert_eq!(text.lines().count(), 31);
        assert!(text.contains("2026-11-20   $0.00    0 %         0     0     0\n"), "{text}");
    }

    #[test]
    fn bars_are_as_long_as_what_they_stand_for() {
        assert_eq!(bar(1.0, 4, true), "████");
        assert_eq!(bar(0.5, 4, true), "██");
        assert_eq!(bar(0.4, 4, true), "█▋");
        assert_eq!(bar(0.000_1, 4, true), "▏");
        assert_eq!(bar(0.4, 4, false), "##");
        assert_eq!([bar(0.0, 4, true), bar(f64::NAN, 4, true), bar(1.0, 0, true)], ["", "", ""]);
    }
}
