//! [`ModelFilter`]: which models of a list.

use serde::{Deserialize, Serialize};

use crate::{Modality, Model, ModelOrder, Price, Usd};

/// Which models of a list. What is left out does not matter; what a model does not say of itself
/// does not fit.
///
/// ```
/// use llm_types::{Modality, Model, ModelFilter, ModelOrder};
///
/// # fn list() -> Vec<Model> { Vec::new() }
/// let models: Vec<Model> = list();
/// let filter = ModelFilter::default()
///     .with_parameter("tools")
///     .with_input(Modality::Image)
///     .with_max_input_per_million("0.50".parse()?)
///     .with_min_context(100_000);
/// for model in filter.select(&models, ModelOrder::Price) {
///     println!("{}", model.id);
/// }
/// # Ok::<(), llm_types::ParseUsdError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ModelFilter {
    /// Words that must all be in the id or the name, in whatever case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Request parameters that it must obey, all of them: `tools`, `structured_outputs`, ….
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<String>,
    /// What it must take, all of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub input: Vec<Modality>,
    /// What it must give, all of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub output: Vec<Modality>,
    /// The most that a million tokens read may cost. [`Pricing`](crate::Pricing) is of one token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_input_per_million: Option<Usd>,
    /// The most that a million tokens written may cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_output_per_million: Option<Usd>,
    /// The least room for a conversation, in tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_context: Option<u64>,
    /// The least length of an answer, in tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_output_tokens: Option<u64>,
    /// The earliest that it was added, in seconds since the Unix epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_since: Option<u64>,
}

impl ModelFilter {
    /// With these words in id or name.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// With this parameter obeyed.
    #[must_use]
    pub fn with_parameter(mut self, parameter: impl Into<String>) -> Self {
        self.parameters.push(parameter.into());
        self
    }

    /// With this kind of content taken.
    #[must_use]
    pub fn with_input(mut self, modality: Modality) -> Self {
        self.input.push(modality);
        self
    }

    /// With this kind of content given.
    #[must_use]
    pub fn with_output(mut self, modality: Modality) -> Self {
        self.output.push(modality);
        self
    }

    /// With no more than so many US dollars for a million tokens read.
    #[must_use]
    pub const fn with_max_input_per_million(mut self, price: Usd) -> Self {
        self.max_input_per_million = Some(price);
        self
    }

    /// With no more than so many US dollars for a million tokens written.
    #[must_use]
    pub const fn with_max_output_per_million(mut self, price: Usd) -> Self {
        self.max_output_per_million = Some(price);
        self
    }

    /// With nothing charged for what is read and written.
    #[must_use]
    pub const fn with_free_only(self) -> Self {
        self.with_max_input_per_million(Usd::ZERO).with_max_output_per_million(Usd::ZERO)
    }

    /// With room for a conversation of so many tokens.
    #[must_use]
    pub const fn with_min_context(mut self, tokens: u64) -> Self {
        self.min_context = Some(tokens);
        self
    }

    /// With answers of so many tokens.
    #[must_use]
    pub const fn with_min_output_tokens(mut self, tokens: u64) -> Self {
        self.min_output_tokens = Some(tokens);
        self
    }

    /// Whether a model fits.
    pub fn matches(&self, model: &Model) -> bool {
        let Self {
            text,
            parameters,
            input,
            output,
            max_input_per_million,
            max_output_per_million,
            min_context,
            min_output_tokens,
            created_since,
        } = self;
        let prices = model.pricing.as_ref();
        text.as_ref().is_none_or(|text| is_named(model, text))
            && parameters.iter().all(|parameter| model.supports(parameter))
            && input.iter().all(|modality| model.input_modalities.contains(modality))
            && output.iter().all(|modality| model.output_modalities.contains(modality))
            && is_within(prices.and_then(|prices| prices.input), *max_input_per_million)
            && is_within(prices.and_then(|prices| prices.output), *max_output_per_million)
            && is_at_least(model.context_length, *min_context)
            && is_at_least(model.max_output_tokens, *min_output_tokens)
            && is_at_least(model.created, *created_since)
    }

    /// Those that fit, in this order.
    pub fn select<'a>(
        &self,
        models: impl IntoIterator<Item = &'a Model>,
        order: ModelOrder,
    ) -> Vec<&'a Model> {
        let mut models: Vec<_> = models.into_iter().filter(|model| self.matches(model)).collect();
        order.sort(&mut models);
        models
    }
}

fn is_named(model: &Model, text: &str) -> bool {
    let name = format!("{} {}", model.id, model.name).to_lowercase();
    text.to_lowercase().split_whitespace().all(|word| name.contains(word))
}

fn is_within(price: Option<Price>, most: Option<Usd>) -> bool {
    most.is_none_or(|most| {
        price.and_then(Price::amount).is_some_and(|price| price * 1_000_000 <= most)
    })
}

fn is_at_least(figure: Option<u64>, least: Option<u64>) -> bool {
    least.is_none_or(|least| figure.is_some_and(|figure| figure >= least))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::Pricing;

    fn model(id: &str, input: &str, output: &str, context: u64) -> Model {
        let mut model = Model::new(id);
        let price = |amount: &str| match amount {
            "varies" => Some(Price::Variable),
            amount => Some(Price::Fixed(amount.parse().unwrap())),
        };
        model.pricing =
            Some(Pricing { input: price(input), output: price(output), ..Pricing::default() });
        model.context_length = Some(context);
        model.created = Some(context);
        model.supported_parameters = vec!["tools".to_owned()];
        model.input_modalities = vec![Modality::Text];
        model
    }

    pub(crate) fn list() -> Vec<Model> {
        let mut seer = model("acme/seer", "0.000002", "0.000001", 32_000);
        seer.name = "Acme: Seer Pro".to_owned();
        seer.input_modalities.push(Modality::Image);
        seer.max_output_tokens = Some(8_000);
        vec![
            Model::new("acme/unknown"),
            seer,
            model("acme/cheap", "0.0000001", "0.0000005", 8_000),
            model("router/auto", "varies", "varies", 200_000),
            model("acme/free:free", "0", "0", 4_000),
        ]
    }

    #[track_caller]
    fn check(filter: &ModelFilter, expected: &[&str]) {
        let list = list();
        let found = filter.select(&list, ModelOrder::Listed);
        let ids: Vec<_> = found.iter().map(|model| model.id.as_str()).collect();
        assert_eq!(ids, expected, "{filter:?}");
    }

    #[test]
    fn each_condition_leaves_out_what_does_not_say_that_it_fits() {
        let any = ModelFilter::default;
        check(&any().with_text("ACME pro"), &["acme/seer"]);
        check(&any().with_parameter("tools").with_text("acme/c"), &["acme/cheap"]);
        check(&any().with_parameter("seed"), &[]);
        check(&any().with_input(Modality::Image), &["acme/seer"]);
        check(&any().with_output(Modality::Text), &[]);
        let dime = "0.1".parse().unwrap();
        check(&any().with_max_input_per_million(dime), &["acme/cheap", "acme/free:free"]);
        let dollar = "1".parse().unwrap();
        let all = ["acme/seer", "acme/cheap", "acme/free:free"];
        check(&any().with_max_output_per_million(dollar), &all);
        check(&any().with_free_only(), &["acme/free:free"]);
        check(&any().with_min_context(32_000), &["acme/seer", "router/auto"]);
        check(&any().with_min_output_tokens(8_000), &["acme/seer"]);
        let since = ModelFilter { created_since: Some(32_001), ..any() };
        check(&since, &["router/auto"]);
    }
}
