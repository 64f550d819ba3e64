//! The built-in list, for where the service could never be asked.

use llm_types::{Model, ModelCapabilityOverride, ModelStatus};

use super::overrides::apply;

/// Names that the service listed in August 2026, and that are meant to last: routers, aliases of
/// the newest model of a family, and a few models that have been there for long.
///
/// Nothing else is known of them: a price or a capability that was true once would be mistaken for
/// one that is.
const NAMES: [&str; 18] = [
    "openrouter/auto",
    "openrouter/free",
    "~anthropic/claude-opus-latest",
    "~anthropic/claude-sonnet-latest",
    "~anthropic/claude-haiku-latest",
    "~google/gemini-flash-latest",
    "~google/gemini-pro-latest",
    "~moonshotai/kimi-latest",
    "~openai/gpt-latest",
    "~openai/gpt-mini-latest",
    "~x-ai/grok-latest",
    "anthropic/claude-haiku-4.5",
    "anthropic/claude-sonnet-4.6",
    "deepseek/deepseek-v3.2",
    "google/gemini-2.5-flash",
    "meta-llama/llama-3.3-70b-instruct",
    "openai/gpt-4o-mini",
    "openai/gpt-5.2",
];

/// The built-in list, with what the application knows better.
pub(crate) fn built_in(overrides: &[ModelCapabilityOverride]) -> Vec<Model> {
    let guess = |name: &&str| {
        let mut model = Model::new(*name);
        model.status = ModelStatus::Fallback;
        model
    };
    apply(overrides, NAMES.iter().map(guess).collect())
}
