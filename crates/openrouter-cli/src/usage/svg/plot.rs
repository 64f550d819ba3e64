//! [`Plot`]: where what stands.

use crate::usage::axis::Axis;

pub(super) const WIDTH: f64 = 960.0;
pub(super) const MARGIN: f64 = 32.0;
pub(super) const TOP: f64 = 96.0;
pub(super) const BOTTOM: f64 = 376.0;
pub(super) const RIGHT: f64 = WIDTH - MARGIN;

/// How far an amount stands from the columns, and how wide a digit of it is.
pub(super) const GAP: f64 = 12.0;
const DIGIT: f64 = 8.0;
/// How far apart dates are at the least.
const DATE: f64 = 72.0;

/// The columns of a chart: how many, and where.
#[derive(Debug)]
pub(super) struct Plot {
    pub(super) axis: Axis,
    pub(super) left: f64,
    days: usize,
}

impl Plot {
    /// With room for amounts of so many digits to its left.
    pub(super) fn new(axis: Axis, digits: usize, days: usize) -> Self {
        Self { axis, left: MARGIN + GAP + DIGIT * float(digits), days }
    }

    /// How far apart columns are.
    pub(super) fn step(&self) -> f64 {
        (RIGHT - self.left) / float(self.days.max(1))
    }

    /// The left edge of a day.
    pub(super) fn x(&self, place: usize) -> f64 {
        self.left + float(place) * self.step()
    }

    /// The height of an amount.
    pub(super) fn y(&self, value: f64) -> f64 {
        BOTTOM - self.axis.part(value) * (BOTTOM - TOP)
    }

    /// After how many days there is room for another date.
    pub(super) fn days_a_date(&self) -> usize {
        let fits = |days: &usize| float(*days) * self.step() >= DATE;
        [1, 2, 7, 14, 28].into_iter().find(fits).unwrap_or(56)
    }
}

/// A number of things as a length.
#[expect(clippy::cast_precision_loss, reason = "some hundred at the most")]
pub(super) const fn float(number: usize) -> f64 {
    number as f64
}

/// A length with two decimals at the most.
pub(super) fn px(length: f64) -> String {
    let mut text = format!("{length:.2}");
    let digits = text.trim_end_matches('0').trim_end_matches('.').len();
    text.truncate(digits);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_no_idle_digits() {
        let lengths = [1.0, 0.504, 10.0, 267.404].map(px);
        assert_eq!(lengths, ["1", "0.5", "10", "267.4"]);
    }

    #[test]
    fn the_largest_mark_is_at_the_top_and_nothing_is_below_the_foot() {
        let plot = Plot::new(Axis::up_to(7.0, 4, false), 2, 30);
        assert_eq!((px(plot.y(8.0)), px(plot.y(0.0))), (px(TOP), px(BOTTOM)));
        assert_eq!(px(plot.x(30)), px(RIGHT));
        assert_eq!(plot.days_a_date(), 7);
    }
}
