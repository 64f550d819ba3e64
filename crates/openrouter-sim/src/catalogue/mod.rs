//! The models that the simulator knows.

mod media;
mod qualities;
mod search;
mod tariff;
mod upstreams;

use openrouter_wire::{
    Amount, Count, Modality,
    models::{Model, Parameter, Pricing},
    videos,
};
use rust_decimal::Decimal;

use crate::money::price;

pub(crate) use media::Painter;
pub(crate) use qualities::{latency, throughput};
pub(crate) use tariff::Tariff;
pub(crate) use upstreams::{UPSTREAMS, Upstream, upstreams};

/// The built-in models, in the shape of the service's catalogue; their descriptions are ours.
const BUILT_IN: &str = include_str!("models.json");

/// What answers if the request names no model, or leaves the choice to a router.
const DEFAULT_MODEL: &str = "openai/gpt-4o-mini";

/// Suffixes that say how to route and do not name a model of their own.
const ROUTING_SUFFIXES: [&str; 5] = [":nitro", ":floor", ":exacto", ":online", ":extended"];

/// The models that the simulator knows.
#[derive(Debug)]
pub(crate) struct Catalogue {
    models: Vec<Model>,
    painters: Vec<Painter>,
    filmers: Vec<videos::Model>,
}

/// The model that answers a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Served {
    /// What the reply calls it.
    pub(crate) slug: String,
    /// In US dollars per token.
    pub(crate) prompt_price: Decimal,
    /// In US dollars per token.
    pub(crate) completion_price: Decimal,
    /// How many tokens an answer may have.
    pub(crate) most_tokens: u64,
    pub(crate) can_reason: bool,
    pub(crate) must_reason: bool,
    pub(crate) has_logprobs: bool,
}

impl Catalogue {
    /// Creates the catalogue of the built-in models and of others, which win.
    pub(crate) fn new(others: Vec<Model>) -> Self {
        // A test decodes it, so it never is empty.
        let mut models: Vec<Model> = serde_json::from_str(BUILT_IN).unwrap_or_default();
        models.retain(|model| others.iter().all(|other| other.id != model.id));
        models.extend(others);
        Self { models, painters: media::painters(), filmers: media::filmers() }
    }

    pub(crate) fn models(&self) -> &[Model] {
        &self.models
    }

    /// Returns what is known of the models that make images.
    pub(crate) fn painters(&self) -> &[Painter] {
        &self.painters
    }

    /// Returns what is known of the models that make videos.
    pub(crate) fn filmers(&self) -> &[videos::Model] {
        &self.filmers
    }

    /// Finds the model that answers a request for `asked`.
    pub(crate) fn serve(&self, asked: Option<&str>) -> Option<Served> {
        let asked = asked.unwrap_or(DEFAULT_MODEL);
        let asked = asked.split_once("@preset/").map_or(asked, |(model, _)| model);
        let asked = if asked.is_empty() { DEFAULT_MODEL } else { asked };
        let model = self.find_for(&Modality::Text, asked)?;
        let target = model.alias_target.as_ref().and_then(|alias| alias.slug.as_deref());
        let is_router = model.id.starts_with("openrouter/");
        match target.or_else(|| is_router.then_some(DEFAULT_MODEL)) {
            Some(target) => self.find(target).map(Served::new),
            None => Some(Served::new(model)),
        }
    }

    /// Finds a model that makes something.
    pub(crate) fn find_for(&self, modality: &Modality, name: &str) -> Option<&Model> {
        self.find(name).filter(|model| search::makes_one(model, modality))
    }

    /// Finds a model by its id or its dated name, whatever suffixes ask for its routing.
    pub(crate) fn find(&self, name: &str) -> Option<&Model> {
        let exact = self.models.iter().find(|model| model.id == name).or_else(|| {
            self.models.iter().find(|model| model.canonical_slug.as_deref() == Some(name))
        });
        exact.or_else(|| {
            let shorter = ROUTING_SUFFIXES.iter().find_map(|suffix| name.strip_suffix(suffix))?;
            self.find(shorter)
        })
    }
}

impl Served {
    fn new(model: &Model) -> Self {
        Self {
            slug: reply_slug(model),
            prompt_price: prompt_price(model),
            completion_price: completion_price(model),
            most_tokens: most_tokens(model),
            can_reason: model.reasoning.is_some(),
            must_reason: model.reasoning.as_ref().and_then(|r| r.mandatory).unwrap_or(false),
            has_logprobs: model
                .supported_parameters
                .iter()
                .flatten()
                .any(|name| *name == Parameter::Logprobs),
        }
    }

    /// Creates a model that only a scripted answer knows. It costs nothing.
    pub(crate) fn unlisted(id: &str) -> Self {
        Self {
            slug: id.to_owned(),
            prompt_price: Decimal::ZERO,
            completion_price: Decimal::ZERO,
            most_tokens: 0,
            can_reason: true,
            must_reason: false,
            has_logprobs: true,
        }
    }
}

/// Returns what a token of a prompt costs, in US dollars.
pub(crate) fn prompt_price(model: &Model) -> Decimal {
    price_of(model, |pricing| pricing.prompt.as_ref())
}

/// Returns what a token of an answer costs, in US dollars.
pub(crate) fn completion_price(model: &Model) -> Decimal {
    price_of(model, |pricing| pricing.completion.as_ref())
}

/// Returns what a request costs, whatever is in it, in US dollars.
pub(crate) fn request_price(model: &Model) -> Decimal {
    price_of(model, |pricing| pricing.request.as_ref())
}

/// Returns what a token, or a second, of sound costs, in US dollars.
pub(crate) fn audio_price(model: &Model) -> Decimal {
    price_of(model, |pricing| pricing.audio.as_ref())
}

fn price_of(model: &Model, amount: fn(&Pricing) -> Option<&Amount>) -> Decimal {
    let amount = model.pricing.as_ref().and_then(|pricing| amount(pricing));
    amount.map_or(Decimal::ZERO, |amount| price(&amount.to_string()))
}

/// Returns how many tokens an answer may have: as many as the context, if nothing is said.
fn most_tokens(model: &Model) -> u64 {
    let top = model.top_provider.as_ref().and_then(|top| top.max_completion_tokens.as_ref());
    top.or(model.context_length.as_ref()).and_then(Count::get).unwrap_or(0)
}

/// What a reply calls a model: by its dated name, but a variant such as `:free` by its id.
fn reply_slug(model: &Model) -> String {
    let slug = if model.id.contains(':') { None } else { model.canonical_slug.clone() };
    slug.unwrap_or_else(|| model.id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(asked: &str) -> Option<String> {
        Catalogue::new(Vec::new()).serve(Some(asked)).map(|served| served.slug)
    }

    #[test]
    fn the_built_in_models_have_no_field_that_the_wire_does_not_know() {
        let models: Vec<Model> = serde_json::from_str(BUILT_IN).unwrap();
        assert!(models.len() >= 12);
        assert!(models.iter().all(|model| model.extra.is_empty()));
        let json: serde_json::Value = serde_json::from_str(BUILT_IN).unwrap();
        for row in json.as_array().unwrap() {
            assert!(row["description"].as_str().unwrap().contains("simulator"));
        }
    }

    #[test]
    fn a_reply_names_the_model_by_its_dated_slug() {
        let cases = [
            ("openai/gpt-4o-mini", "openai/gpt-4o-mini"),
            ("anthropic/claude-sonnet-4.6", "anthropic/claude-4.6-sonnet-20260217"),
            ("anthropic/claude-4.6-sonnet-20260217", "anthropic/claude-4.6-sonnet-20260217"),
            ("~anthropic/claude-sonnet-latest", "anthropic/claude-4.6-sonnet-20260217"),
            ("anthropic/claude-sonnet-4.6:nitro:online", "anthropic/claude-4.6-sonnet-20260217"),
            ("deepseek/deepseek-r1:free", "deepseek/deepseek-r1:free"),
            ("openrouter/auto", DEFAULT_MODEL),
            ("@preset/short", DEFAULT_MODEL),
            ("openai/gpt-5.2@preset/short", "openai/gpt-5.2-20251211"),
        ];
        for (asked, slug) in cases {
            assert_eq!(served(asked).as_deref(), Some(slug), "{asked}");
        }
        for unknown in [
            "acme/none",
            "openai/text-embedding-3-small",
            "gpt-4o-mini",
            ":nitro",
            "openai/gpt-4o-mini:free",
        ] {
            assert_eq!(served(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn an_added_model_wins_over_a_built_in_one() {
        let mut model = Model { id: "openai/gpt-4o-mini".to_owned(), ..Model::default() };
        model.canonical_slug = Some("openai/mine".to_owned());
        let catalogue = Catalogue::new(vec![model]);
        assert_eq!(catalogue.serve(None).unwrap().slug, "openai/mine");
        assert_eq!(catalogue.models().iter().filter(|m| m.id == "openai/gpt-4o-mini").count(), 1);
    }
}
