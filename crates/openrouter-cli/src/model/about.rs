//! [`about`]: what is known of a model.

use llm_types::{Price, Usd};
use openrouter_provider::openrouter_wire::models::{Model, Pricing, PricingOverride, Reasoning};
use openrouter_provider::openrouter_wire::{Amount, Count, Modality};
use serde_json::Number;

use crate::dates::day;
use crate::details::Details;
use crate::numbers::grouped;
use crate::prices::{each, per_million, price};

/// What is known of a model, the most important first. What is not known is left out.
pub(super) fn about(model: &Model) -> Details {
    let mut details = Details::default();
    details.add("Model", &model.id);
    details.add_known("Name", model.name.as_deref());
    let dated = model.canonical_slug.as_deref().filter(|slug| *slug != model.id);
    details.add_known("Answers as", dated);
    let alias = model.alias_target.as_ref().and_then(|alias| alias.slug.as_deref());
    details.add_known("Stands for", alias);
    let top = model.top_provider.as_ref();
    let tokens = |count: Option<&Count>| {
        count.and_then(Count::get).map(|count| format!("{} tokens", grouped(count)))
    };
    details.add_known("Context", tokens(model.context_length.as_ref()));
    let answer = top.and_then(|top| tokens(top.max_completion_tokens.as_ref()));
    details.add_known("Output", answer.map(|tokens| format!("up to {tokens}")));
    if let Some(architecture) = &model.architecture {
        details.add_known("Reads", modalities(architecture.input_modalities.as_deref()));
        details.add_known("Writes", modalities(architecture.output_modalities.as_deref()));
    }
    if let Some(pricing) = &model.pricing {
        add_prices(pricing, &mut details);
    }
    details.add_known("Reasoning", model.reasoning.as_ref().map(reasoning));
    let parameters = model.supported_parameters.as_deref().unwrap_or_default();
    let names: Vec<_> = parameters.iter().map(ToString::to_string).collect();
    details.add_known("Parameters", Some(names.join(", ")).filter(|names| !names.is_empty()));
    let voices = model.supported_voices.as_ref().filter(|voices| !voices.is_empty());
    details.add_known("Voices", voices.map(|voices| voices.join(", ")));
    details.add_known("Knows up to", model.knowledge_cutoff.as_deref());
    details.add_known("Added", model.created.as_ref().and_then(Count::get).and_then(day));
    details.add_known("Withdrawn", model.expiration_date.as_deref());
    details.add_known("About", model.description.as_deref());
    details
}

fn modalities(list: Option<&[Modality]>) -> Option<String> {
    let words: Vec<_> = list?.iter().map(Modality::as_str).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// Prices, a line for each kind; what holds under conditions comes last.
fn add_prices(pricing: &Pricing, details: &mut Details) {
    let tokens = |prices: &[(Option<&Amount>, &str)]| {
        listed(prices).map(|prices| format!("{prices} (a million tokens)"))
    };
    let main = tokens(&[
        (pricing.prompt.as_ref(), "in"),
        (pricing.completion.as_ref(), "out"),
        (pricing.internal_reasoning.as_ref(), "thought"),
    ]);
    let is_chosen = pricing.prompt.as_ref().is_some_and(Amount::is_variable);
    let main = if is_chosen { Some("that of the model it picks".to_owned()) } else { main };
    details.add_known("Price", main);
    let cache = tokens(&[
        (pricing.input_cache_read.as_ref(), "read"),
        (pricing.input_cache_write.as_ref(), "written"),
        (pricing.input_cache_write_1h.as_ref(), "written for an hour"),
    ]);
    details.add_known("Cache", cache);
    let sound = tokens(&[
        (pricing.audio.as_ref(), "in"),
        (pricing.audio_output.as_ref(), "out"),
        (pricing.input_audio_cache.as_ref(), "read from the cache"),
    ]);
    details.add_known("Sound", sound);
    let pieces = [
        (pricing.request.as_ref(), "request"),
        (pricing.image.as_ref(), "image in"),
        (pricing.image_token.as_ref(), "token of an image"),
        (pricing.image_output.as_ref(), "image out"),
        (pricing.web_search.as_ref(), "web search"),
    ];
    let pieces =
        pieces.into_iter().filter_map(|(amount, piece)| piece_price(price(amount?)?, piece));
    let pieces: Vec<_> = pieces.collect();
    details.add_known("Extras", (!pieces.is_empty()).then(|| pieces.join(", ")));
    let discount = pricing.discount.as_ref().and_then(Number::as_f64).filter(|part| *part > 0.0);
    details.add_known("Discount", discount.map(|part| format!("{} %", (part * 100.0).round())));
    for over in pricing.overrides.iter().flatten() {
        details.add_known("Except", conditional(over));
    }
}

/// What is charged by the piece; some models have prices of images that are those of tokens.
fn piece_price(price: Price, piece: &str) -> Option<String> {
    let article = if piece.starts_with('i') { "an" } else { "a" };
    let hundredth_of_a_cent = "0.0001".parse::<Usd>().ok()?;
    match price.amount() {
        Some(amount) if amount.is_zero() => None,
        Some(amount) if amount < hundredth_of_a_cent => {
            Some(format!("{} a million ({piece})", per_million(price)))
        }
        _ => Some(format!("{} {article} {piece}", each(price))),
    }
}

/// Prices of a million tokens with what they are for.
fn listed(prices: &[(Option<&Amount>, &str)]) -> Option<String> {
    let told = |(amount, what): &(Option<&Amount>, &str)| {
        Some(format!("{} {what}", per_million(price((*amount)?)?)))
    };
    let told: Vec<_> = prices.iter().filter_map(told).collect();
    (!told.is_empty()).then(|| told.join(", "))
}

/// Prices that hold for long prompts, or at some hours.
fn conditional(prices: &PricingOverride) -> Option<String> {
    let told = listed(&[
        (prices.prompt.as_ref(), "in"),
        (prices.completion.as_ref(), "out"),
        (prices.audio.as_ref(), "of sound"),
        (prices.input_cache_read.as_ref(), "read from the cache"),
        (prices.input_cache_write.as_ref(), "written to it"),
    ])?;
    let time =
        |time: &Number| time.as_u64().map(|time| format!("{:02}:{:02}", time / 100, time % 100));
    let hours =
        prices.utc_start.as_ref().and_then(time).zip(prices.utc_end.as_ref().and_then(time));
    let hours = hours.map(|(from, until)| format!("from {from} until {until} UTC"));
    let length = prices.min_prompt_tokens.as_ref().and_then(Number::as_u64);
    let length = length.map(|tokens| format!("above {} tokens in", grouped(tokens)));
    let conditions: Vec<_> = [length, hours].into_iter().flatten().collect();
    Some(format!("{told}; {}", conditions.join(" and ")))
}

fn reasoning(reasoning: &Reasoning) -> String {
    let mut said = Vec::new();
    if reasoning.mandatory == Some(true) {
        said.push("always".to_owned());
    } else if reasoning.default_enabled == Some(true) {
        said.push("unless it is switched off".to_owned());
    } else {
        said.push("if it is asked for".to_owned());
    }
    let efforts = reasoning.supported_efforts.iter().flatten().flatten();
    let efforts: Vec<_> = efforts.map(ToString::to_string).collect();
    if !efforts.is_empty() {
        said.push(format!("effort {}", efforts.join(", ")));
    }
    if let Some(effort) = &reasoning.default_effort {
        said.push(format!("{effort} by default"));
    }
    said.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Page;

    fn rendered(json: &str) -> String {
        let model: Model = serde_json::from_str(json).unwrap();
        let text = about(&model).render(Page { width: Some(80), is_unicode: true });
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn everything_that_is_known_is_said() {
        let model = r#"{
            "id": "acme/quill", "canonical_slug": "acme/quill-2026", "name": "Acme: Quill",
            "created": 1765389775, "description": "Writes\nwell.", "context_length": 400000,
            "architecture": {"modality": "text+image->text", "input_modalities": ["text", "image"],
                "output_modalities": ["text"], "tokenizer": "Other", "instruct_type": null},
            "pricing": {"prompt": "0.00000175", "completion": "0.000014", "web_search": "0.01",
                "image": "0.0000003", "input_cache_read": "0.000000175", "discount": 0.25,
                "overrides": [
                    {"min_prompt_tokens": 200000, "prompt": "0.0000035"},
                    {"utc_start": 1630, "utc_end": 30, "prompt": "0.000001"}
                ]},
            "top_provider": {"context_length": 400000, "max_completion_tokens": 128000},
            "supported_parameters": ["tools", "seed"],
            "knowledge_cutoff": "2025-08-31", "expiration_date": "2027-01-01",
            "reasoning": {"mandatory": false, "default_enabled": true, "default_effort": "medium",
                "supported_efforts": ["high", "medium"]}
        }"#;
        insta::assert_snapshot!(rendered(model), @"
        Model        acme/quill
        Name         Acme: Quill
        Answers as   acme/quill-2026
        Context      400,000 tokens
        Output       up to 128,000 tokens
        Reads        text, image
        Writes       text
        Price        $1.75 in, $14.00 out (a million tokens)
        Cache        $0.175 read (a million tokens)
        Extras       $0.30 a million (image in), $0.01 a web search
        Discount     25 %
        Except       $3.50 in; above 200,000 tokens in
        Except       $1.00 in; from 16:30 until 00:30 UTC
        Reasoning    unless it is switched off; effort high, medium; medium by default
        Parameters   tools, seed
        Knows up to  2025-08-31
        Added        2025-12-10
        Withdrawn    2027-01-01
        About        Writes well.
        ");
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        insta::assert_snapshot!(rendered(r#"{"id": "acme/quill"}"#), @"Model  acme/quill");
    }

    #[test]
    fn an_alias_says_what_it_stands_for_and_a_router_that_its_price_varies() {
        let model = r#"{"id": "~acme/latest", "alias_target": {"slug": "acme/quill"},
            "pricing": {"prompt": "-1", "completion": "-1", "request": "0"},
            "reasoning": {"mandatory": true}}"#;
        insta::assert_snapshot!(rendered(model), @"
        Model       ~acme/latest
        Stands for  acme/quill
        Price       that of the model it picks
        Reasoning   always
        ");
    }
}
