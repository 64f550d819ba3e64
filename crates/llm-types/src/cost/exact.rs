//! [`Cost`]: what was consumed, at a model's prices.

use serde::{Deserialize, Serialize};

use super::{Consumption, CostItem};
use crate::{CacheTtl, Price, Pricing, Usd};

/// What was consumed, at a model's prices: exact, line by line.
///
/// These are the prices of a list. What the account is charged is
/// [`Usage::cost`](crate::Usage::cost), where the provider says it: another upstream than the listed
/// one may have answered, at other prices, or with a key of the account's own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Cost {
    /// The sum of the lines.
    pub total: Usd,
    /// What was consumed, and what it costs.
    pub lines: Vec<CostLine>,
    /// What was consumed too, and is not in the sum, or only roughly: its price is not listed, or
    /// varies, or its tokens are counted among others.
    pub unknown: Vec<CostItem>,
}

/// A line of a bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CostLine {
    /// What for.
    pub item: CostItem,
    /// How many.
    pub count: u64,
    /// For one.
    pub price: Usd,
    /// For all.
    pub amount: Usd,
}

impl Cost {
    /// Whether everything that was consumed is in the sum.
    pub const fn is_complete(&self) -> bool {
        self.unknown.is_empty()
    }

    fn add(&mut self, item: CostItem, count: u64, price: Option<Price>) {
        if count == 0 {
            return;
        }
        let Some(price) = price.and_then(Price::amount) else {
            self.unknown.push(item);
            return;
        };
        let line = CostLine { item, count, price, amount: price * count };
        self.total += line.amount;
        self.lines.push(line);
    }
}

/// Takes up to `wanted` off what is left.
fn take(left: &mut u64, wanted: Option<u64>) -> u64 {
    let taken = wanted.unwrap_or_default().min(*left);
    *left -= taken;
    taken
}

impl Pricing {
    /// What this costs.
    ///
    /// Tokens that were read from the cache, written to it, thought or heard have the prices of
    /// plain ones where none of their own is listed.
    ///
    /// ```
    /// use llm_types::{Consumption, Price, Pricing, Usage};
    ///
    /// let mut pricing = Pricing::default();
    /// pricing.input = Some(Price::Fixed("0.000003".parse()?));
    /// pricing.cache_read = Some(Price::Fixed("0.0000003".parse()?));
    /// pricing.output = Some(Price::Fixed("0.000015".parse()?));
    /// let mut usage = Usage::new(2649, 100);
    /// usage.cache_read_tokens = Some(2569);
    /// let cost = pricing.cost(&Consumption::from(usage));
    /// assert_eq!(cost.total.to_string(), "0.0025107");
    /// # Ok::<(), llm_types::ParseUsdError>(())
    /// ```
    pub fn cost(&self, consumption: &Consumption) -> Cost {
        let Consumption { usage, requests, web_searches, server_tools, cache_ttl, at } =
            consumption;
        let prices = self.at(usage.input_tokens, *at);
        let mut cost = Cost::default();

        let mut input = usage.input_tokens;
        let read = take(&mut input, usage.cache_read_tokens);
        let written = take(&mut input, usage.cache_creation_tokens);
        let heard = take(&mut input, usage.input_audio_tokens.filter(|_| prices.audio.is_some()));
        let for_an_hour = prices.cache_write_1h.filter(|_| *cache_ttl == Some(CacheTtl::OneHour));
        let write = for_an_hour.or(prices.cache_write).or(prices.input);
        cost.add(CostItem::Input, input, prices.input);
        cost.add(CostItem::CacheRead, read, prices.cache_read.or(prices.input));
        cost.add(CostItem::CacheWrite, written, write);
        cost.add(CostItem::InputAudio, heard, prices.audio);
        if written < usage.cache_creation_tokens.unwrap_or_default() {
            // Some were counted both as read and as written.
            cost.unknown.push(CostItem::CacheWrite);
        }
        if read > 0 && usage.input_audio_tokens.is_some_and(|heard| heard > 0) {
            // Nobody says how much of the sound was cached.
            cost.unknown.push(CostItem::InputAudio);
        }

        let mut output = usage.output_tokens;
        let thought = take(&mut output, usage.reasoning_tokens);
        let shown = usage.output_image_tokens.filter(|_| prices.image_output.is_some());
        let shown = take(&mut output, shown);
        let spoken = usage.output_audio_tokens.filter(|_| prices.audio_output.is_some());
        let spoken = take(&mut output, spoken);
        cost.add(CostItem::Output, output, prices.output);
        cost.add(CostItem::Reasoning, thought, prices.reasoning.or(prices.output));
        cost.add(CostItem::OutputImage, shown, prices.image_output);
        cost.add(CostItem::OutputAudio, spoken, prices.audio_output);

        if prices.request.is_some() {
            cost.add(CostItem::Request, *requests, prices.request);
        }
        cost.add(CostItem::WebSearch, *web_searches, prices.web_search);
        cost.add(CostItem::ServerTool, *server_tools, None);
        cost
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;
    use crate::{PriceOverride, Usage};

    fn price<T: From<Price>>(amount: &str) -> T {
        Price::Fixed(amount.parse().unwrap()).into()
    }

    fn pricing() -> Pricing {
        Pricing {
            input: price("0.000003"),
            output: price("0.000015"),
            cache_read: price("0.0000003"),
            cache_write: price("0.00000375"),
            cache_write_1h: price("0.000006"),
            ..Pricing::default()
        }
    }

    fn usage(input: u64, output: u64, read: u64, written: u64) -> Usage {
        let mut usage = Usage::new(input, output);
        (usage.cache_read_tokens, usage.cache_creation_tokens) = (Some(read), Some(written));
        usage
    }

    #[track_caller]
    fn check(pricing: &Pricing, consumption: &Consumption, total: &str) {
        let cost = pricing.cost(consumption);
        assert_eq!(cost.total.to_string(), total, "{cost:?}");
        assert!(cost.is_complete(), "{cost:?}");
        assert_eq!(cost.total, cost.lines.iter().map(|line| line.amount).sum());
    }

    #[test]
    fn what_is_read_from_and_written_to_the_cache_has_its_own_price() {
        check(&pricing(), &usage(2572, 63, 0, 2569).into(), "0.01058775");
        check(&pricing(), &usage(2649, 100, 2569, 79).into(), "0.00256995");
        let mut hour = Consumption::from(usage(100, 0, 0, 100));
        hour.cache_ttl = Some(CacheTtl::OneHour);
        check(&pricing(), &hour, "0.0006");
        let plain = Pricing { cache_read: None, cache_write: None, ..pricing() };
        check(&plain, &usage(100, 0, 40, 60).into(), "0.0003");
    }

    #[test]
    fn parts_that_are_larger_than_the_whole_cost_no_more_than_it() {
        let cost = pricing().cost(&usage(2168, 0, 2161, 2161).into());
        assert_eq!(cost.total, pricing().cost(&usage(2168, 0, 2161, 7).into()).total);
        assert_eq!(cost.unknown, [CostItem::CacheWrite], "and it is said");
        let mut thoughts = Usage::new(0, 10);
        thoughts.reasoning_tokens = Some(40);
        check(&pricing(), &thoughts.into(), "0.00015");
    }

    #[test]
    fn sound_thoughts_pictures_searches_and_calls_have_prices_of_their_own() {
        let mut prices = pricing();
        prices.audio = price("0.000001");
        let mut heard = Usage::new(175, 14);
        heard.input_audio_tokens = Some(150);
        check(&prices, &heard.into(), "0.000435");
        prices.reasoning = price("0.00002");
        prices.image_output = price("0.00003");
        prices.audio_output = price("0.00004");
        let mut output = Usage::new(0, 10);
        output.reasoning_tokens = Some(1);
        output.output_image_tokens = Some(2);
        output.output_audio_tokens = Some(3);
        check(&prices, &output.into(), "0.00026");
        prices.request = price("0.5");
        prices.web_search = price("0.01");
        let mut searches = Consumption::from(Usage::new(0, 0));
        searches.web_searches = 3;
        check(&prices, &searches, "0.53");
    }

    #[test]
    fn what_has_no_price_is_named_and_not_taken_for_free() {
        let mut tools = Consumption::from(Usage::new(1, 1));
        (tools.web_searches, tools.server_tools) = (1, 2);
        let cost = Pricing::default().cost(&tools);
        let all = [CostItem::Input, CostItem::Output, CostItem::WebSearch, CostItem::ServerTool];
        assert_eq!((cost.unknown, cost.total), (all.to_vec(), Usd::ZERO));
        let varies = Pricing { output: Some(Price::Variable), ..pricing() };
        assert_eq!(varies.cost(&Usage::new(1, 1).into()).unknown, [CostItem::Output]);
        let free = Pricing { input: price("0"), output: price("0"), ..Pricing::default() };
        check(&free, &Usage::new(1, 1).into(), "0");
    }

    #[test]
    fn long_prompts_and_hours_of_the_day_change_prices_and_the_later_change_wins() {
        let mut long = PriceOverride { above_input_tokens: Some(200), ..PriceOverride::default() };
        long.pricing.input = price("0.000006");
        let (from_utc, until_utc) = (Some(2200), Some(600));
        let mut night = PriceOverride { from_utc, until_utc, ..PriceOverride::default() };
        night.pricing.input = price("0.000001");
        night.pricing.output = price("0.000005");
        let prices = Pricing { overrides: vec![long, night], ..pricing() };
        check(&prices, &Usage::new(200, 1).into(), "0.000615");
        check(&prices, &Usage::new(201, 1).into(), "0.001221");
        for (minute, total) in [
            (21 * 60 + 59, "0.001221"),
            (22 * 60, "0.000206"),
            (0, "0.000206"),
            (5 * 60 + 59, "0.000206"),
            (6 * 60, "0.001221"),
        ] {
            let mut at = Consumption::from(Usage::new(201, 1));
            let day = Duration::from_secs(86_400 * 20_000 + minute * 60);
            at.at = Some(SystemTime::UNIX_EPOCH + day);
            check(&prices, &at, total);
        }
    }
}
