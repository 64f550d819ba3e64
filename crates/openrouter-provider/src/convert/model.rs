//! The catalogue.

use llm_types::{Extension, Modality, Model, Price, PriceOverride, Pricing, Usd};
use openrouter_wire::{Amount, Count, models as wire};
use serde::{Deserialize, Serialize};
use serde_json::Number;

/// A model as OpenRouter describes it, whole: what the neutral [`Model`] has no word for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OpenRouterModel(pub wire::Model);

impl Extension for OpenRouterModel {
    const NAMESPACE: &'static str = "openrouter.model";
}

/// The models of a list. A row that cannot be read costs only itself.
pub(crate) fn models(list: wire::ListResponse) -> Vec<Model> {
    let rows = list.data.len();
    let models: Vec<_> = list.into_models().filter(has_name).map(model).collect();
    let unreadable = rows - models.len();
    if unreadable > 0 {
        tracing::warn!(unreadable, models = models.len(), "rows of the list of models left out");
    }
    models
}

/// Whether a row can be asked for. One without a name would be found by whatever names no model.
fn has_name(model: &wire::Model) -> bool {
    wire::Id::is_valid(model.id.as_str())
}

fn model(model: wire::Model) -> Model {
    let mut neutral = Model::new(model.id.as_str());
    if let Some(name) = &model.name {
        neutral.name.clone_from(name);
    }
    neutral.description.clone_from(&model.description);
    neutral.canonical_id = model.canonical_slug.as_deref().map(Into::into);
    neutral.created = count(model.created.as_ref());
    let top = model.top_provider.as_ref();
    // What the best upstream offers is what a request can have; the model's own figure may be more.
    neutral.context_length = top
        .and_then(|top| count(top.context_length.as_ref()))
        .or_else(|| count(model.context_length.as_ref()));
    neutral.max_output_tokens = top.and_then(|top| count(top.max_completion_tokens.as_ref()));
    if let Some(architecture) = &model.architecture {
        neutral.input_modalities = modalities(architecture.input_modalities.as_deref());
        neutral.output_modalities = modalities(architecture.output_modalities.as_deref());
    }
    neutral.pricing = model.pricing.as_ref().map(pricing);
    neutral.supported_parameters =
        model.supported_parameters.iter().flatten().map(ToString::to_string).collect();
    neutral.extensions.insert(OpenRouterModel(model));
    neutral
}

fn count(count: Option<&Count>) -> Option<u64> {
    count.and_then(Count::get)
}

fn modalities(list: Option<&[openrouter_wire::Modality]>) -> Vec<Modality> {
    list.unwrap_or_default().iter().map(|modality| Modality::from(modality.as_str())).collect()
}

fn pricing(pricing: &wire::Pricing) -> Pricing {
    let wire::Pricing {
        prompt,
        completion,
        request,
        image,
        // Neither has been seen; both stay in `OpenRouterModel`.
        image_token: _,
        discount: _,
        image_output,
        audio,
        audio_output,
        input_audio_cache,
        web_search,
        internal_reasoning,
        input_cache_read,
        input_cache_write,
        input_cache_write_1h,
        overrides,
        extra: _,
    } = pricing;
    let mut neutral = Pricing::default();
    neutral.input = price(prompt.as_ref());
    neutral.output = price(completion.as_ref());
    neutral.request = price(request.as_ref());
    neutral.image = price(image.as_ref());
    neutral.image_output = price(image_output.as_ref());
    neutral.audio = price(audio.as_ref());
    neutral.audio_output = price(audio_output.as_ref());
    neutral.audio_cache_read = price(input_audio_cache.as_ref());
    neutral.web_search = price(web_search.as_ref());
    neutral.reasoning = price(internal_reasoning.as_ref());
    neutral.cache_read = price(input_cache_read.as_ref());
    neutral.cache_write = price(input_cache_write.as_ref());
    neutral.cache_write_1h = price(input_cache_write_1h.as_ref());
    neutral.overrides = overrides.iter().flatten().map(price_override).collect();
    neutral
}

fn price_override(prices: &wire::PricingOverride) -> PriceOverride {
    let wire::PricingOverride {
        min_prompt_tokens,
        utc_start,
        utc_end,
        prompt,
        completion,
        audio,
        input_audio_cache,
        input_cache_read,
        input_cache_write,
        input_cache_write_1h,
        extra: _,
    } = prices;
    let mut pricing = Pricing::default();
    pricing.input = price(prompt.as_ref());
    pricing.output = price(completion.as_ref());
    pricing.audio = price(audio.as_ref());
    pricing.audio_cache_read = price(input_audio_cache.as_ref());
    pricing.cache_read = price(input_cache_read.as_ref());
    pricing.cache_write = price(input_cache_write.as_ref());
    pricing.cache_write_1h = price(input_cache_write_1h.as_ref());
    let time = |number: &Option<Number>| {
        number.as_ref().and_then(Number::as_u64).and_then(|time| u16::try_from(time).ok())
    };
    let mut neutral = PriceOverride::default();
    neutral.above_input_tokens = min_prompt_tokens.as_ref().and_then(Number::as_u64);
    neutral.from_utc = time(utc_start);
    neutral.until_utc = time(utc_end);
    neutral.pricing = Box::new(pricing);
    neutral
}

/// `-1` stands for a price that depends on the model a router picks.
fn price(amount: Option<&Amount>) -> Option<Price> {
    let amount: Usd = amount?.to_string().parse().ok()?;
    Some(if amount < Usd::ZERO { Price::Variable } else { Price::Fixed(amount) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_router_costs_what_it_picks_and_prices_are_exact() {
        let list = serde_json::from_str(
            r#"{"data":[
                {"id":"openrouter/auto","name":"Auto","pricing":{"prompt":"-1","completion":"-1"}},
                {"id":"a/m","name":"M","context_length":200,"created":1,
                 "architecture":{"modality":"text->text","input_modalities":["text","scent"],
                    "output_modalities":["text"],"tokenizer":"x","instruct_type":null},
                 "top_provider":{"context_length":100,"max_completion_tokens":null},
                 "pricing":{"prompt":"0.0000000833333333333333","completion":"0",
                    "overrides":[{"min_prompt_tokens":200000,"prompt":"0.1"}]},
                 "supported_parameters":["tools"]},
                {"id":7}
            ]}"#,
        )
        .unwrap();
        let models = models(list);
        assert_eq!(models.len(), 2, "the third row is no model");
        assert_eq!(models[0].pricing.as_ref().unwrap().input, Some(Price::Variable));
        let model = &models[1];
        assert_eq!(model.context_length, Some(100), "what its best upstream offers");
        assert_eq!(model.input_modalities[1], Modality::Other("scent".to_owned()));
        assert!(model.supports("tools") && !model.supports("seed"));
        let pricing = model.pricing.as_ref().unwrap();
        let input = pricing.input.unwrap().amount().unwrap();
        assert_eq!(input.to_string(), "0.0000000833333333333333");
        assert_eq!(pricing.overrides[0].above_input_tokens, Some(200_000));
        assert_eq!(model.extensions.get::<OpenRouterModel>().unwrap().0.id, "a/m");
    }
}
