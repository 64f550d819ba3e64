//! Which listed names are much like one that is not.

use llm_types::{Model, ModelId};
use openrouter_wire::models::{Id, Kind};

/// How many are named.
const MOST: usize = 3;

/// How alike two names are to be, 0 to 1.
const LEAST: f64 = 0.6;

/// The names of models that are much like this one, the likest first.
pub(super) fn to(id: &Id, models: &[Model]) -> Vec<ModelId> {
    if id.kind() == Kind::Preset {
        return Vec::new();
    }
    let asked = Name::of(id);
    let mut likest: Vec<_> = models
        .iter()
        .filter_map(|model| {
            let listed = Id::new(model.id.as_str()).ok()?;
            // Of a model and its variants, the model is the better guess.
            let is_plain = listed.variants().next().is_none();
            let likeness = asked.likeness(&Name::of(&listed));
            (likeness >= LEAST).then_some((likeness, is_plain, &model.id))
        })
        .collect();
    likest.sort_by(|(a, a_plain, a_id), (b, b_plain, b_id)| {
        b.total_cmp(a)
            .then(b_plain.cmp(a_plain))
            .then(a_id.as_str().len().cmp(&b_id.as_str().len()))
            .then(a_id.cmp(b_id))
    });
    likest.into_iter().take(MOST).map(|(_, _, id)| id.clone()).collect()
}

/// A name as people remember it: in small letters, without what separates its words.
struct Name {
    author: Option<String>,
    slug: String,
}

impl Name {
    fn of(id: &Id) -> Self {
        let plain = |text: &str| {
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        Self { author: id.author().map(plain), slug: plain(id.slug().unwrap_or_else(|| id.base())) }
    }

    /// How like a listed name is to this one. Most of it is in the slug: authors are mixed up, and
    /// left out.
    fn likeness(&self, listed: &Self) -> f64 {
        let slug = words(&self.slug, &listed.slug);
        match (&self.author, &listed.author) {
            (Some(asked), Some(listed)) => {
                0.8 * slug + 0.2 * strsim::normalized_damerau_levenshtein(asked, listed)
            }
            _ => slug,
        }
    }
}

/// How alike two slugs are. One that begins the other is as good as a small mistake.
fn words(asked: &str, listed: &str) -> f64 {
    let likeness = strsim::normalized_damerau_levenshtein(asked, listed);
    if asked.len() >= 3 && (listed.starts_with(asked) || asked.starts_with(listed)) {
        return likeness.max(0.75);
    }
    likeness
}
