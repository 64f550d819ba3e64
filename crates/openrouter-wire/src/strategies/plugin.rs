//! Plugins.

use proptest::{collection, prelude::*};

use super::{
    maybe,
    scalar::{extra, name, number, text, texts, unknown},
    tool::{tool, user_location},
};
use crate::chat::{
    AutoRouterPlugin, ContextCompressionPlugin, CostTier, FileParserPlugin, FusionPlugin,
    ParetoRouterPlugin, PdfEngine, PdfOptions, Plugin, PriceSource, SwitchPlugin, ToolEngine,
    WebFetchPlugin, WebPlugin, WebSearchMode,
};

pub(super) fn plugin() -> BoxedStrategy<Plugin> {
    prop_oneof![
        web().prop_map(Plugin::Web),
        web_fetch().prop_map(Plugin::WebFetch),
        file_parser().prop_map(Plugin::FileParser),
        switch().prop_map(Plugin::ResponseHealing),
        context_compression().prop_map(Plugin::ContextCompression),
        auto_router().prop_map(Plugin::AutoRouter),
        auto_router().prop_map(Plugin::AutoBetaRouter),
        pareto_router().prop_map(Plugin::ParetoRouter),
        fusion().prop_map(Plugin::Fusion),
        switch().prop_map(Plugin::Moderation),
        unknown("id").prop_map(Plugin::Other),
    ]
    .boxed()
}

fn switch() -> impl Strategy<Value = SwitchPlugin> {
    (maybe(any::<bool>()), extra()).prop_map(|(enabled, extra)| SwitchPlugin { enabled, extra })
}

fn web() -> impl Strategy<Value = WebPlugin> {
    (
        (maybe(any::<bool>()), maybe(name(ToolEngine::NAMES)), maybe(name(WebSearchMode::NAMES))),
        (maybe(any::<u64>()), maybe(any::<u64>()), maybe(text())),
        (maybe(texts()), maybe(texts()), maybe(user_location())),
        extra(),
    )
        .prop_map(|(how, much, place, extra)| WebPlugin {
            enabled: how.0,
            engine: how.1,
            mode: how.2,
            max_results: much.0,
            max_uses: much.1,
            search_prompt: much.2,
            include_domains: place.0,
            exclude_domains: place.1,
            user_location: place.2,
            extra,
        })
}

fn web_fetch() -> impl Strategy<Value = WebFetchPlugin> {
    (
        maybe(any::<bool>()),
        maybe(texts()),
        maybe(texts()),
        maybe(any::<u64>()),
        maybe(any::<u64>()),
        extra(),
    )
        .prop_map(|(enabled, allowed, blocked, max_content_tokens, max_uses, extra)| {
            WebFetchPlugin {
                enabled,
                allowed_domains: allowed,
                blocked_domains: blocked,
                max_content_tokens,
                max_uses,
                extra,
            }
        })
}

fn file_parser() -> impl Strategy<Value = FileParserPlugin> {
    let pdf = (maybe(name(PdfEngine::NAMES)), extra())
        .prop_map(|(engine, extra)| PdfOptions { engine, extra });
    (maybe(any::<bool>()), maybe(pdf), extra()).prop_map(|(enabled, pdf, extra)| FileParserPlugin {
        enabled,
        pdf,
        extra,
    })
}

fn context_compression() -> impl Strategy<Value = ContextCompressionPlugin> {
    (maybe(any::<bool>()), maybe(text()), extra())
        .prop_map(|(enabled, engine, extra)| ContextCompressionPlugin { enabled, engine, extra })
}

fn auto_router() -> impl Strategy<Value = AutoRouterPlugin> {
    (
        maybe(any::<bool>()),
        maybe(texts()),
        maybe(texts()),
        maybe(name(CostTier::NAMES)),
        maybe(any::<u64>()),
        maybe(any::<bool>()),
        extra(),
    )
        .prop_map(|(enabled, allowed, excluded, cost_tier, tradeoff, pin_model, extra)| {
            AutoRouterPlugin {
                enabled,
                allowed_models: allowed,
                excluded_models: excluded,
                cost_tier,
                cost_quality_tradeoff: tradeoff,
                pin_model,
                extra,
            }
        })
}

fn pareto_router() -> impl Strategy<Value = ParetoRouterPlugin> {
    (
        maybe(any::<bool>()),
        maybe(number()),
        maybe(number()),
        maybe(name(PriceSource::NAMES)),
        extra(),
    )
        .prop_map(|(enabled, min_coding_score, max_price, price_source, extra)| {
            ParetoRouterPlugin { enabled, min_coding_score, max_price, price_source, extra }
        })
}

fn fusion() -> impl Strategy<Value = FusionPlugin> {
    (
        maybe(any::<bool>()),
        maybe(text()),
        maybe(texts()),
        maybe(text()),
        maybe(any::<u64>()),
        maybe(collection::vec(tool(), 0..2)),
        extra(),
    )
        .prop_map(|(enabled, preset, analysis_models, model, max_tool_calls, tools, extra)| {
            FusionPlugin { enabled, preset, analysis_models, model, max_tool_calls, tools, extra }
        })
}
