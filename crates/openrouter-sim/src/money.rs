//! Exact amounts of money.

use rust_decimal::Decimal;
use serde_json::Number;

/// Writes an amount as a JSON number: `0` if it is none, as the service does.
///
/// The number is the float nearest to the decimal; JSON has nothing better.
pub(crate) fn number(amount: Decimal) -> Number {
    // A decimal's digits are a JSON number, so this does not fail.
    serde_json::from_str(&amount.normalize().to_string()).unwrap_or_else(|_| 0.into())
}

/// Reads an amount that a request names, in any spelling that JSON has for numbers.
pub(crate) fn amount(number: &Number) -> Option<Decimal> {
    let text = number.to_string();
    text.parse().ok().or_else(|| Decimal::from_scientific(&text).ok())
}

/// Reads a price of the catalogue. What is no decimal, and a price that varies, is 0.
pub(crate) fn price(text: &str) -> Decimal {
    text.parse().unwrap_or(Decimal::ZERO).max(Decimal::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_numbers_without_noise() {
        for (text, json) in [("0", "0"), ("0.000", "0"), ("1.50", "1.5"), ("0.000096", "0.000096")]
        {
            assert_eq!(number(text.parse().unwrap()).to_string(), json);
        }
    }

    #[test]
    fn amounts_are_read_in_every_spelling() {
        for (json, amount_text) in [("5", "5"), ("0.50", "0.50"), ("1e-7", "0.0000001")] {
            let number: Number = serde_json::from_str(json).unwrap();
            assert_eq!(amount(&number), Some(amount_text.parse().unwrap()), "{json}");
        }
    }

    #[test]
    fn a_price_that_varies_costs_nothing() {
        assert_eq!(price("-1"), Decimal::ZERO);
        assert_eq!(price("cheap"), Decimal::ZERO);
        assert_eq!(price("0.0000000833333333333333").to_string(), "0.0000000833333333333333");
    }
}
