//! Who answered.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, MapAccess, Visitor},
};

use crate::RawJson;

/// The upstream that answered, which the API calls `provider`.
///
/// By a fault of the service the whole answer has been seen in this place, beside empty fields.
/// Its fields are kept as text: answers within answers, read at once, could exhaust the stack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Upstream {
    /// Its display name, such as `Amazon Bedrock`.
    Name(String),
    /// The fields of the answer itself.
    Nested(BTreeMap<String, RawJson>),
}

impl Upstream {
    /// Returns the display name.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            Self::Nested(_) => None,
        }
    }
}

impl From<&str> for Upstream {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<String> for Upstream {
    fn from(name: String) -> Self {
        Self::Name(name)
    }
}

/// Written by hand because an untagged enum would buffer, and raw JSON does not survive serde's
/// buffer.
impl<'de> Deserialize<'de> for Upstream {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UpstreamVisitor)
    }
}

struct UpstreamVisitor;

impl<'de> Visitor<'de> for UpstreamVisitor {
    type Value = Upstream;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name or an answer")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Upstream, E> {
        Ok(name.into())
    }

    fn visit_string<E: Error>(self, name: String) -> Result<Upstream, E> {
        Ok(name.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Upstream, A::Error> {
        let mut fields = BTreeMap::new();
        while let Some((name, value)) = map.next_entry()? {
            fields.insert(name, value);
        }
        Ok(Upstream::Nested(fields))
    }
}
