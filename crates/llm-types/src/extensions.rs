//! [`Extensions`]: what only one provider takes or says, typed.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// A type that rides on a neutral request or response. Its provider defines it; others ignore it.
pub trait Extension:
    fmt::Debug + Clone + Serialize + DeserializeOwned + Send + Sync + 'static
{
    /// Names it in stored conversations: `provider.concept`, such as `openrouter.options`.
    const NAMESPACE: &'static str;
}

/// Typed values, at most one of each type.
///
/// They serialise under their namespaces, and come back even where the type is not linked in: an
/// application that stores a conversation loses nothing. Cloning is cheap.
#[derive(Clone, Default)]
pub struct Extensions(BTreeMap<String, Slot>);

#[derive(Clone)]
enum Slot {
    /// Set by a program.
    Live(Arc<dyn Held>),
    /// Read from a store; decoded when first asked for.
    Stored(Arc<Stored>),
}

struct Stored {
    json: Value,
    decoded: OnceLock<Box<dyn Any + Send + Sync>>,
}

/// An extension without its type.
trait Held: fmt::Debug + Send + Sync {
    fn as_any(&self) -> &dyn Any;
    fn to_json(&self) -> Result<Value, serde_json::Error>;
}

impl<T: Extension> Held for T {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn to_json(&self) -> Result<Value, serde_json::Error> {
        serde_json::to_value(self)
    }
}

impl Slot {
    fn to_json(&self) -> Result<Value, serde_json::Error> {
        match self {
            Self::Live(held) => held.to_json(),
            Self::Stored(stored) => Ok(stored.json.clone()),
        }
    }
}

impl Extensions {
    /// None.
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Puts a value in, in place of an earlier one of its type.
    pub fn insert<T: Extension>(&mut self, extension: T) {
        self.0.insert(T::NAMESPACE.to_owned(), Slot::Live(Arc::new(extension)));
    }

    /// The value of this type; `None` if there is none, or if a stored one has another shape
    /// (see [`try_get`](Self::try_get)).
    pub fn get<T: Extension>(&self) -> Option<&T> {
        self.try_get().unwrap_or_default()
    }

    /// The value of this type.
    ///
    /// # Errors
    ///
    /// If what was stored under its namespace has another shape.
    pub fn try_get<T: Extension>(&self) -> Result<Option<&T>, serde_json::Error> {
        match self.0.get(T::NAMESPACE) {
            None => Ok(None),
            Some(Slot::Live(held)) => Ok(held.as_any().downcast_ref()),
            Some(Slot::Stored(stored)) => {
                if stored.decoded.get().is_none() {
                    let decoded = T::deserialize(&stored.json)?;
                    // A second thread may have been faster; its value is the same.
                    drop(stored.decoded.set(Box::new(decoded)));
                }
                Ok(stored.decoded.get().and_then(|decoded| decoded.downcast_ref()))
            }
        }
    }

    /// Removes the value of this type.
    pub fn remove<T: Extension>(&mut self) {
        self.0.remove(T::NAMESPACE);
    }

    /// The namespaces present.
    pub fn namespaces(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl fmt::Debug for Extensions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (name, slot) in &self.0 {
            match slot {
                Slot::Live(held) => map.entry(name, held),
                Slot::Stored(stored) => map.entry(name, &stored.json),
            };
        }
        map.finish()
    }
}

/// Equal means: the same JSON under the same namespaces.
impl PartialEq for Extensions {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
            && self.0.iter().zip(&other.0).all(|((left_name, left), (right_name, right))| {
                left_name == right_name
                    && matches!((left.to_json(), right.to_json()), (Ok(a), Ok(b)) if a == b)
            })
    }
}

impl Serialize for Extensions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entries = self.0.iter().map(|(name, slot)| {
            slot.to_json().map(|json| (name, json)).map_err(serde::ser::Error::custom)
        });
        serializer.collect_map(entries.collect::<Result<Vec<_>, _>>()?)
    }
}

impl<'de> Deserialize<'de> for Extensions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = BTreeMap::<String, Value>::deserialize(deserializer)?;
        Ok(Self(
            stored
                .into_iter()
                .map(|(name, json)| {
                    (name, Slot::Stored(Arc::new(Stored { json, decoded: OnceLock::new() })))
                })
                .collect(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Options {
        order: Vec<String>,
    }

    impl Extension for Options {
        const NAMESPACE: &'static str = "test.options";
    }

    #[derive(Debug, Clone, Serialize, Deserialize)]
    struct Elsewhere {
        order: u8,
    }

    impl Extension for Elsewhere {
        const NAMESPACE: &'static str = "test.options";
    }

    fn options() -> Options {
        Options { order: vec!["a".to_owned()] }
    }

    #[test]
    fn a_value_comes_back_from_a_store_with_its_type() {
        let mut extensions = Extensions::new();
        extensions.insert(options());
        assert_eq!(extensions.get::<Options>(), Some(&options()));
        let json = serde_json::to_string(&extensions).unwrap();
        assert_eq!(json, r#"{"test.options":{"order":["a"]}}"#);
        let back: Extensions = serde_json::from_str(&json).unwrap();
        assert_eq!(back, extensions);
        assert_eq!(back.get::<Options>(), Some(&options()));
        assert_eq!(back.get::<Options>(), Some(&options()), "the second look is the cached one");
    }

    #[test]
    fn what_nobody_here_knows_is_stored_again_unchanged() {
        let json = r#"{"else.where":[1,{"x":null}]}"#;
        let extensions: Extensions = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&extensions).unwrap(), json);
    }

    #[test]
    fn a_stored_value_of_another_shape_is_an_error_not_a_panic() {
        let json = r#"{"test.options":{"order":["a"]}}"#;
        let extensions: Extensions = serde_json::from_str(json).unwrap();
        assert!(extensions.try_get::<Elsewhere>().is_err());
        assert!(extensions.get::<Elsewhere>().is_none());
        assert!(extensions.get::<Options>().is_some());
    }
}
