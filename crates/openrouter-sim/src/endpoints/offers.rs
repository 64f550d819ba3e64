//! `/models/{author}/{slug}/endpoints` and `/endpoints/zdr`: at which upstreams models are had.

use openrouter_wire::{
    Amount, Data, Extra,
    endpoints::{Architecture, Endpoint, List, ListZdr, Model as Offered, Percentiles},
    models::{Model, Parameter, Pricing},
};
use rust_decimal::Decimal;
use serde_json::{Number, Value, json};

use super::models::{cached, find};
use crate::{
    catalogue::{Upstream, latency, throughput, upstreams},
    money::price,
    refusal::Refusal,
    reply::Reply,
    seed::Seed,
    server::{Call, Routes},
};

pub(super) fn routes() -> Routes {
    Routes::default().serve::<List>(list).serve::<ListZdr>(|call| Ok(list_zdr(call)))
}

fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let model = find(call)?;
    let architecture = model.architecture.clone().unwrap_or_default();
    let data = Offered {
        id: model.id.clone(),
        name: model.name.clone(),
        created: model.created.clone(),
        description: model.description.clone(),
        architecture: Some(Architecture {
            modality: architecture.modality,
            input_modalities: architecture.input_modalities,
            output_modalities: architecture.output_modalities,
            tokenizer: architecture.tokenizer,
            instruct_type: architecture.instruct_type,
            extra: Extra::default(),
        }),
        endpoints: upstreams(model).into_iter().map(|upstream| offer(model, upstream)).collect(),
        extra: Extra::default(),
    };
    Ok(cached(Reply::ok(&Data { data, extra: Extra::default() })))
}

fn list_zdr(call: &Call<'_>) -> Reply {
    let offers = call.state.catalogue.models().iter().flat_map(|model| {
        let private = upstreams(model).into_iter().filter(|upstream| upstream.keeps_nothing());
        private.map(move |upstream| offer(model, upstream))
    });
    let data: Vec<_> = offers.collect();
    cached(Reply::ok(&Data { data, extra: Extra::default() }))
}

/// Describes a model at an upstream.
fn offer(model: &Model, upstream: &Upstream) -> Endpoint {
    let top = model.top_provider.clone().unwrap_or_default();
    let mut seed = Seed::of(&model.id).fork(upstream.slug);
    // The first one answers, as the catalogue says; what open models are had for elsewhere differs.
    let is_other = upstreams(model).first() != Some(&upstream) && upstream.runs_open_models();
    let mut uptime = || Some(percent(9_900 + seed.below(101)));
    let slug = model.canonical_slug.as_deref().unwrap_or(&model.id);
    Endpoint {
        name: Some(format!("{} | {slug}", upstream.name)),
        model_id: Some(model.id.clone()),
        model_name: model.name.clone(),
        provider_name: Some(upstream.name.to_owned()),
        tag: Some(match upstream.quantization {
            Some(quantization) => format!("{}/{quantization}", upstream.slug),
            None => upstream.slug.to_owned(),
        }),
        // A model without a context has no room for tokens.
        context_length: Some(model.context_length.clone().unwrap_or_else(|| 0.into())),
        max_completion_tokens: top.max_completion_tokens,
        max_prompt_tokens: None,
        pricing: match &model.pricing {
            Some(pricing) if is_other => Some(dearer(pricing, upstream)),
            pricing => pricing.clone(),
        },
        quantization: upstream.quantization.map(Into::into),
        status: Some(0.into()),
        supported_parameters: Some(parameters(model, is_other, upstream)),
        supports_implicit_caching: Some(model.pricing.as_ref().is_some_and(|pricing| {
            pricing.input_cache_read.is_some() && pricing.input_cache_write.is_none()
        })),
        supports_voice_cloning: Some(false),
        uptime_last_5m: uptime(),
        uptime_last_30m: uptime(),
        uptime_last_1d: uptime(),
        latency_last_30m: Some(spread(latency(model, upstream), [10, 14, 20, 32])),
        throughput_last_30m: Some(spread(throughput(model, upstream), [10, 12, 14, 16])),
        extra: Extra::from_iter([("supports_tool_choice".to_owned(), tool_choice(model))]),
    }
}

/// Adds up to half of what a model costs to the prices of tokens, to a tenth of a cent for a million.
fn dearer(pricing: &Pricing, upstream: &Upstream) -> Pricing {
    let percent = Seed::of(upstream.slug).fork("price").below(51);
    let factor = Decimal::from(100 + percent) / Decimal::from(100);
    let dearer = |amount: &Option<Amount>| {
        let amount = amount.as_ref()?.to_string();
        let dearer = price(&amount) * factor;
        Some(Amount::from(dearer.round_dp(9).max(price(&amount)).normalize().to_string()))
    };
    Pricing {
        prompt: dearer(&pricing.prompt),
        completion: dearer(&pricing.completion),
        input_cache_read: dearer(&pricing.input_cache_read),
        ..pricing.clone()
    }
}

/// Returns the parameters that a model heeds at an upstream: at some other than the first without
/// those that few have.
fn parameters(model: &Model, is_other: bool, upstream: &Upstream) -> Vec<Parameter> {
    let mut parameters = model.supported_parameters.clone().unwrap_or_default();
    if is_other {
        let rare = [Parameter::LogitBias, Parameter::MinP, Parameter::StructuredOutputs];
        parameters.retain(|parameter| {
            let mut seed = Seed::of(&model.id).fork(upstream.slug).fork(parameter.as_str());
            !rare.contains(parameter) || seed.below(2) == 0
        });
    }
    parameters
}

/// Says which values of `tool_choice` work. This is newer than the API description that the wire
/// types follow; the service's own client demands it.
fn tool_choice(model: &Model) -> Value {
    let works = model.supported_parameters.iter().flatten().any(|p| *p == Parameter::ToolChoice);
    json!({"auto": works, "function": works, "none": works, "required": works})
}

/// Writes hundredths of a percent.
fn percent(hundredths: u64) -> Number {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.parse().unwrap_or_else(|_| 100.into())
}

/// Spreads a figure: tenths of it for each percentile.
fn spread(median: u64, tenths: [u64; 4]) -> Percentiles {
    let [p50, p75, p90, p99] = tenths.map(|tenths| Number::from(median * tenths / 10));
    Percentiles { p50, p75, p90, p99, extra: Extra::default() }
}
