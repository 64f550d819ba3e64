//! [`Catalog`]: what is known of the models.

mod built_in;
mod check;
mod cost;
mod fetch;
mod found;
mod index;
mod latest;
mod overrides;
mod similar;
mod unknown;

pub(crate) use self::built_in::built_in;
pub(crate) use self::cost::chooses_upstream;
pub use self::found::{FoundBy, FoundModel};
pub(crate) use self::latest::Latest;
pub(crate) use self::overrides::{apply as apply_overrides, check as check_overrides};
pub use self::unknown::UnknownModel;

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use llm_provider_base::ModelList;
use llm_types::{
    Error, Modality, Model, ModelCapabilityOverride, ModelFilter, ModelId, ModelOrder, ModelStatus,
};
use openrouter_wire::models::{Id, Variant};

use self::index::Index;

/// What is known of the models: a snapshot, which never changes and asks nobody. Clones share it.
///
/// [`OpenRouter::catalog`](crate::OpenRouter::catalog) gives one.
///
/// ```
/// use openrouter_provider::llm_types::{Modality, ModelFilter, ModelOrder};
/// # use openrouter_provider::OpenRouter;
///
/// # async fn example(openrouter: OpenRouter) -> Result<(), Box<dyn std::error::Error>> {
/// let catalog = openrouter.catalog().await?;
/// let found = catalog.get("anthropic/claude-sonnet-4.6:nitro")?;
/// println!("{} ({:?})", found.model.name, found.by);
///
/// let seers = ModelFilter::default()
///     .with_parameter("tools")
///     .with_input(Modality::Image)
///     .with_max_input_per_million("0.50".parse()?);
/// for model in catalog.select(&seers, ModelOrder::Price) {
///     println!("{}", model.id);
/// }
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Catalog(Arc<Parts>);

struct Parts {
    list: ModelList,
    /// What of it the application said.
    overrides: Arc<[ModelCapabilityOverride]>,
    index: Arc<Index>,
}

impl Catalog {
    fn new(list: ModelList, overrides: Arc<[ModelCapabilityOverride]>) -> Self {
        let index = Arc::new(Index::new(&list.models));
        Self(Arc::new(Parts { list, overrides, index }))
    }

    /// Every model that is listed, in the service's order. Those for batches are among them, which
    /// answer no chat.
    pub fn models(&self) -> &[Model] {
        &self.0.list.models
    }

    /// The models that a chat can be held with: those that give text, but for those of batches.
    pub fn chat_models(&self) -> impl Iterator<Item = &Model> {
        self.models().iter().filter(|model| answers_chats(model))
    }

    /// The [models for chats](Self::chat_models) that fit, in this order. Of all others,
    /// [`ModelFilter::select`] chooses from [`models`](Self::models).
    pub fn select(&self, filter: &ModelFilter, order: ModelOrder) -> Vec<&Model> {
        filter.select(self.chat_models(), order)
    }

    /// Whether it is what the service says now, what it said a while ago, or a built-in guess.
    pub fn status(&self) -> ModelStatus {
        self.0.list.status
    }

    /// When the service said it; nothing for a built-in guess.
    pub fn fetched_at(&self) -> Option<SystemTime> {
        self.0.list.fetched_at
    }

    /// Why it is not current: the last failure to ask for it.
    pub fn error(&self) -> Option<&Error> {
        self.0.list.error.as_ref()
    }

    /// The model of this name: its id, its canonical slug, as answers use it, or an alias. The
    /// answer says which of the three it was.
    ///
    /// A variant that is listed is a model of its own, with its own price. Of another, the model
    /// without it is found, and [`FoundModel::unlisted`] names the variant.
    ///
    /// ```
    /// # use openrouter_provider::{Catalog, FoundBy, UnknownModel};
    /// # fn example(catalog: Catalog) -> Result<(), UnknownModel> {
    /// let found = catalog.get("openai/gpt-5.2-20251211")?;
    /// assert_eq!((found.model.id.as_str(), found.by), ("openai/gpt-5.2", FoundBy::CanonicalSlug));
    ///
    /// if let Err(unknown) = catalog.get("openai/gpt5.2") {
    ///     println!("{unknown}"); // … did you mean openai/gpt-5.2?
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`UnknownModel`], with names that are much like it, if it is not listed. A model that is not
    /// may still answer: the service hides some, and lists those that make no text elsewhere.
    pub fn get(&self, id: impl AsRef<str>) -> Result<FoundModel<'_>, UnknownModel> {
        let text = id.as_ref();
        let Ok(id) = Id::new(text) else { return Err(UnknownModel::new(text, Vec::new())) };
        let found = self.0.index.find(self.models(), &id);
        found.ok_or_else(|| UnknownModel::new(text, similar::to(&id, self.models())))
    }

    /// As [`get`](Self::get), without looking for names that are alike.
    pub(crate) fn find(&self, id: &ModelId) -> Option<FoundModel<'_>> {
        self.0.index.find(self.models(), &Id::new(id.as_str()).ok()?)
    }

    fn overrides(&self) -> &[ModelCapabilityOverride] {
        &self.0.overrides
    }

    pub(crate) fn into_models(self) -> Arc<[Model]> {
        Arc::clone(&self.0.list.models)
    }

    fn is_of(&self, list: &ModelList) -> bool {
        Arc::ptr_eq(&self.0.list.models, &list.models)
    }

    /// The same models, with another account of how they are known.
    fn known_as(&self, list: ModelList) -> Self {
        let (overrides, index) = (Arc::clone(&self.0.overrides), Arc::clone(&self.0.index));
        Self(Arc::new(Parts { list, overrides, index }))
    }
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalog")
            .field("models", &self.models().len())
            .field("status", &self.status())
            .field("fetched_at", &self.fetched_at())
            .field("error", &self.error())
            .finish_non_exhaustive()
    }
}

/// Whether a chat can be held with a model. What is listed for batches answers none.
pub(crate) fn answers_chats(model: &Model) -> bool {
    let is_for_batches = Id::new(model.id.as_str()).is_ok_and(|id| id.has(&Variant::Batch));
    model.makes(&Modality::Text) && !is_for_batches
}
