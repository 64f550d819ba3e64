//! Models that fulfil conditions, in the order that is asked for.

use std::cmp::Ordering;

use openrouter_wire::{
    Amount, Count, Modality,
    models::{Category, List, Model, OutputModalities, Pricing, Region, Sort, Tokenizer},
};
use rust_decimal::Decimal;
use serde_json::Number;

use super::{
    Catalogue,
    qualities::{
        Index, elo, index, is_distillable, is_in, latency, popularity, throughput, tool_success,
    },
    upstreams::{Upstream, upstreams},
};
use crate::{calendar::DAY, money::amount, refusal::Refusal};

impl Catalogue {
    /// Returns the models that fulfil the conditions of a request, in its order.
    pub(crate) fn search(&self, asked: &List, now: u64) -> Result<Vec<&Model>, Refusal> {
        check(asked)?;
        let is_found = |model: &&Model| {
            makes(model, asked.output_modalities.as_ref())
                && is_described(model, asked)
                && is_served(model, asked)
                && is_priced(model, asked)
                && is_measured(model, asked)
                && is_aged(model, asked, now)
        };
        let mut models: Vec<_> = self.models().iter().filter(is_found).collect();
        if let Some(sort) = &asked.sort {
            models.sort_by(|one, other| {
                // What has no place in the order comes last.
                let (one, other) = (rank(one, sort), rank(other, sort));
                let by_rank = one.partial_cmp(&other).unwrap_or(Ordering::Equal);
                one.is_none().cmp(&other.is_none()).then(by_rank)
            });
        }
        Ok(models)
    }
}

/// Refuses words that mean nothing.
fn check(asked: &List) -> Result<(), Refusal> {
    let wrong =
        |name: &str, value: &str| Refusal::bad_request(format!("`{name}` cannot be {value:?}"));
    if let Some(Sort::Other(sort)) = &asked.sort {
        return Err(wrong("sort", sort));
    }
    if let Some(Category::Other(category)) = &asked.category {
        return Err(wrong("category", category));
    }
    if let Some(Region::Other(region)) = &asked.region {
        return Err(wrong("region", region));
    }
    Ok(())
}

/// Returns whether a model makes what is asked for: text, if nothing is said.
fn makes(model: &Model, asked: Option<&OutputModalities>) -> bool {
    match asked {
        None => makes_one(model, &Modality::Text),
        Some(OutputModalities::All(_)) => true,
        Some(OutputModalities::Any(asked)) => asked.0.iter().any(|kind| makes_one(model, kind)),
    }
}

/// Returns whether a model makes something: text, if it does not say what it makes.
pub(super) fn makes_one(model: &Model, modality: &Modality) -> bool {
    match model.architecture.as_ref().and_then(|a| a.output_modalities.as_ref()) {
        Some(made) => made.contains(modality),
        None => *modality == Modality::Text,
    }
}

fn is_described(model: &Model, asked: &List) -> bool {
    let contains = |text: Option<&str>, part: &str| {
        text.is_some_and(|text| text.to_lowercase().contains(&part.to_lowercase()))
    };
    let found = asked.q.as_deref().is_none_or(|q| {
        let names =
            [Some(model.id.as_str()), model.name.as_deref(), model.canonical_slug.as_deref()];
        names.into_iter().any(|name| contains(name, q))
    });
    let author = model.id.split_once('/').map_or("", |(author, _)| author);
    let architecture = model.architecture.as_ref();
    let reads = architecture.and_then(|a| a.input_modalities.as_ref());
    let tokenizer = architecture.and_then(|a| a.tokenizer.as_ref());
    let knows = |parameter| model.supported_parameters.iter().flatten().any(|p| p == parameter);
    found
        && asked.category.as_ref().is_none_or(|category| is_in(model, category))
        && asked.supported_parameters.as_ref().is_none_or(|all| all.0.iter().all(knows))
        && asked.input_modalities.as_ref().is_none_or(|all| {
            all.0.iter().all(|asked| reads.into_iter().flatten().any(|read| read == asked))
        })
        && asked.model_authors.as_ref().is_none_or(|any| any.0.iter().any(|a| a == author))
        && asked.arch.as_deref().is_none_or(|arch| contains(tokenizer.map(Tokenizer::as_str), arch))
        && asked.context.is_none_or(|least| {
            model.context_length.as_ref().and_then(Count::get).is_some_and(|len| len >= least)
        })
        && asked.distillable.is_none_or(|asked| asked == is_distillable(model))
}

fn is_served(model: &Model, asked: &List) -> bool {
    let any = |is_meant: &dyn Fn(&Upstream) -> bool| upstreams(model).into_iter().any(is_meant);
    asked.providers.as_ref().is_none_or(|names| {
        any(&|upstream| {
            let is_name = |name: &String| {
                name.eq_ignore_ascii_case(upstream.name) || name.eq_ignore_ascii_case(upstream.slug)
            };
            names.0.iter().any(is_name)
        })
    }) && (asked.zdr != Some(true) || any(&|upstream| upstream.keeps_nothing()))
        && asked
            .region
            .as_ref()
            .is_none_or(|region| any(&|upstream| upstream.regions.contains(&region.as_str())))
}

/// Returns what a million tokens cost; nothing if that varies.
fn per_million(price: Option<&Amount>) -> Option<Decimal> {
    let price: Decimal = price?.to_string().parse().ok()?;
    (!price.is_sign_negative()).then(|| price * Decimal::from(1_000_000))
}

fn is_priced(model: &Model, asked: &List) -> bool {
    let within = |price: fn(&Pricing) -> Option<&Amount>, least, most| {
        let price = per_million(model.pricing.as_ref().and_then(price));
        is_within(price, [least, most].map(|bound: Option<&Number>| bound.and_then(amount)))
    };
    within(|pricing| pricing.prompt.as_ref(), asked.min_price.as_ref(), asked.max_price.as_ref())
        && within(
            |pricing| pricing.completion.as_ref(),
            asked.min_output_price.as_ref(),
            asked.max_output_price.as_ref(),
        )
}

fn is_measured(model: &Model, asked: &List) -> bool {
    let bound = |number: &Option<Number>| number.as_ref().and_then(Number::as_f64);
    let success = tool_success(model).and_then(|of_thousand| u32::try_from(of_thousand).ok());
    let success = success.map(|of_thousand| f64::from(of_thousand) / 1_000.0);
    [
        (
            index(model, Index::Intelligence),
            &asked.min_intelligence_index,
            &asked.max_intelligence_index,
        ),
        (index(model, Index::Coding), &asked.min_coding_index, &asked.max_coding_index),
        (index(model, Index::Agentic), &asked.min_agentic_index, &asked.max_agentic_index),
        (success, &asked.min_tool_success_rate, &asked.max_tool_success_rate),
    ]
    .into_iter()
    .all(|(measured, least, most)| is_within(measured, [bound(least), bound(most)]))
}

fn is_aged(model: &Model, asked: &List, now: u64) -> bool {
    let created = model.created.as_ref().and_then(Count::get);
    let age = created.map(|created| now.saturating_sub(created) / DAY);
    is_within(age, [asked.min_age_days, asked.max_age_days])
}

/// Returns whether a value lies within bounds. What has no value does only if there are none.
fn is_within<T: PartialOrd>(value: Option<T>, [least, most]: [Option<T>; 2]) -> bool {
    match value {
        None => least.is_none() && most.is_none(),
        Some(value) => {
            least.is_none_or(|least| value >= least) && most.is_none_or(|most| value <= most)
        }
    }
}

/// Returns the place of a model in an order; the lowest comes first.
fn rank(model: &Model, sort: &Sort) -> Option<f64> {
    let float = |number: u64| u32::try_from(number).ok().map(f64::from);
    let count = |count: Option<&Count>| count.and_then(Count::get).and_then(float);
    let price = || -> Option<f64> {
        let pricing = model.pricing.as_ref()?;
        let prices = [pricing.prompt.as_ref(), pricing.completion.as_ref()].map(per_million);
        let [prompt, completion] = prices;
        (prompt? + completion?).to_string().parse().ok()
    };
    let speeds = || upstreams(model).into_iter().map(|upstream| throughput(model, upstream)).max();
    let delays = || upstreams(model).into_iter().map(|upstream| latency(model, upstream)).min();
    let from_the_top = |value: Option<f64>| value.map(|value| -value);
    match sort {
        Sort::MostPopular | Sort::TopWeekly => from_the_top(float(popularity(model))),
        Sort::Newest => from_the_top(count(model.created.as_ref())),
        Sort::PricingLowToHigh => price(),
        Sort::PricingHighToLow => from_the_top(price()),
        Sort::ContextHighToLow => from_the_top(count(model.context_length.as_ref())),
        Sort::ThroughputHighToLow => from_the_top(speeds().and_then(float)),
        Sort::LatencyLowToHigh => delays().and_then(float),
        Sort::IntelligenceHighToLow => from_the_top(index(model, Index::Intelligence)),
        Sort::CodingHighToLow => from_the_top(index(model, Index::Coding)),
        Sort::AgenticHighToLow => from_the_top(index(model, Index::Agentic)),
        Sort::DesignArenaEloHighToLow => from_the_top(elo(model)),
        Sort::Other(_) => None,
    }
}
