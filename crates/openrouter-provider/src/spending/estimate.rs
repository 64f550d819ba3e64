//! What a chat may cost at the most.

use llm_types::{Model, Price, Pricing, Usd};

/// What a chat of so many bytes may cost at the most, with an answer of `max_tokens`. Nothing where
/// the catalogue does not tell.
///
/// A token is a byte at the least. What a template of the model adds to the prompt is less than
/// what the syntax of the request adds to its bytes.
pub(super) fn upper_bound(model: &Model, max_tokens: Option<u64>, sent: usize) -> Option<Usd> {
    let pricing = model.pricing.as_ref()?;
    let longest = model.max_output_tokens.or(model.context_length);
    let written = match (max_tokens, longest) {
        (Some(most), Some(longest)) => most.min(longest),
        (most, longest) => most.or(longest)?,
    };
    let read = u64::try_from(sent).ok()?;
    let all =
        || std::iter::once(pricing).chain(pricing.overrides.iter().map(|other| &*other.pricing));
    let dearest = |prices: fn(&Pricing) -> Vec<Option<Price>>| {
        let mut dearest = Some(Usd::ZERO);
        for price in all().flat_map(prices).flatten() {
            // A price that varies bounds nothing.
            dearest = Some(dearest?.max(price.amount()?));
        }
        dearest
    };
    pricing.input.and(pricing.output)?;
    let input = dearest(|it| vec![it.input, it.cache_write, it.cache_write_1h])?;
    let output = dearest(|it| vec![it.output, it.reasoning])?;
    let request = dearest(|it| vec![it.request])?;
    Some(input * read + output * written + request)
}

#[cfg(test)]
mod tests {
    use llm_types::PriceOverride;

    use super::*;

    fn price(amount: &str) -> Price {
        Price::Fixed(amount.parse().unwrap())
    }

    fn model() -> Model {
        let mut pricing = Pricing::default();
        pricing.input = Some(price("0.001"));
        pricing.output = Some(price("0.01"));
        let mut model = Model::new("a/m");
        model.pricing = Some(pricing);
        model.max_output_tokens = Some(100);
        model
    }

    #[track_caller]
    fn check(model: &Model, max_tokens: Option<u64>, expected: Option<&str>) {
        let bound = upper_bound(model, max_tokens, 50);
        assert_eq!(bound, expected.map(|bound| bound.parse().unwrap()));
    }

    #[test]
    fn bytes_bound_what_is_read_and_a_limit_what_is_written() {
        check(&model(), Some(10), Some("0.15"));
        check(&model(), None, Some("1.05"));
        check(&model(), Some(1_000), Some("1.05"));
        let mut endless = model();
        endless.max_output_tokens = None;
        check(&endless, None, None);
        check(&endless, Some(10), Some("0.15"));
        endless.context_length = Some(200);
        check(&endless, None, Some("2.05"));
    }

    #[test]
    fn the_dearest_price_is_the_bound() {
        let mut model = model();
        let pricing = model.pricing.as_mut().unwrap();
        pricing.cache_write = Some(price("0.002"));
        pricing.reasoning = Some(price("0.02"));
        pricing.request = Some(price("1"));
        check(&model, Some(10), Some("1.3"));
        let mut dearer = PriceOverride::default();
        dearer.pricing.input = Some(price("0.004"));
        model.pricing.as_mut().unwrap().overrides.push(dearer);
        check(&model, Some(10), Some("1.4"));
    }

    #[test]
    fn without_a_fixed_price_nothing_is_bound() {
        let mut variable = model();
        variable.pricing.as_mut().unwrap().output = Some(Price::Variable);
        check(&variable, Some(10), None);
        let mut unsaid = model();
        unsaid.pricing.as_mut().unwrap().input = None;
        check(&unsaid, Some(10), None);
        check(&Model::new("a/m"), Some(10), None);
    }
}
