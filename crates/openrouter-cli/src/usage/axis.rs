//! [`Axis`]: round marks from nothing to the largest value.

/// An axis from nothing on, in round steps: 1, 2, 2.5, 3, 4 or 5 times a power of ten.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Axis {
    step: f64,
    steps: u8,
}

impl Axis {
    /// The smallest axis of so many steps that the largest value fits on. If `is_whole`, what lies
    /// between whole numbers is no mark.
    pub(super) fn up_to(largest: f64, steps: u8, is_whole: bool) -> Self {
        let steps = steps.max(1);
        let least = largest / f64::from(steps);
        if !(least.is_finite() && least > 0.0) {
            return Self { step: 1.0, steps };
        }
        let least = if is_whole { least.max(1.0) } else { least };
        let power = 10_f64.powf(least.log10().floor());
        let round = [1.0, 2.0, 2.5, 3.0, 4.0, 5.0, 10.0].map(|factor| factor * power);
        // A step may be too short by what a float cannot say.
        let fits = |step: &f64| *step >= least * 0.999_999 && !(is_whole && step.fract() != 0.0);
        let step = round.into_iter().find(fits).unwrap_or(10.0 * power);
        Self { step, steps }
    }

    /// The largest value on it.
    pub(super) fn top(self) -> f64 {
        self.step * f64::from(self.steps)
    }

    /// The values that are marked, from nothing on.
    pub(super) fn marks(self) -> impl Iterator<Item = f64> {
        (0..=self.steps).map(move |mark| self.step * f64::from(mark))
    }

    /// Which part of its length a value takes, from 0 to 1.
    pub(super) fn part(self, value: f64) -> f64 {
        (value / self.top()).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(largest: f64, is_whole: bool) -> Vec<f64> {
        Axis::up_to(largest, 4, is_whole).marks().collect()
    }

    #[test]
    fn marks_are_round_and_the_largest_value_is_below_the_last() {
        assert_eq!(marks(7.3, false), [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(marks(8.0, false), [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(marks(8.1, false), [0.0, 2.5, 5.0, 7.5, 10.0]);
        assert_eq!(marks(3.0, true), [0.0, 1.0, 2.0, 3.0, 4.0]);
        assert_eq!(marks(9.0, true), [0.0, 3.0, 6.0, 9.0, 12.0]);
        assert_eq!(marks(0.0, false), [0.0, 1.0, 2.0, 3.0, 4.0]);
    }

    #[test]
    fn every_value_fits_whatever_it_is() {
        for power in -30..30 {
            for digit in 1..100 {
                let largest = f64::from(digit) * 10_f64.powi(power);
                let axis = Axis::up_to(largest, 4, false);
                assert!(axis.top() >= largest * 0.999_99, "{largest}");
                assert!(axis.top() <= largest * 2.01, "{largest}: {}", axis.top());
            }
        }
        for odd in [f64::NAN, f64::INFINITY, -1.0, 0.0] {
            assert!(Axis::up_to(odd, 4, true).top() > 0.0);
        }
        assert!(Axis::up_to(8.0, 4, false).part(20.0) <= 1.0);
    }
}
