//! Who answered.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, MapAccess, Visitor, value::MapAccessDeserializer},
};

/// The upstream that answered, which the API calls `provider`.
///
/// By a fault of the service the whole answer has been seen in this place, beside empty fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Upstream<T> {
    /// Its display name, such as `Amazon Bedrock`.
    Name(String),
    /// The answer itself.
    Nested(Box<T>),
}

impl<T> Upstream<T> {
    /// Returns the display name.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            Self::Nested(_) => None,
        }
    }
}

impl<T> From<&str> for Upstream<T> {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl<T> From<String> for Upstream<T> {
    fn from(name: String) -> Self {
        Self::Name(name)
    }
}

/// Written by hand because an untagged enum would buffer, and raw JSON inside the answer does
/// not survive serde's buffer.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Upstream<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UpstreamVisitor(PhantomData))
    }
}

struct UpstreamVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for UpstreamVisitor<T> {
    type Value = Upstream<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name or an answer")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(name.into())
    }

    fn visit_string<E: Error>(self, name: String) -> Result<Self::Value, E> {
        Ok(name.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Box::new).map(Upstream::Nested)
    }
}
