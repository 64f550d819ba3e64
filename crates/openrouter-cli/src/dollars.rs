//! [`dollars`]: amounts as people read them.

use llm_types::Usd;

use crate::numbers::grouped;

/// In dollars and cents. What is less than a cent, and not nothing, says so.
pub(crate) fn dollars(amount: Usd) -> String {
    let sign = if amount < Usd::ZERO { "-" } else { "" };
    let exact = amount.as_decimal().abs();
    let cents = exact.round_dp(2);
    if cents.is_zero() && !exact.is_zero() {
        format!("{sign}<$0.01")
    } else {
        format!("{sign}${}", grouped(format_args!("{cents:.2}")))
    }
}

/// With every digit that the service said, and with cents at the least: `$0.0000369`, `$1.50`.
pub(crate) fn exact_dollars(amount: Usd) -> String {
    let sign = if amount < Usd::ZERO { "-" } else { "" };
    let amount = amount.as_decimal().abs().normalize();
    let amount = if amount.scale() < 2 { format!("{amount:.2}") } else { amount.to_string() };
    format!("{sign}${}", grouped(amount))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_amount_keeps_its_digits() {
        for (amount, text) in [
            ("0.0000369", "$0.0000369"),
            ("1.5", "$1.50"),
            ("-0.10", "-$0.10"),
            ("1234", "$1,234.00"),
            ("0", "$0.00"),
        ] {
            assert_eq!(exact_dollars(amount.parse().unwrap()), text);
        }
    }

    #[test]
    fn amounts_have_cents_and_little_is_not_nothing() {
        for (amount, text) in [
            ("20", "$20.00"),
            ("7.4261", "$7.43"),
            ("0", "$0.00"),
            ("-0.5", "-$0.50"),
            ("0.0012", "<$0.01"),
            ("1000", "$1,000.00"),
            ("-1234567.891", "-$1,234,567.89"),
        ] {
            assert_eq!(dollars(amount.parse().unwrap()), text);
        }
    }
}
