//! [`CostEstimate`]: what a call may cost, before it is made.

use serde::{Deserialize, Serialize};

use super::{CallSize, CostItem};
use crate::{Model, Price, Pricing, Usd};

/// What a call may cost, before it is made.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct CostEstimate {
    /// At the least: what is read, at the lowest price, and an empty answer.
    pub least: Usd,
    /// At the most: every byte a token, at the highest price, and the longest answer. Nothing where
    /// something is [unknown](Self::unknown).
    pub most: Option<Usd>,
    /// What keeps it from having a bound: it has no price, or nobody knows how much of it there is.
    pub unknown: Vec<CostItem>,
}

impl CostEstimate {
    /// Of two models, whichever answers.
    #[must_use]
    pub fn or(mut self, other: Self) -> Self {
        self.least = self.least.min(other.least);
        self.most = self.most.zip(other.most).map(|(one, other)| one.max(other));
        self.unknown.extend(other.unknown);
        self.unknown.sort_unstable();
        self.unknown.dedup();
        self
    }
}

impl Model {
    /// What a call of this size may cost. An answer without a limit of its own may be as long as
    /// the model's longest, or else as its longest conversation.
    pub fn estimate(&self, size: &CallSize) -> CostEstimate {
        let mut unknown = size.unknown.clone();
        let none = Pricing::default();
        let pricing = self.pricing.as_ref().unwrap_or(&none);
        let input = Bounds::of(pricing, |it| vec![it.input, it.cache_write, it.cache_write_1h]);
        let lowest = Bounds::of(pricing, |it| vec![it.input, it.cache_read]).lowest;
        let output = Bounds::of(pricing, |it| vec![it.output, it.reasoning]);
        let request = Bounds::of(pricing, |it| vec![it.request]);
        let longest = self.max_output_tokens.or(self.context_length);
        let longest = longest.map(|tokens| tokens.saturating_mul(size.answers.max(1)));
        let written = match (size.output.most, longest) {
            (Some(most), Some(longest)) => Some(most.min(longest)),
            (most, longest) => most.or(longest),
        };
        let read = pricing.input.and(size.input.most).zip(input.highest);
        let read = read.map(|(tokens, price)| price * tokens);
        let wrote = pricing.output.and(written).zip(output.highest);
        let wrote = wrote.map(|(tokens, price)| price * tokens);
        for (item, amount) in [
            (CostItem::Input, read),
            (CostItem::Output, wrote),
            (CostItem::Request, request.highest),
        ] {
            if amount.is_none() {
                unknown.push(item);
            }
        }
        let most = read.zip(wrote).zip(request.highest);
        let most = most.map(|((read, wrote), request)| read + wrote + request);
        let least =
            lowest.unwrap_or_default() * size.input.least + request.lowest.unwrap_or_default();
        unknown.sort_unstable();
        unknown.dedup();
        CostEstimate { least, most: most.filter(|_| unknown.is_empty()), unknown }
    }
}

/// The lowest and the highest of some prices, whatever the hour and the length of the prompt.
struct Bounds {
    /// Nothing if one varies, or there is none.
    lowest: Option<Usd>,
    /// Nothing if one varies; zero if there is none.
    highest: Option<Usd>,
}

impl Bounds {
    fn of(pricing: &Pricing, prices: fn(&Pricing) -> Vec<Option<Price>>) -> Self {
        let overrides = pricing.overrides.iter().map(|other| &*other.pricing);
        let all = std::iter::once(pricing).chain(overrides).flat_map(prices).flatten();
        // A price that varies bounds nothing.
        let amounts: Option<Vec<_>> = all.map(Price::amount).collect();
        let lowest = amounts.as_ref().and_then(|amounts| amounts.iter().min().copied());
        let highest = amounts.map(|amounts| amounts.into_iter().max().unwrap_or(Usd::ZERO));
        Self { lowest, highest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PriceOverride, TokenRange};

    fn price<T: From<Price>>(amount: &str) -> T {
        Price::Fixed(amount.parse().unwrap()).into()
    }

    fn model() -> Model {
        let mut model = Model::new("a/m");
        model.pricing =
            Some(Pricing { input: price("0.001"), output: price("0.01"), ..Pricing::default() });
        model.max_output_tokens = Some(100);
        model
    }

    fn size(max_tokens: Option<u64>) -> CallSize {
        let input = TokenRange { least: 10, most: Some(50) };
        CallSize::new(input, TokenRange { least: 0, most: max_tokens })
    }

    #[track_caller]
    fn check(model: &Model, max_tokens: Option<u64>, expected: Option<&str>) {
        let estimate = model.estimate(&size(max_tokens));
        assert_eq!(estimate.most, expected.map(|most| most.parse().unwrap()), "{estimate:?}");
        assert_eq!(estimate.most.is_none(), !estimate.unknown.is_empty(), "{estimate:?}");
    }

    #[test]
    fn bytes_bound_what_is_read_and_a_limit_what_is_written() {
        check(&model(), Some(10), Some("0.15"));
        check(&model(), None, Some("1.05"));
        check(&model(), Some(1_000), Some("1.05"));
        let mut endless = model();
        endless.max_output_tokens = None;
        check(&endless, None, None);
        assert_eq!(endless.estimate(&size(None)).unknown, [CostItem::Output]);
        check(&endless, Some(10), Some("0.15"));
        endless.context_length = Some(200);
        check(&endless, None, Some("2.05"));
    }

    #[test]
    fn each_of_several_answers_may_be_as_long_as_the_longest() {
        let mut three = size(Some(3 * 80));
        three.answers = 3;
        assert_eq!(model().estimate(&three).most, Some("2.45".parse().unwrap()));
        three.output.most = None;
        assert_eq!(model().estimate(&three).most, Some("3.05".parse().unwrap()));
    }

    #[test]
    fn the_dearest_price_is_the_bound_and_the_cheapest_the_least() {
        let mut model = model();
        let pricing = model.pricing.as_mut().unwrap();
        pricing.cache_read = price("0.0001");
        pricing.cache_write = price("0.002");
        pricing.reasoning = price("0.02");
        pricing.request = price("1");
        check(&model, Some(10), Some("1.3"));
        assert_eq!(model.estimate(&size(None)).least.to_string(), "1.001");
        let mut dearer = PriceOverride::default();
        dearer.pricing.input = price("0.004");
        model.pricing.as_mut().unwrap().overrides.push(dearer);
        check(&model, Some(10), Some("1.4"));
    }

    #[test]
    fn what_is_not_known_is_named_and_is_no_bound() {
        let mut variable = model();
        variable.pricing.as_mut().unwrap().output = Some(Price::Variable);
        check(&variable, Some(10), None);
        assert_eq!(variable.estimate(&size(None)).unknown, [CostItem::Output]);
        let mut unsaid = model();
        unsaid.pricing.as_mut().unwrap().input = None;
        check(&unsaid, Some(10), None);
        let bare = Model::new("a/m").estimate(&size(Some(1)));
        assert_eq!(bare.unknown, [CostItem::Input, CostItem::Output]);
        let mut seen = size(Some(10));
        seen.unknown = vec![CostItem::InputImage];
        let seen = model().estimate(&seen);
        assert_eq!((seen.most, seen.unknown.as_slice()), (None, &[CostItem::InputImage][..]));
    }

    #[test]
    fn of_two_models_the_range_is_that_of_both() {
        let mut dear = model();
        dear.pricing.as_mut().unwrap().input = price("0.1");
        let both = model().estimate(&size(Some(10))).or(dear.estimate(&size(Some(10))));
        assert_eq!(both.least.to_string(), "0.01");
        assert_eq!(both.most, Some("5.1".parse().unwrap()));
        let unknown = both.or(Model::new("b").estimate(&size(None)));
        assert_eq!((unknown.most, unknown.unknown.len()), (None, 2));
    }
}
