//! [`Usd`]: exact money.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Sub};
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An amount of US dollars, exact to 28 decimal places.
///
/// Written to serde as a string, so that no reader turns it into a float on the way; read from a
/// string or a number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Usd(Decimal);

impl Usd {
    /// No dollars.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// The amount as a decimal.
    pub const fn as_decimal(self) -> Decimal {
        self.0
    }

    /// True for exactly no dollars.
    pub const fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// The amount times `factor`, or `None` where the product is too large.
    pub fn checked_mul(self, factor: Decimal) -> Option<Self> {
        self.0.checked_mul(factor).map(Self)
    }
}

impl From<Decimal> for Usd {
    fn from(amount: Decimal) -> Self {
        Self(amount)
    }
}

/// The text is not a decimal number.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseUsdError;

impl fmt::Display for ParseUsdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a decimal amount of dollars")
    }
}

impl std::error::Error for ParseUsdError {}

impl FromStr for Usd {
    type Err = ParseUsdError;

    /// Reads `0.25`, `-1`, `3.6e-06`. What lies beyond 28 decimal places is rounded.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse().map_err(|_| ParseUsdError)?),
            None => (text, 0_i64),
        };
        let mantissa = Decimal::from_str(mantissa).map_err(|_| ParseUsdError)?;
        shift(mantissa, exponent).map(Self).ok_or(ParseUsdError)
    }
}

/// `amount` with its point moved to the right; `None` where that is too large.
fn shift(mut amount: Decimal, mut places: i64) -> Option<Decimal> {
    while places != 0 && !amount.is_zero() {
        // The largest power of ten that a decimal holds is 10^28.
        let step = places.unsigned_abs().min(28);
        let power = Decimal::from(10_u128.pow(u32::try_from(step).ok()?));
        if places < 0 {
            amount = amount.checked_div(power)?;
            places += step.cast_signed();
        } else {
            amount = amount.checked_mul(power)?;
            places -= step.cast_signed();
        }
    }
    Some(amount)
}

impl fmt::Debug for Usd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Usd({})", self.0)
    }
}

impl fmt::Display for Usd {
    /// Prints the plain number, without a currency sign: `0.000169`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.normalize(), f)
    }
}

impl Add for Usd {
    type Output = Self;

    /// Stays at the largest amount there is rather than overflow.
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Usd {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Usd {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Mul<u64> for Usd {
    type Output = Self;

    fn mul(self, count: u64) -> Self {
        Self(self.0.saturating_mul(Decimal::from(count)))
    }
}

impl Sum for Usd {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl Serialize for Usd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Usd {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Amount;

        impl Visitor<'_> for Amount {
            type Value = Usd;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a decimal amount as a string or a number")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Usd, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_i64<E: de::Error>(self, amount: i64) -> Result<Usd, E> {
                Ok(Usd(amount.into()))
            }

            fn visit_u64<E: de::Error>(self, amount: u64) -> Result<Usd, E> {
                Ok(Usd(amount.into()))
            }

            fn visit_f64<E: de::Error>(self, amount: f64) -> Result<Usd, E> {
                // The shortest text that reads back as this float is what the sender wrote.
                format!("{amount:e}").parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_any(Amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, amount: &str) {
        let read: Usd = serde_json::from_str(json).unwrap();
        assert_eq!(read, amount.parse().unwrap(), "{json}");
        let written = serde_json::to_string(&read).unwrap();
        assert_eq!(serde_json::from_str::<Usd>(&written).unwrap(), read, "{json}");
    }

    #[test]
    fn strings_and_numbers_are_read_exactly() {
        check("\"0.0000000833333333333333\"", "0.0000000833333333333333");
        check("\"-1\"", "-1");
        check("0", "0");
        check("-3", "-3");
        check("3.6e-06", "0.0000036");
        check("0.0076509169000000005", "0.0076509169000000005");
        check("\"1.5e-7\"", "0.00000015");
    }

    #[test]
    fn amounts_with_more_places_than_there_are_are_rounded() {
        check("1.2345678901234567e-15", "0.0000000000000012345678901235");
        check("\"0.00000000000000123456789012345678901\"", "0.0000000000000012345678901235");
        check("-2.5e-29", "0");
        check("5e-324", "0");
        check("\"1e-4000000000\"", "0");
        check("\"0e9000000000000000000\"", "0");
        check("\"12.5E+2\"", "1250");
        check("7.9e28", "79000000000000000000000000000");
    }

    #[test]
    fn text_that_is_no_amount_is_refused() {
        for json in [
            "\"\"",
            "\"abc\"",
            "\"1,5\"",
            "\"1e\"",
            "\"e5\"",
            "\"1e5e5\"",
            "\"1e+-5\"",
            "8e28",
            "1e300",
            "null",
            "[]",
        ] {
            assert!(serde_json::from_str::<Usd>(json).is_err(), "{json}");
        }
    }

    proptest::proptest! {
        #[test]
        fn both_notations_of_an_amount_read_the_same(number in proptest::num::i64::ANY, places in 0_u32..=28) {
            let exact = Usd(Decimal::new(number, places));
            proptest::prop_assert_eq!(format!("{number}e-{places}").parse(), Ok(exact));
            proptest::prop_assert_eq!(exact.to_string().parse(), Ok(exact));
        }
    }

    #[test]
    fn a_million_small_prices_add_up_without_drift() {
        let price: Usd = "0.0000001".parse().unwrap();
        assert_eq!(price * 1_000_000, "0.1".parse().unwrap());
        assert_eq!((0..10).map(|_| price).sum::<Usd>(), "0.000001".parse().unwrap());
    }
}
