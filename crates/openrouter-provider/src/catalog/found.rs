//! [`FoundModel`]: a model, and how it was found.

use llm_types::Model;
use openrouter_wire::models::Variant;

/// A model, and how it was found.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct FoundModel<'a> {
    /// The entry of the catalogue.
    pub model: &'a Model,
    /// What the name that was looked up is to the model.
    pub by: FoundBy,
    /// Of an alias, the model that it stands for at present, if that is listed.
    pub stands_for: Option<&'a Model>,
    /// The variants that the name has beyond the entry, which therefore is of the model without
    /// them: its price, above all, need not be theirs.
    pub unlisted: Vec<Variant>,
    /// The preset whose settings the name asks for: nothing is known of it here.
    pub preset: Option<String>,
}

impl FoundModel<'_> {
    /// Whether the entry is exactly of what was asked for: no variant is beyond it, and no preset
    /// changes anything.
    pub const fn is_exact(&self) -> bool {
        self.unlisted.is_empty() && self.preset.is_none()
    }

    /// The variant that is there only where the catalogue lists it, and is not listed: the service
    /// will not know it, `:free` of a model without free upstreams, say.
    pub fn missing_variant(&self) -> Option<&Variant> {
        self.unlisted.iter().find(|variant| variant.is_listed())
    }
}

/// What a name is to a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FoundBy {
    /// Its id, by which it is asked for.
    Id,
    /// Its canonical slug, which answers use. Variants share it.
    CanonicalSlug,
    /// An alias, `~author/family-latest`: the entry is the alias's own.
    Alias,
}
