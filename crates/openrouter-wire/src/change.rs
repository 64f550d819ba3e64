//! Fields for which `null` and absent differ.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What to do with a field.
///
/// For fields with `#[serde(default, skip_serializing_if = "Change::is_keep")]`: `null` takes the
/// value away, and only a field that is left out stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Change<T> {
    /// Leave it as it is.
    #[default]
    Keep,
    /// Take its value away.
    Clear,
    /// Give it this value.
    Set(T),
}

impl<T> Change<T> {
    /// Returns whether the field stays as it is.
    pub fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }
}

impl<T> From<T> for Change<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

impl<T: Serialize> Serialize for Change<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Keep | Self::Clear => serializer.serialize_none(),
            Self::Set(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Clear, Self::Set))
    }
}
