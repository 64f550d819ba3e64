//! [`ModelOrder`]: in which order models are shown.

use std::cmp::Reverse;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Model, Price, Usd};

/// In which order models are shown. Those of which it is not known come last, and equals stay in
/// the order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ModelOrder {
    /// As listed.
    #[default]
    Listed,
    /// By id.
    Id,
    /// By name.
    Name,
    /// The newest first.
    Newest,
    /// The cheapest first, by a typical chat: three tokens read for each one written.
    Price,
    /// The cheapest to read first.
    InputPrice,
    /// The cheapest to write first.
    OutputPrice,
    /// The longest conversation first.
    Context,
    /// The longest answer first.
    OutputTokens,
}

impl ModelOrder {
    /// All orders.
    pub const ALL: [Self; 9] = [
        Self::Listed,
        Self::Id,
        Self::Name,
        Self::Newest,
        Self::Price,
        Self::InputPrice,
        Self::OutputPrice,
        Self::Context,
        Self::OutputTokens,
    ];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Id => "id",
            Self::Name => "name",
            Self::Newest => "newest",
            Self::Price => "price",
            Self::InputPrice => "input_price",
            Self::OutputPrice => "output_price",
            Self::Context => "context",
            Self::OutputTokens => "output_tokens",
        }
    }

    /// Puts models into this order.
    pub fn sort(self, models: &mut [&Model]) {
        let amount = |price: Option<Price>| price.and_then(Price::amount);
        match self {
            Self::Listed => {}
            Self::Id => models.sort_by(|a, b| a.id.cmp(&b.id)),
            Self::Name => models.sort_by_cached_key(|model| model.name.to_lowercase()),
            Self::Newest => models.sort_by_key(|model| Reverse(model.created)),
            Self::Price => models.sort_by_key(|model| last_if_unknown(model.typical_price())),
            Self::InputPrice => models.sort_by_key(|model| {
                last_if_unknown(model.pricing.as_ref().and_then(|prices| amount(prices.input)))
            }),
            Self::OutputPrice => models.sort_by_key(|model| {
                last_if_unknown(model.pricing.as_ref().and_then(|prices| amount(prices.output)))
            }),
            Self::Context => models.sort_by_key(|model| Reverse(model.context_length)),
            Self::OutputTokens => models.sort_by_key(|model| Reverse(model.max_output_tokens)),
        }
    }
}

fn last_if_unknown(price: Option<Usd>) -> (bool, Option<Usd>) {
    (price.is_none(), price)
}

impl fmt::Display for ModelOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The word is none of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownModelOrder;

impl fmt::Display for UnknownModelOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such order: take one of")?;
        for (place, order) in ModelOrder::ALL.iter().enumerate() {
            write!(f, "{} {order}", if place == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownModelOrder {}

impl FromStr for ModelOrder {
    type Err = UnknownModelOrder;

    fn from_str(word: &str) -> Result<Self, UnknownModelOrder> {
        let is_it = |order: &&Self| order.as_str() == word;
        Self::ALL.iter().find(is_it).copied().ok_or(UnknownModelOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ModelFilter;
    use crate::model_filter::tests::list;

    #[test]
    fn each_order_puts_what_is_not_known_last() {
        let list = list();
        for (order, expected) in [
            (ModelOrder::Listed, "unknown seer cheap auto free"),
            (ModelOrder::Id, "cheap free seer unknown auto"),
            (ModelOrder::Name, "cheap free unknown seer auto"),
            (ModelOrder::Newest, "auto seer cheap free unknown"),
            (ModelOrder::Price, "free cheap seer unknown auto"),
            (ModelOrder::InputPrice, "free cheap seer unknown auto"),
            (ModelOrder::OutputPrice, "free cheap seer unknown auto"),
            (ModelOrder::Context, "auto seer cheap free unknown"),
            (ModelOrder::OutputTokens, "seer unknown cheap auto free"),
        ] {
            let models = ModelFilter::default().select(&list, order);
            let short = |model: &&Model| {
                let id = model.id.as_str().split(['/', ':']).nth(1);
                id.unwrap_or_default().to_owned()
            };
            let ids: Vec<_> = models.iter().map(short).collect();
            assert_eq!(ids.join(" "), expected, "{order}");
            assert_eq!(order.as_str().parse(), Ok(order));
            assert_eq!(serde_json::to_value(order).unwrap(), order.as_str());
        }
        let error = "cheapest".parse::<ModelOrder>().unwrap_err().to_string();
        assert!(error.contains("price") && error.contains("newest"), "{error}");
    }
}
