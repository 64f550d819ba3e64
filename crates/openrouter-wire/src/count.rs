//! Counts: whole numbers that the API does not always write as such.

use serde::{Deserialize, Serialize};
use serde_json::Number;

/// The largest float up to which every whole number has its own value: 2⁵³.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// A count, an index or a time in seconds: the JSON number as it was written.
///
/// Some upstreams write whole numbers as floats (`12.0`, `1e3`) and a few write nonsense
/// (`-1`). Neither may cost the rest of the reply, so the number is kept and judged in
/// [`get`](Self::get).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Count(Number);

impl Count {
    /// Returns the value, if it is a whole number that is not negative.
    ///
    /// Floats with a whole value count up to 2⁵³; beyond that they do not name one number.
    pub fn get(&self) -> Option<u64> {
        self.0.as_u64().or_else(|| {
            let float = self.0.as_f64()?;
            let whole = float.fract() == 0.0 && (0.0..=MAX_EXACT).contains(&float);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "checked on the line above: whole, not negative, at most 2^53"
            )]
            whole.then_some(float as u64)
        })
    }

    /// Returns the JSON number.
    pub fn as_number(&self) -> &Number {
        &self.0
    }
}

impl From<u64> for Count {
    fn from(value: u64) -> Self {
        Self(value.into())
    }
}

impl From<Number> for Count {
    fn from(number: Number) -> Self {
        Self(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, value: Option<u64>) {
        let count: Count = serde_json::from_str(json).unwrap();
        assert_eq!(count.get(), value, "{json}");
    }

    #[test]
    fn whole_numbers_count_however_they_are_written() {
        check("0", Some(0));
        check("12", Some(12));
        check("12.0", Some(12));
        check("1e3", Some(1000));
        check("-0.0", Some(0));
        check("9007199254740992.0", Some(1 << 53));
        check("18446744073709551615", Some(u64::MAX));
    }

    #[test]
    fn other_numbers_are_kept_but_do_not_count() {
        check("-1", None);
        check("0.5", None);
        check("18446744073709551616", None);
        check("9007199254740994.0", None);
        check("1e300", None);
    }

    #[test]
    fn the_number_is_encoded_as_it_came() {
        for json in ["0", "12.0", "-1", "7"] {
            let count: Count = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&count).unwrap(), json);
        }
    }
}
