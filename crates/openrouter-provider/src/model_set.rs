//! [`ModelSet`]: which models are asked where a request names none.

use llm_provider_base::BreakerPolicy;
use llm_types::{Error, ErrorKind, ModelId, Result};

use crate::free_variant;
use crate::model_selector::{ModelSelector, ModelStrategy, check_name};

/// Which models are asked where a request names none.
#[derive(Debug, Clone, Default)]
pub(crate) enum ModelSet {
    /// The default model, if there is one, or else that of the account.
    #[default]
    Default,
    /// One is chosen for each attempt.
    Chosen {
        selector: ModelSelector,
        /// The same among their free variants, for requests that want nothing else.
        free: Result<ModelSelector>,
    },
    /// All are named, and the service chooses.
    Listed(Vec<ModelId>),
}

/// What a set-up says of models.
#[derive(Debug, Clone, Default)]
pub(crate) struct ModelWishes {
    /// Asked where a request names none; the first of several.
    pub(crate) default: Option<ModelId>,
    /// With their weights.
    pub(crate) several: Vec<(ModelId, u32)>,
    pub(crate) strategy: Option<ModelStrategy>,
    pub(crate) free_only: bool,
}

impl ModelWishes {
    /// The default model and the set, both checked.
    pub(crate) fn settle(self, breaker: &BreakerPolicy) -> Result<(Option<ModelId>, ModelSet)> {
        let Self { default, several, strategy, free_only } = self;
        let or_free = |model: ModelId| {
            if !free_only {
                return Ok(model);
            }
            free_variant(&model).map_err(|error| error.with_kind(ErrorKind::Configuration))
        };
        let default = default.map(or_free).transpose()?;
        if several.is_empty() {
            return match strategy {
                Some(_) => Err(wrong("model_strategy is set, and models is empty: name them")),
                None => Ok((default, ModelSet::Default)),
            };
        }
        let several = several
            .into_iter()
            .map(|(model, weight)| Ok((or_free(model)?, weight)))
            .collect::<Result<Vec<_>>>()?;
        let own =
            default.iter().filter(|default| several.iter().all(|(model, _)| model != *default));
        let mut all: Vec<(ModelId, u32)> = own.map(|model| (model.clone(), 1)).collect();
        let first = |(model, _): &(ModelId, u32)| Some(model) == default.as_ref();
        all.extend(several.iter().filter(|one| first(one)).cloned());
        all.extend(several.iter().filter(|one| !first(one)).cloned());
        let strategy = strategy.unwrap_or_default();
        if strategy == ModelStrategy::Service {
            let models = all.into_iter().map(|(model, _)| check_name(&model).map(|()| model));
            return Ok((default, ModelSet::Listed(models.collect::<Result<_>>()?)));
        }
        let free = all.iter().map(|(model, weight)| Ok((free_variant(model)?, *weight)));
        let free = free.collect::<Result<Vec<_>>>();
        let selector = ModelSelector::with_breaker(all, strategy, breaker)?;
        let free = if free_only {
            // They are the same, and what is known of one is known of the other.
            Ok(selector.clone())
        } else {
            free.and_then(|free| ModelSelector::with_breaker(free, strategy, breaker))
        };
        Ok((default, ModelSet::Chosen { selector, free }))
    }
}

impl ModelSet {
    /// The model that is asked first, or most likely.
    pub(crate) fn first(&self) -> Option<ModelId> {
        match self {
            Self::Default => None,
            Self::Chosen { selector, .. } => selector.models().into_iter().next(),
            Self::Listed(models) => models.first().cloned(),
        }
    }

    /// What models are chosen by: that of the models, and that of their free variants.
    pub(crate) fn selectors(&self) -> impl Iterator<Item = &ModelSelector> {
        let (selector, free) = match self {
            Self::Chosen { selector, free } => (Some(selector), free.as_ref().ok()),
            Self::Default | Self::Listed(_) => (None, None),
        };
        selector.into_iter().chain(free)
    }

    /// This set, with what an earlier one knows of its models if they are the same.
    pub(crate) fn or_earlier(self, earlier: &Self) -> Self {
        match (&self, earlier) {
            (Self::Chosen { selector, .. }, Self::Chosen { selector: known, .. })
                if selector.is_like(known) =>
            {
                earlier.clone()
            }
            _ => self,
        }
    }
}

fn wrong(message: &str) -> Error {
    Error::new(ErrorKind::Configuration, message)
}
