//! `/models/{author}/{slug}/endpoints` and `/endpoints/zdr`: at which upstreams models are had.

use openrouter_wire::{
    Data, Extra,
    endpoints::{Architecture, Endpoint, List, ListZdr, Model as Offered, Percentiles},
    models::{Model, Parameter},
};
use serde_json::{Number, Value, json};

use super::models::{cached, find};
use crate::{
    catalogue::{Upstream, latency, throughput, upstreams},
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
        pricing: model.pricing.clone(),
        quantization: upstream.quantization.map(Into::into),
        status: Some(0.into()),
        supported_parameters: Some(model.supported_parameters.clone().unwrap_or_default()),
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
