//! What part of its price a model is paid.

use rust_decimal::Decimal;

use super::Served;

/// What part of its price a model is paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tariff {
    /// All of it.
    #[default]
    Whole,
    /// Half of it: of answers that may take their time.
    Half,
}

impl Tariff {
    /// Returns what is paid of a price.
    pub(crate) fn of(self, price: Decimal) -> Decimal {
        match self {
            Self::Whole => price,
            Self::Half => price / Decimal::TWO,
        }
    }
}

impl Served {
    /// Returns the same model, at a part of its price.
    pub(crate) fn at(self, tariff: Tariff) -> Self {
        Self {
            prompt_price: tariff.of(self.prompt_price),
            completion_price: tariff.of(self.completion_price),
            ..self
        }
    }
}
