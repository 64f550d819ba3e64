//! Who answered.

use serde::{Deserialize, Deserializer, Serialize};

use crate::RawJson;

/// The upstream that answered, which the API calls `provider`.
///
/// By a fault of the service the whole answer has been seen in this place, beside empty fields.
/// It is kept as text: answers within answers, read at once, could exhaust the stack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Upstream {
    /// Its display name, such as `Amazon Bedrock`.
    Name(String),
    /// The answer itself, or whatever else stands there.
    Nested(RawJson),
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
        let json = RawJson::deserialize(deserializer)?;
        Ok(serde_json::from_str(json.as_str()).map_or_else(|_| Self::Nested(json), Self::Name))
    }
}
