//! [`dollars`]: amounts as people read them.

use llm_types::Usd;

/// In dollars and cents. What is less than a cent, and not nothing, says so.
pub(crate) fn dollars(amount: Usd) -> String {
    let sign = if amount < Usd::ZERO { "-" } else { "" };
    let exact = amount.as_decimal().abs();
    let cents = exact.round_dp(2);
    if cents.is_zero() && !exact.is_zero() {
        format!("{sign}<$0.01")
    } else {
        format!("{sign}${cents:.2}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_cents_and_little_is_not_nothing() {
        for (amount, text) in [
            ("20", "$20.00"),
            ("7.4261", "$7.43"),
            ("0", "$0.00"),
            ("-0.5", "-$0.50"),
            ("0.0012", "<$0.01"),
            ("1000", "$1000.00"),
        ] {
            assert_eq!(dollars(amount.parse().unwrap()), text);
        }
    }
}
