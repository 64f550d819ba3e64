//! [`free_variant`]: the name under which a model costs nothing.

use llm_types::{Error, ErrorKind, ModelId, Result};
use openrouter_wire::models::{Id, Kind, Variant};

/// The name of the variant of a model that costs nothing: `author/slug:free`. What is free already
/// stays as it is, and other variants are kept beside it: `author/slug:online` becomes
/// `author/slug:free:online`.
///
/// ```
/// use openrouter_provider::free_variant;
///
/// # fn main() -> openrouter_provider::llm_types::Result<()> {
/// assert_eq!(free_variant(&"author/slug".into())?, "author/slug:free");
/// assert_eq!(free_variant(&"author/slug:free".into())?, "author/slug:free");
/// assert!(free_variant(&"openrouter/auto".into()).is_err());
/// # Ok(()) }
/// ```
///
/// # Errors
///
/// [`ErrorKind::InvalidRequest`] if nobody can say in advance what is asked: for routers such as
/// `openrouter/auto`, presets and `~…-latest` aliases; and for `:batch`, which is no chat.
pub fn free_variant(model: &ModelId) -> Result<ModelId> {
    let refused = |why: &str| {
        let error = Error::new(ErrorKind::InvalidRequest, format!("free_only: {why}"));
        Err(error.with_model(model.clone()))
    };
    let Ok(id) = Id::new(model.as_str()) else { return refused("this is not the name of a model") };
    if id.is_free() {
        return Ok(model.clone());
    }
    match id.kind() {
        Kind::Model if id.preset().is_none() => {}
        Kind::Alias => return refused("an alias of the latest model has no free variant"),
        Kind::Router => {
            let why = "a router asks models that are not free; openrouter/free asks those that are";
            return refused(why);
        }
        _ => return refused("a preset may name any model"),
    }
    if id.has(&Variant::Batch) {
        return refused("the variant for batches has no free one");
    }
    Ok(id.with_variant(&Variant::Free).as_str().into())
}

/// True if the name is that of a free variant, or of the router among them.
pub(crate) fn is_free(model: &ModelId) -> bool {
    Id::new(model.as_str()).is_ok_and(|id| id.is_free())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_suffix_is_applied_once_and_other_variants_stay() {
        for (model, expected) in [
            ("a/b", "a/b:free"),
            ("a/b:free", "a/b:free"),
            ("a/b:online", "a/b:free:online"),
            ("a/b:free:online", "a/b:free:online"),
            ("a/b:online:free", "a/b:online:free"),
            ("a/b:nitro", "a/b:free:nitro"),
            ("openrouter/free", "openrouter/free"),
        ] {
            assert_eq!(free_variant(&model.into()).unwrap(), expected);
            assert!(is_free(&expected.into()));
            assert_eq!(is_free(&model.into()), model == expected);
        }
    }

    #[test]
    fn what_may_cost_something_is_refused_with_the_reason() {
        for (model, why) in [
            ("openrouter/auto", "router"),
            ("openrouter/fusion", "router"),
            ("@preset/p", "preset"),
            ("a/b@preset/p", "preset"),
            ("a/b:free@preset/p", "preset"),
            ("~a/b-latest", "alias"),
            ("a/b:batch", "batches"),
            ("~a/b-latest@preset/p", "alias"),
            ("a b", "not the name"),
            ("", "not the name"),
        ] {
            let error = free_variant(&model.into()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{model}");
            assert!(error.message().contains(why), "{error}");
            assert!(!is_free(&model.into()), "{model}");
        }
    }
}
