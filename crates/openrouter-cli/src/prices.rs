//! Prices of models as people read them.

use llm_types::Price;
use openrouter_provider::openrouter_wire::Amount;

/// The price of a unit, as the service says it.
pub(crate) fn price(amount: &Amount) -> Option<Price> {
    if amount.is_variable() {
        return Some(Price::Variable);
    }
    amount.to_string().parse().ok().map(Price::Fixed)
}

/// The price of a million units, such as tokens.
pub(crate) fn per_million(price: Price) -> String {
    told(price, 1_000_000)
}

/// The price of one unit, such as a request.
pub(crate) fn each(price: Price) -> String {
    told(price, 1)
}

/// In dollars, with cents, and with as much of a cent as matters.
fn told(price: Price, units: u64) -> String {
    let Some(amount) = price.amount() else { return "varies".to_owned() };
    if amount.is_zero() {
        return "free".to_owned();
    }
    let exact = (amount * units).as_decimal().normalize();
    // Two digits more than cents, or the first two that are not nothing.
    let digits = (4..20).find(|digits| !exact.round_dp(digits - 1).is_zero()).unwrap_or(20);
    let rounded = exact.round_dp(digits).normalize();
    if rounded.scale() < 2 { format!("${rounded:.2}") } else { format!("${rounded}") }
}

#[cfg(test)]
mod tests {
    use llm_types::Usd;

    use super::*;

    fn million(amount: &str) -> String {
        per_million(price(&Amount::from(amount)).unwrap())
    }

    #[test]
    fn a_price_is_that_of_a_million_tokens() {
        for (amount, text) in [
            ("0.00000175", "$1.75"),
            ("0.000014", "$14.00"),
            ("0.000000075", "$0.075"),
            ("0.0000000833333333333333", "$0.0833"),
            ("0.00000000123456", "$0.0012"),
            ("0.0000000000123456", "$0.000012"),
            ("0.01", "$10000.00"),
        ] {
            assert_eq!(million(amount), text, "{amount}");
        }
    }

    #[test]
    fn nothing_is_free_and_a_router_costs_what_it_picks() {
        assert_eq!((million("0").as_str(), million("-1").as_str()), ("free", "varies"));
        assert_eq!(price(&Amount::from("dear")), None);
        assert_eq!(each(Price::Fixed("0.002".parse::<Usd>().unwrap())), "$0.002");
    }
}
