//! [`Id`]: what a request calls a model.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Router, Variant};

/// What a request calls a model, with what the name says.
///
/// | Name | Is |
/// |---|---|
/// | `acme/quill-2` | a model |
/// | `acme/quill-2:free`, `acme/quill-2:free:online` | the same with [variants](Variant) |
/// | `~acme/quill-latest` | an alias of the newest model of a family |
/// | `openrouter/auto` | a [router](Router), which picks a model |
/// | `@preset/terse` | a preset, which may name any model |
/// | `acme/quill-2@preset/terse` | a model with the settings of a preset |
///
/// The text is never rewritten: what was read is what is written, byte for byte. A name of another
/// form is a name all the same; what cannot be told of it is `None`.
///
/// ```
/// use openrouter_wire::models::{Id, Kind, Variant};
///
/// let id: Id = "acme/quill-2:free:online@preset/terse".parse()?;
/// assert_eq!((id.kind(), id.author(), id.slug()), (Kind::Model, Some("acme"), Some("quill-2")));
/// assert_eq!(id.variants().collect::<Vec<_>>(), [Variant::Free, Variant::Online]);
/// assert_eq!((id.base(), id.preset()), ("acme/quill-2", Some("terse")));
/// assert_eq!(id.to_string(), "acme/quill-2:free:online@preset/terse");
/// # Ok::<(), openrouter_wire::models::InvalidId>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Id(String);

/// What a name is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// One model, maybe in a variant, maybe with a preset.
    Model,
    /// An alias of the newest model of a family: `~author/family-latest`.
    Alias,
    /// Something that picks a model.
    Router,
    /// A preset alone, which may name any model.
    Preset,
}

/// The text cannot be the name of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the name of a model is empty, too long, or has white space or control characters in it")]
#[non_exhaustive]
pub struct InvalidId;

/// What the name of a preset follows.
const PRESET: &str = "@preset/";

/// Under what the service's own routers stand.
const SERVICE: &str = "openrouter";

impl Id {
    /// The longest name, in bytes.
    pub const LONGEST: usize = 256;

    /// Takes a name.
    ///
    /// # Errors
    ///
    /// [`InvalidId`] if it is empty or too long, or has white space or control characters in it.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidId> {
        let text = text.into();
        if Self::is_valid(&text) { Ok(Self(text)) } else { Err(InvalidId) }
    }

    /// Whether a text can be the name of a model.
    pub fn is_valid(text: &str) -> bool {
        (1..=Self::LONGEST).contains(&text.len())
            && !text.chars().any(|c| c.is_control() || c.is_whitespace())
    }

    /// The name as it was read.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it is the name of.
    pub fn kind(&self) -> Kind {
        match self.0.as_bytes().first() {
            Some(b'@') => Kind::Preset,
            Some(b'~') => Kind::Alias,
            _ if self.author() == Some(SERVICE) => Kind::Router,
            _ => Kind::Model,
        }
    }

    /// The name without variants and preset: `acme/quill-2` of `acme/quill-2:free`. Empty for a
    /// preset alone.
    pub fn base(&self) -> &str {
        let model = self.model();
        model.split_once(':').map_or(model, |(base, _)| base)
    }

    /// Who made it: what stands before the slash, without the `~` of an alias.
    pub fn author(&self) -> Option<&str> {
        let (author, _) = self.base().split_once('/')?;
        Some(author.strip_prefix('~').unwrap_or(author))
    }

    /// What the author calls it: what stands behind the slash.
    pub fn slug(&self) -> Option<&str> {
        self.base().split_once('/').map(|(_, slug)| slug)
    }

    /// The variants, in their order.
    pub fn variants(&self) -> impl Iterator<Item = Variant> + '_ {
        self.model().split(':').skip(1).map(Variant::from)
    }

    /// Whether it names this variant.
    pub fn has(&self, variant: &Variant) -> bool {
        self.variants().any(|named| named == *variant)
    }

    /// The preset whose settings are asked for.
    pub fn preset(&self) -> Option<&str> {
        self.0.split_once(PRESET).map(|(_, preset)| preset)
    }

    /// The router, if it is one.
    pub fn router(&self) -> Option<Router> {
        (self.kind() == Kind::Router).then(|| self.slug().unwrap_or_default().into())
    }

    /// Whether nothing is charged for what it names: a free variant, or the router among them. A
    /// preset may name another model.
    pub fn is_free(&self) -> bool {
        self.preset().is_none()
            && self.kind() != Kind::Preset
            && (self.has(&Variant::Free) || self.router() == Some(Router::Free))
    }

    /// The same model in this variant, or the same name if it has it already. A variant that is an
    /// entry of the catalogue goes before those that only say how to route.
    #[must_use]
    pub fn with_variant(&self, variant: &Variant) -> Self {
        if self.has(variant) {
            return self.clone();
        }
        let model = self.model();
        let rest = &self.0[model.len()..];
        let (before, after) =
            if variant.is_listed() { model.split_at(self.base().len()) } else { (model, "") };
        Self(format!("{before}:{variant}{after}{rest}"))
    }

    /// The same name without the variants, except those that `keep` says to.
    #[must_use]
    pub fn retain_variants(&self, keep: impl Fn(&Variant) -> bool) -> Self {
        let mut text = self.base().to_owned();
        for variant in self.variants().filter(keep) {
            text.push(':');
            text.push_str(variant.as_str());
        }
        text.push_str(&self.0[self.model().len()..]);
        Self(text)
    }

    /// The name without the preset: `acme/quill-2:free` of `acme/quill-2:free@preset/terse`. Empty
    /// for a preset alone.
    pub fn model(&self) -> &str {
        self.0.split_once(PRESET).map_or(&self.0, |(model, _)| model)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Id {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl FromStr for Id {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Self::new(text)
    }
}

impl TryFrom<String> for Id {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        Self::new(text)
    }
}

impl TryFrom<&str> for Id {
    type Error = InvalidId;

    fn try_from(text: &str) -> Result<Self, InvalidId> {
        Self::new(text)
    }
}

impl From<Id> for String {
    fn from(id: Id) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(text: &str) -> Id {
        text.parse().unwrap()
    }

    #[test]
    fn each_form_of_a_name_says_what_it_is() {
        for (text, kind, author, slug, variants, preset) in [
            ("acme/quill-2", Kind::Model, Some("acme"), Some("quill-2"), "", None),
            ("acme/q:free:online", Kind::Model, Some("acme"), Some("q"), "free online", None),
            ("acme/q:nitro@preset/p", Kind::Model, Some("acme"), Some("q"), "nitro", Some("p")),
            ("~acme/q-latest", Kind::Alias, Some("acme"), Some("q-latest"), "", None),
            ("~acme/q-latest:floor", Kind::Alias, Some("acme"), Some("q-latest"), "floor", None),
            ("openrouter/auto", Kind::Router, Some("openrouter"), Some("auto"), "", None),
            ("@preset/p:q", Kind::Preset, None, None, "", Some("p:q")),
            ("quill-2", Kind::Model, None, None, "", None),
            ("acme/q:gold", Kind::Model, Some("acme"), Some("q"), "gold", None),
        ] {
            let id = id(text);
            assert_eq!((id.kind(), id.author(), id.slug()), (kind, author, slug), "{text}");
            let named: Vec<_> = id.variants().map(|variant| variant.to_string()).collect();
            assert_eq!((named.join(" ").as_str(), id.preset()), (variants, preset), "{text}");
        }
        assert_eq!(id("openrouter/auto-beta").router(), Some(Router::AutoBeta));
        assert_eq!(id("openrouter/tern").router(), Some(Router::Other("tern".to_owned())));
        assert_eq!(id("acme/auto").router(), None);
    }

    #[test]
    fn a_variant_is_added_once_and_others_stay() {
        for (text, variant, expected) in [
            ("a/b", Variant::Free, "a/b:free"),
            ("a/b:free", Variant::Free, "a/b:free"),
            ("a/b:online:free", Variant::Free, "a/b:online:free"),
            ("a/b:nitro", Variant::Free, "a/b:free:nitro"),
            ("a/b:free", Variant::Nitro, "a/b:free:nitro"),
            ("a/b@preset/p", Variant::Floor, "a/b:floor@preset/p"),
        ] {
            assert_eq!(id(text).with_variant(&variant).as_str(), expected, "{text}");
        }
        let plain = id("a/b:free:online@preset/p").retain_variants(Variant::is_listed);
        assert_eq!(plain.as_str(), "a/b:free@preset/p");
    }

    #[test]
    fn free_is_what_the_name_alone_says_to_be_free() {
        for free in ["a/b:free", "a/b:online:free", "openrouter/free"] {
            assert!(id(free).is_free(), "{free}");
        }
        for not in ["a/b", "a/free", "a/b:freedom", "@preset/a:free", "a/b:free@preset/p"] {
            assert!(!id(not).is_free(), "{not}");
        }
    }

    #[test]
    fn what_cannot_be_a_name_is_refused() {
        for text in ["", " ", "a b", "a/b\n", "a/\u{7f}", &"x".repeat(Id::LONGEST + 1)] {
            assert_eq!(Id::new(text), Err(InvalidId), "{text:?}");
            assert!(serde_json::from_value::<Id>(text.into()).is_err());
        }
    }

    proptest! {
        #[test]
        fn a_name_is_never_rewritten(text in "[~@a-z0-9./:é-]{1,12}(@preset/[a-z:@]{0,3})?") {
            let id: Id = text.parse().unwrap();
            prop_assert_eq!(&id.to_string(), &text);
            let json = serde_json::to_string(&id).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Id>(&json).unwrap(), &id);
            prop_assert_eq!(&id.retain_variants(|_| true), &id);
            let nitro = id.with_variant(&Variant::Nitro);
            prop_assert_eq!(&nitro.with_variant(&Variant::Nitro), &nitro);
            prop_assert_eq!((nitro.base(), nitro.preset()), (id.base(), id.preset()));
        }
    }
}
