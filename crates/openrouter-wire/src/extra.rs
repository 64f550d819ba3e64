//! Fields that the types do not name.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The fields of an object that this version does not know.
///
/// In a reply they are what the service added since. In a request they are the way to send what
/// this crate has no field for; a name that *is* a field would then be sent twice, so set the
/// field instead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Extra(Map<String, Value>);

impl Extra {
    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns how many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the value of a field.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Sets a field and returns the value it had.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        self.0.insert(name.into(), value.into())
    }

    /// Removes a field and returns its value.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    /// Visits the fields and their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

impl From<Map<String, Value>> for Extra {
    fn from(fields: Map<String, Value>) -> Self {
        Self(fields)
    }
}

impl From<Extra> for Map<String, Value> {
    fn from(extra: Extra) -> Self {
        extra.0
    }
}

impl FromIterator<(String, Value)> for Extra {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(fields: I) -> Self {
        Self(fields.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::chat;

    #[test]
    fn unknown_fields_of_a_request_are_sent_beside_the_known_ones() {
        let mut request = chat::Request::new("acme/quill-2", []);
        assert_eq!(request.extra.insert("safe_prompt", true), None);
        let sent = serde_json::to_value(&request).unwrap();
        assert_eq!(sent, json!({"model": "acme/quill-2", "safe_prompt": true}));
    }

    #[test]
    fn fields_can_be_looked_at_and_taken() {
        let json = r#"{"id": "acme/quill-2", "colour": "blue", "size": null}"#;
        let mut extra = serde_json::from_str::<crate::models::Model>(json).unwrap().extra;
        assert_eq!(extra.get("colour"), Some(&json!("blue")));
        assert_eq!(extra.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["colour", "size"]);
        assert_eq!(extra.remove("size"), Some(Value::Null));
        assert_eq!((extra.len(), extra.is_empty(), extra.get("id")), (1, false, None));
    }
}
