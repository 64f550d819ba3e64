//! What a typical chat with a model costs: the measure by which the cheapest is found.

use llm_types::{Model, Usd};

/// What a typical answer of a chat model costs for each token that it writes. Nothing where that
/// cannot be said; what is listed for batches answers no chat.
pub(crate) fn typical_price(model: &Model) -> Option<Usd> {
    if model.id.as_str().ends_with(":batch") {
        return None;
    }
    model.typical_price()
}

#[cfg(test)]
mod tests {
    use llm_types::{Modality, Price, Pricing};

    use super::*;

    fn model(id: &str, input: Price, output: Price) -> Model {
        let mut pricing = Pricing::default();
        (pricing.input, pricing.output) = (Some(input), Some(output));
        let mut model = Model::new(id);
        model.pricing = Some(pricing);
        model
    }

    fn fixed(amount: &str) -> Price {
        Price::Fixed(amount.parse().unwrap())
    }

    #[test]
    fn m11_what_answers_no_chat_or_has_no_price_of_its_own_is_never_the_cheapest() {
        let chat = model("a/b", fixed("0.000001"), fixed("0.000004"));
        assert_eq!(typical_price(&chat), Some("0.000007".parse().unwrap()));
        let free = model("a/b:free", fixed("0"), fixed("0"));
        assert_eq!(typical_price(&free), Some(Usd::default()));
        let mut vectors = model("a/vectors", fixed("0"), fixed("0"));
        vectors.output_modalities = vec![Modality::Embeddings];
        for none in [
            model("a/b:batch", fixed("0"), fixed("0")),
            model("openrouter/auto", Price::Variable, Price::Variable),
            model("a/b", fixed("0"), Price::Variable),
            vectors,
            Model::new("a/b"),
        ] {
            assert_eq!(typical_price(&none), None, "{}", none.id);
        }
    }
}
