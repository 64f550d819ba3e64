//! [`RawJson`]: JSON kept byte for byte.

use std::fmt;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// A JSON text, kept byte for byte.
///
/// Some providers sign what a model thought and refuse it when a byte has changed. In serde it is
/// a *string* that holds the JSON text: a store that reorders keys or reformats numbers (a `jsonb`
/// column, say) then cannot touch it.
#[derive(Clone)]
pub struct RawJson(Box<RawValue>);

impl RawJson {
    /// Checks that `text` is one JSON value, and keeps it as it is, without the white space around
    /// it.
    ///
    /// # Errors
    ///
    /// If `text` is not JSON.
    pub fn parse(text: String) -> Result<Self, serde_json::Error> {
        RawValue::from_string(text).map(Self)
    }

    /// Writes `value` as JSON and keeps that.
    ///
    /// # Errors
    ///
    /// If `value` has no JSON form: a map whose keys are not strings, say.
    pub fn from_value<T: Serialize + ?Sized>(value: &T) -> Result<Self, serde_json::Error> {
        serde_json::value::to_raw_value(value).map(Self)
    }

    /// The JSON text.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// Reads the JSON as a `T`.
    ///
    /// # Errors
    ///
    /// If it has another shape.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.0.get())
    }
}

impl From<Box<RawValue>> for RawJson {
    fn from(raw: Box<RawValue>) -> Self {
        Self(raw)
    }
}

impl From<RawJson> for Box<RawValue> {
    fn from(json: RawJson) -> Self {
        json.0
    }
}

impl PartialEq for RawJson {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for RawJson {}

impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RawJson").field(&self.as_str()).finish()
    }
}

impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for RawJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(text).map_err(|_| D::Error::custom("not a JSON text"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_survive_a_store_that_reorders_keys() {
        let raw = RawJson::parse(r#"{"b":1.50,  "a":"\u00e9"}"#.to_owned()).unwrap();
        let stored: serde_json::Value = serde_json::to_value(&raw).unwrap();
        let back: RawJson = serde_json::from_value(stored).unwrap();
        assert_eq!(back.as_str(), raw.as_str());
    }

    #[test]
    fn text_that_is_not_json_is_refused() {
        assert!(RawJson::parse("{".to_owned()).is_err());
        assert!(serde_json::from_str::<RawJson>("\"{\"").is_err());
    }
}
