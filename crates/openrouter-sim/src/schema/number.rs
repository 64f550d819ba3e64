//! Numbers.

use serde_json::{Map, Number, Value};

use super::Instances;

/// Up to where a number goes if the schema does not say.
const SPAN: i64 = 100;

/// The bounds of a number, both included.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    least: f64,
    most: f64,
}

impl Bounds {
    /// Reads the bounds of a schema. A bound that is excluded is moved by `step`.
    fn read(schema: &Map<String, Value>, step: f64) -> Self {
        let number = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
        // Until draft 4, `exclusiveMinimum` was a flag beside `minimum`.
        let flag = |keyword: &str| schema.get(keyword) == Some(&Value::Bool(true));
        let lower = number("exclusiveMinimum").map(|bound| bound + step);
        let lower = lower.into_iter().chain(
            number("minimum").map(
                |bound| {
                    if flag("exclusiveMinimum") { bound + step } else { bound }
                },
            ),
        );
        let upper = number("exclusiveMaximum").map(|bound| bound - step);
        let upper = upper.into_iter().chain(
            number("maximum").map(
                |bound| {
                    if flag("exclusiveMaximum") { bound - step } else { bound }
                },
            ),
        );
        Self {
            least: lower.fold(f64::NEG_INFINITY, f64::max),
            most: upper.fold(f64::INFINITY, f64::min),
        }
    }

    fn contains(self, value: f64) -> bool {
        (self.least..=self.most).contains(&value)
    }
}

impl Instances<'_> {
    /// Makes a whole number.
    pub(super) fn integer(&mut self, schema: &Map<String, Value>) -> Value {
        let bounds = Bounds::read(schema, 1.0);
        let multiple = schema.get("multipleOf").and_then(Value::as_i64).unwrap_or(1).max(1);
        let fits = |number: i64| bounds.contains(to_float(number)) && number % multiple == 0;
        let given = self.material.number(fits);
        let number = given.unwrap_or_else(|| {
            let least = to_integer(bounds.least.ceil(), 1.min(to_integer(bounds.most.floor(), 1)));
            let most = to_integer(bounds.most.floor(), least.saturating_add(SPAN)).max(least);
            let first = least.div_euclid(multiple) + i64::from(least.rem_euclid(multiple) != 0);
            let last = most.div_euclid(multiple).max(first);
            first.saturating_add(self.below(last - first + 1)).saturating_mul(multiple)
        });
        number.into()
    }

    /// Makes a number.
    pub(super) fn number(&mut self, schema: &Map<String, Value>) -> Value {
        let bounds = Bounds::read(schema, 0.001);
        if let Some(multiple) = schema.get("multipleOf").and_then(Value::as_f64) {
            // A multiple of nothing is as good as any.
            let factor = if multiple > 0.0 { (bounds.least / multiple).ceil() } else { 0.0 };
            let factor = if factor.is_finite() { factor } else { 1.0 };
            return to_json(factor * multiple);
        }
        if let Some(given) = self.material.number(|number| bounds.contains(to_float(number))) {
            return given.into();
        }
        let least = if bounds.least.is_finite() { bounds.least } else { bounds.most.min(0.0) };
        let most = if bounds.most.is_finite() { bounds.most } else { least + to_float(SPAN) };
        // Half-way is always inside, and where a schema leaves room it may be any quarter.
        let quarter = to_float(1 + self.below(3)) / 4.0;
        to_json(least + (most - least).max(0.0) * quarter)
    }

    fn below(&mut self, bound: i64) -> i64 {
        let bound = u64::try_from(bound).unwrap_or(1);
        i64::try_from(self.seed.below(bound)).unwrap_or(0)
    }
}

#[expect(clippy::cast_precision_loss, reason = "bounds beyond 2^53 need not be met exactly")]
fn to_float(number: i64) -> f64 {
    number as f64
}

/// Returns a float as a whole number, or `default` if it has no end.
#[expect(clippy::cast_possible_truncation, reason = "the conversion saturates, which is meant")]
fn to_integer(number: f64, default: i64) -> i64 {
    if number.is_finite() { number as i64 } else { default }
}

fn to_json(number: f64) -> Value {
    Number::from_f64(number).unwrap_or_else(|| 0.into()).into()
}
