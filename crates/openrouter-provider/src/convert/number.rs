//! Numbers that JSON cannot hold.

use llm_types::{Error, ErrorKind, Result};
use serde_json::Number;

/// A JSON number; a whole one without a fraction, as people write it.
pub(super) fn number(field: &str, value: Option<f64>) -> Result<Option<Number>> {
    let Some(value) = value else { return Ok(None) };
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
    let number = if value.fract() == 0.0 && value.abs() < 1e15 {
        Some(Number::from(value as i64))
    } else {
        Number::from_f64(value)
    };
    number.map(Some).ok_or_else(|| {
        Error::new(ErrorKind::InvalidRequest, format!("{field} must be a finite number"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_written_without_a_fraction() {
        for (value, json) in [(0.0, "0"), (1.0, "1"), (-2.0, "-2"), (0.7, "0.7"), (1e20, "1e+20")] {
            let number = number("x", Some(value)).unwrap().unwrap();
            assert_eq!(serde_json::to_string(&number).unwrap(), json);
        }
    }

    #[test]
    fn what_is_no_number_is_named() {
        for value in [f64::NAN, f64::INFINITY] {
            let error = number("temperature", Some(value)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert!(error.to_string().contains("temperature must be"), "{error}");
        }
    }
}
