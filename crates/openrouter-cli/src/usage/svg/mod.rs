//! [`svg`]: a chart for a report, in one file that needs nothing else.

mod plot;
mod series;
#[cfg(test)]
mod tests;

use maud::{Markup, PreEscaped, html};
use openrouter_provider::{ActivityReport, UtcDay};

use self::plot::{BOTTOM, GAP, MARGIN, Plot, RIGHT, WIDTH, float, px};
use self::series::{Series, series};
use super::axis::Axis;
use super::calendar::{day_and_month, range};
use super::headline::headline;
use super::view::View;

const STYLE: &str = include_str!("style.css");

/// How many parts the axis of amounts has.
const PARTS: u8 = 4;

/// The legend below the columns: two entries in a row.
const LEGEND: f64 = BOTTOM + 58.0;
const ROW: f64 = 24.0;
const GUTTER: f64 = 48.0;
const SWATCH: f64 = 12.0;

/// Draws a report: days side by side, in each what the groups of the view come to. The same report
/// is the same text, byte by byte. Readers in the dark get a dark ground.
pub(super) fn svg(report: &ActivityReport, view: View) -> String {
    let series = series(report, view);
    let days: Vec<UtcDay> = report.days().into_iter().map(|(day, _)| day).collect();
    let totals = (0..days.len()).map(|day| series.iter().filter_map(|one| one.days.get(day)).sum());
    let largest = totals.fold(0.0, |largest: f64, total: f64| largest.max(total));
    let axis = Axis::up_to(largest, PARTS, view.is_whole());
    let digits = axis.marks().map(|mark| view.measure.label(mark).chars().count());
    let plot = Plot::new(axis, digits.max().unwrap_or_default(), days.len());
    let rows = series.len().div_ceil(2);
    let height = LEGEND + float(rows) * ROW + MARGIN - ROW;

    let period = range(report.first_day(), report.last_day());
    let title = format!("OpenRouter usage{}, {period}", view.whose());
    let subtitle = format!("{} by day and {}, UTC", view.measure.name(), view.by.name());
    let drawing = html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {WIDTH} {}", px(height)))
            width=(px(WIDTH)) height=(px(height)) role="img"
            aria-labelledby="title description" {
            title id="title" { (title) }
            desc id="description" { (subtitle) ". " (headline(report, "; ")) }
            style { (PreEscaped(STYLE)) }
            rect class="ground" width="100%" height="100%" {}
            text class="title" x=(px(MARGIN)) y="46" { (title) }
            text class="muted" x=(px(MARGIN)) y="70" { (subtitle) " · " (headline(report, " · ")) }
            (amounts(&plot, view))
            (columns(&plot, &days, &series))
            line class="axis" x1=(px(plot.left)) y1=(px(BOTTOM)) x2=(px(RIGHT)) y2=(px(BOTTOM)) {}
            (dates(&plot, &days))
            (legend(&series))
        }
    };
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n", drawing.into_string())
}

/// Lines across, and what they stand for.
fn amounts(plot: &Plot, view: View) -> Markup {
    html! {
        @for mark in plot.axis.marks() {
            @let y = plot.y(mark);
            @if mark > 0.0 {
                line class="grid" x1=(px(plot.left)) y1=(px(y)) x2=(px(RIGHT)) y2=(px(y)) {}
            }
            text class="muted number" x=(px(plot.left - GAP)) y=(px(y + 4.0)) text-anchor="end" {
                (view.measure.label(mark))
            }
        }
    }
}

/// A column for each day, the largest of the series at its foot. Each of them reaches down to the
/// foot and is covered by the next, so that no ground shows between them.
fn columns(plot: &Plot, days: &[UtcDay], series: &[Series]) -> Markup {
    let gap = (plot.step() * 0.25).min(24.0);
    html! {
        g shape-rendering="crispEdges" {
            @for (place, day) in days.iter().enumerate() {
                @for (one, top) in stacked(series, place) {
                    @let head = plot.y(top);
                    rect class=(one.class) x=(px(plot.x(place) + gap / 2.0)) y=(px(head))
                        width=(px(plot.step() - gap)) height=(px(BOTTOM - head)) {
                        title { (day) ", " (one.name) ": " (one.told_on(place)) }
                    }
                }
            }
        }
    }
}

/// What stands on one day, and up to which amount, from the top down.
fn stacked(series: &[Series], place: usize) -> Vec<(&Series, f64)> {
    let mut top = 0.0;
    let mut stacked = Vec::new();
    for one in series {
        let value = one.days.get(place).copied().unwrap_or_default();
        if value > 0.0 {
            top += value;
            stacked.push((one, top));
        }
    }
    stacked.reverse();
    stacked
}

/// Dates below the columns, as many as there is room for.
fn dates(plot: &Plot, days: &[UtcDay]) -> Markup {
    html! {
        @for (place, day) in days.iter().enumerate().step_by(plot.days_a_date()) {
            text class="muted number" x=(px(plot.x(place) + plot.step() / 2.0))
                y=(px(BOTTOM + 22.0)) text-anchor="middle" {
                (day_and_month(*day))
            }
        }
    }
}

/// What the colours stand for, and what it comes to.
fn legend(series: &[Series]) -> Markup {
    let width = (RIGHT - MARGIN - GUTTER) / 2.0;
    let rows = series.len().div_ceil(2);
    html! {
        @for (place, one) in series.iter().enumerate() {
            @let x = MARGIN + float(place / rows) * (width + GUTTER);
            @let y = LEGEND + float(place % rows) * ROW;
            rect class=(one.class) x=(px(x)) y=(px(y - SWATCH + 1.0)) width=(px(SWATCH))
                height=(px(SWATCH)) rx="2" {}
            text x=(px(x + SWATCH + 10.0)) y=(px(y)) { (one.name) }
            text class="muted number" x=(px(x + width)) y=(px(y)) text-anchor="end" { (one.told) }
        }
    }
}
