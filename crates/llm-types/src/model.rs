//! [`Model`]: what a provider offers.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Extensions, ModelId, Pricing, Usd};

/// A model that a provider offers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Model {
    /// Ask for it by this name.
    pub id: ModelId,
    /// Its name for people.
    pub name: String,
    /// What it is good for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The name under which it answers; several models may share it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canonical_id: Option<ModelId>,
    /// When it was added, in seconds since the Unix epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<u64>,
    /// The longest conversation, in tokens, answer included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context_length: Option<u64>,
    /// The longest answer, in tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_output_tokens: Option<u64>,
    /// What it takes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub input_modalities: Vec<Modality>,
    /// What it gives.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub output_modalities: Vec<Modality>,
    /// What it costs; `None` where the provider does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pricing: Option<Pricing>,
    /// The request parameters that it obeys, in the provider's words: `tools`, `temperature`, ….
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub supported_parameters: Vec<String>,
    /// Whether this is what the provider says now.
    pub status: ModelStatus,
    /// What only this provider says.
    #[serde(skip_serializing_if = "Extensions::is_empty")]
    pub extensions: Extensions,
}

impl Default for ModelId {
    fn default() -> Self {
        Self::from("")
    }
}

impl Model {
    /// A model of which only the name is known.
    pub fn new(id: impl Into<ModelId>) -> Self {
        let id = id.into();
        Self { name: id.to_string(), id, ..Self::default() }
    }

    /// Whether it obeys this request parameter.
    pub fn supports(&self, parameter: &str) -> bool {
        self.supported_parameters.iter().any(|known| known == parameter)
    }

    /// What a typical chat costs for each token that is written, where three are read for it.
    /// Nothing where that cannot be said: a router costs what it picks, and what makes vectors
    /// answers no chat.
    pub fn typical_price(&self) -> Option<Usd> {
        /// How many tokens are read for each one that is written.
        const READ: u64 = 3;
        if !self.makes(&Modality::Text) {
            return None;
        }
        let pricing = self.pricing.as_ref()?;
        let (input, output) = (pricing.input?.amount()?, pricing.output?.amount()?);
        Some(input * READ + output)
    }

    /// Whether it may give this kind of content: it says so, or does not say what it gives.
    pub fn makes(&self, modality: &Modality) -> bool {
        self.output_modalities.is_empty() || self.output_modalities.contains(modality)
    }

    /// Puts what the application knows better over what the provider says.
    #[must_use]
    pub fn with_override(mut self, capability: &ModelCapabilityOverride) -> Self {
        let ModelCapabilityOverride { model: _, context_length, max_output_tokens, parameters } =
            capability;
        self.context_length = context_length.or(self.context_length);
        self.max_output_tokens = max_output_tokens.or(self.max_output_tokens);
        if let Some(parameters) = parameters {
            self.supported_parameters.clone_from(parameters);
        }
        self
    }
}

/// What an application knows better than the provider about a model.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ModelCapabilityOverride {
    /// Which model.
    pub model: ModelId,
    /// Its real context length.
    pub context_length: Option<u64>,
    /// Its real longest answer.
    pub max_output_tokens: Option<u64>,
    /// The parameters that it really obeys.
    pub parameters: Option<Vec<String>>,
}

/// How a [`Model`] is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ModelStatus {
    /// The provider says so.
    #[default]
    Current,
    /// The provider said so a while ago, and could not be asked again.
    Stale,
    /// A built-in guess: the provider could never be asked.
    Fallback,
}

/// A kind of content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Modality {
    /// Text.
    Text,
    /// Pictures.
    Image,
    /// Sound.
    Audio,
    /// Moving pictures.
    Video,
    /// Documents.
    File,
    /// Vectors.
    Embeddings,
    /// Another kind, in the provider's word.
    #[serde(untagged)]
    Other(String),
}

impl Modality {
    /// The word for it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Text => "text",
            Self::Image => "image",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::File => "file",
            Self::Embeddings => "embeddings",
            Self::Other(word) => word,
        }
    }
}

impl From<&str> for Modality {
    fn from(word: &str) -> Self {
        match word {
            "text" => Self::Text,
            "image" => Self::Image,
            "audio" => Self::Audio,
            "video" => Self::Video,
            "file" => Self::File,
            "embeddings" => Self::Embeddings,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl fmt::Display for Modality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Price, PriceOverride};

    #[test]
    fn a_model_survives_a_store() {
        let mut model = Model::new("author/model");
        model.context_length = Some(8);
        model.input_modalities = vec![Modality::Text, Modality::from("smell")];
        model.status = ModelStatus::Stale;
        let price = |amount: &str| Some(Price::Fixed(amount.parse().unwrap()));
        let mut night = PriceOverride { from_utc: Some(2200), ..PriceOverride::default() };
        night.pricing.input = price("0.00000005");
        model.pricing = Some(Pricing {
            input: price("0.0000001"),
            output: Some(Price::Variable),
            overrides: vec![night],
            ..Pricing::default()
        });
        let json = serde_json::to_value(&model).unwrap();
        assert_eq!(json["pricing"]["input"]["fixed"], "0.0000001");
        assert_eq!(json["pricing"]["output"], "variable");
        assert_eq!(json["status"], "stale");
        assert_eq!(serde_json::from_value::<Model>(json).unwrap(), model);
    }

    #[test]
    fn an_override_wins_where_it_says_something() {
        let mut model = Model::new("m");
        model.context_length = Some(8);
        model.max_output_tokens = Some(4);
        let better = ModelCapabilityOverride {
            context_length: Some(16),
            parameters: Some(vec!["tools".to_owned()]),
            ..ModelCapabilityOverride::default()
        };
        let model = model.with_override(&better);
        assert_eq!((model.context_length, model.max_output_tokens), (Some(16), Some(4)));
        assert!(model.supports("tools"));
    }
}
