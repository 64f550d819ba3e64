//! What images cost.

use openrouter_wire::{
    images::{Billable, BillingUnit, Price},
    models::Model,
};
use rust_decimal::Decimal;

use super::size::Size;
use crate::{
    catalogue::{Painter, completion_price, prompt_price},
    money::price,
};

/// How many tokens an image that is given has.
const REFERENCE_TOKENS: u64 = 258;

/// What is paid for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    pub(super) size: Size,
    /// How many images are made.
    pub(super) images: u64,
    /// How many images are given.
    pub(super) references: u64,
    /// How many tokens the prompt has, without images.
    pub(super) text_tokens: u64,
}

/// What an order costs, in US dollars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cost {
    /// What is given.
    pub(super) prompt: Decimal,
    /// What is made.
    pub(super) images: Decimal,
}

impl Cost {
    pub(super) fn total(self) -> Decimal {
        self.prompt + self.images
    }
}

impl Order {
    /// Returns how many tokens are given.
    pub(super) fn prompt_tokens(&self) -> u64 {
        self.text_tokens + self.references * REFERENCE_TOKENS
    }

    /// Returns how many tokens are made.
    pub(super) fn image_tokens(&self) -> u64 {
        self.images * self.size.tokens()
    }

    /// Returns what it costs: by the price list of the model, or else by the token.
    pub(super) fn cost(&self, model: &Model, painter: Option<&Painter>) -> Cost {
        let Some(painter) = painter else {
            return Cost {
                prompt: prompt_price(model) * Decimal::from(self.prompt_tokens()),
                images: completion_price(model) * Decimal::from(self.image_tokens()),
            };
        };
        let mut cost = Cost::default();
        let lines = painter.pricing.iter().filter(|line| self.is_due(line, &painter.pricing));
        for line in lines {
            let amount = price(&line.cost_usd.to_string()) * self.units(line);
            let sum = if line.billable == Billable::OutputImage {
                &mut cost.images
            } else {
                &mut cost.prompt
            };
            *sum += amount;
        }
        cost
    }

    /// Returns whether a price is that of this order: of prices for the same thing, the one for
    /// its resolution, or else the one for any.
    fn is_due(&self, line: &Price, list: &[Price]) -> bool {
        let resolution = self.size.resolution();
        let is_special = |line: &Price| line.variant.as_deref() == Some(resolution.as_str());
        let same = |other: &&Price| other.billable == line.billable && other.unit == line.unit;
        let has_special = list.iter().filter(same).any(is_special);
        if has_special { is_special(line) } else { line.variant.is_none() }
    }

    /// Returns how many units of something the order has.
    fn units(&self, line: &Price) -> Decimal {
        let (count, tokens, megapixels) = match line.billable {
            Billable::OutputImage => (self.images, self.image_tokens(), self.size.megapixels()),
            Billable::InputImage | Billable::InputReference => {
                (self.references, self.references * REFERENCE_TOKENS, Decimal::ONE)
            }
            Billable::InputText => (1, self.text_tokens, Decimal::ZERO),
            Billable::InputFont | Billable::Other(_) => return Decimal::ZERO,
        };
        match line.unit {
            BillingUnit::Image => Decimal::from(count),
            BillingUnit::Token => Decimal::from(tokens),
            BillingUnit::Megapixel => Decimal::from(count) * megapixels,
            BillingUnit::Other(_) => Decimal::ZERO,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    fn cost(model: &str, side: u32) -> String {
        let catalogue = Catalogue::new(Vec::new());
        let painter = catalogue.painters().iter().find(|painter| painter.id == model);
        let size = Size { width: side, height: side };
        let order = Order { size, images: 2, references: 1, text_tokens: 10 };
        order.cost(catalogue.find(model).unwrap(), painter).total().normalize().to_string()
    }

    #[test]
    fn each_model_is_paid_by_its_own_list() {
        // 8,192 tokens of images, 10 of text, 258 of the reference.
        assert_eq!(cost("openai/gpt-image-1", 1_024), "0.33031");
        // Two megapixels and a bit; the reference is paid as a whole.
        assert_eq!(cost("black-forest-labs/flux.2-pro", 1_000), "0.075");
        assert_eq!(cost("black-forest-labs/flux.2-pro", 2_000), "0.375");
    }

    #[test]
    fn a_model_without_a_list_is_paid_by_the_token() {
        // 268 tokens are given, and two are made.
        assert_eq!(cost("openai/gpt-4o-mini", 16), "0.0000414");
    }
}
