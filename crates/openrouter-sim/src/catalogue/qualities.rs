//! What the catalogue knows of models beyond what it shows: invented, but always the same.

use openrouter_wire::models::{Benchmarks, Category, Model, Parameter};
use serde_json::Number;

use super::upstreams::Upstream;
use crate::seed::Seed;

fn seed(model: &Model, quality: &str) -> Seed {
    Seed::of(&model.id).fork(quality)
}

/// Returns how much a model is used; the number means nothing in itself.
pub(crate) fn popularity(model: &Model) -> u64 {
    seed(model, "popularity").below(1_000)
}

/// Returns whether a model is used for a category much.
pub(crate) fn is_in(model: &Model, category: &Category) -> bool {
    seed(model, category.as_str()).below(2) == 0
}

/// Returns whether other models may be trained on the answers: those of open models may.
pub(crate) fn is_distillable(model: &Model) -> bool {
    let author = model.id.split_once('/').map_or("", |(author, _)| author);
    matches!(author, "deepseek" | "meta-llama")
}

/// Returns how many tokens a second a model makes at an upstream.
pub(crate) fn throughput(model: &Model, upstream: &Upstream) -> u64 {
    20 + seed(model, upstream.slug).fork("throughput").below(130)
}

/// Returns after how many milliseconds a model begins to answer at an upstream.
pub(crate) fn latency(model: &Model, upstream: &Upstream) -> u64 {
    200 + seed(model, upstream.slug).fork("latency").below(1_800)
}

/// Returns how many of a thousand requests with tools end with calls, of models that have tools.
pub(crate) fn tool_success(model: &Model) -> Option<u64> {
    let has_tools = model.supported_parameters.iter().flatten().any(|p| *p == Parameter::Tools);
    has_tools.then(|| 880 + seed(model, "tools").below(120))
}

/// The indices of Artificial Analysis.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Index {
    Intelligence,
    Coding,
    Agentic,
}

/// Returns an index of a model, if it was measured.
pub(crate) fn index(model: &Model, index: Index) -> Option<f64> {
    let measured = model.benchmarks.as_ref()?.artificial_analysis.as_ref()?;
    let number = match index {
        Index::Intelligence => &measured.intelligence_index,
        Index::Coding => &measured.coding_index,
        Index::Agentic => &measured.agentic_index,
    };
    number.as_ref().and_then(Number::as_f64)
}

/// Returns the best rating of a model in Design Arena, if it has one.
pub(crate) fn elo(model: &Model) -> Option<f64> {
    let Benchmarks { design_arena, .. } = model.benchmarks.as_ref()?;
    let ratings = design_arena.iter().flatten().filter_map(|rating| rating.elo.as_ref()?.as_f64());
    ratings.max_by(f64::total_cmp)
}
