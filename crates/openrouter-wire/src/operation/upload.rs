//! Files to be sent.

use std::{borrow::Cow, fmt};

use serde::Serialize;
use serde_json::Value;

use super::{EncodeError, Part, Payload};

/// A file to be sent.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Upload {
    /// Its name. The service may tell the format by the ending.
    pub name: String,
    /// Its media type; bytes of an unknown type if left out.
    pub content_type: Option<String>,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl Upload {
    /// Creates a file of unknown type.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), content_type: None, bytes: bytes.into() }
    }

    /// Returns the file with a media type, such as `audio/mpeg`.
    #[must_use]
    pub fn with_content_type(self, content_type: impl Into<String>) -> Self {
        Self { content_type: Some(content_type.into()), ..self }
    }

    /// Returns the file as a part of a body, under the name of a field.
    pub fn part(&self, field: &'static str) -> Part<'_> {
        let part = Part::file(field, self.name.as_str(), self.bytes.as_slice());
        match &self.content_type {
            Some(content_type) => {
                Part { content_type: Some(Cow::Borrowed(content_type.as_str())), ..part }
            }
            None => part,
        }
    }
}

/// Shows the size of the content only.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, content_type, bytes } = self;
        f.debug_struct("Upload")
            .field("name", name)
            .field("content_type", content_type)
            .field("bytes", &bytes.len())
            .finish()
    }
}

impl Payload {
    /// Encodes a `multipart/form-data` body: the fields of an operation, then a file.
    ///
    /// Text stands as it is, other values as JSON; of a list, each entry is a part.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] if a field has no form in JSON, or the name or the type of the file holds
    /// what cannot stand in a header.
    pub(crate) fn form<T: Serialize>(fields: &T, file: Part<'_>) -> Result<Self, EncodeError> {
        let Ok(Value::Object(fields)) = serde_json::to_value(fields) else {
            return Err(EncodeError::Json);
        };
        let mut parts = Vec::new();
        for (name, value) in fields {
            let values = match value {
                Value::Array(values) => values,
                value => vec![value],
            };
            for value in values {
                let text = match value {
                    Value::String(text) => text,
                    value => value.to_string(),
                };
                parts.push(Part::text(name.clone(), text));
            }
        }
        parts.push(file);
        Self::multipart(&parts)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_come_before_the_file() {
        let file = Upload::new("a.mp3", b"ID3").with_content_type("audio/mpeg");
        let fields = json!({"model": "acme/ear-1", "t": 0.5, "to": ["a", "b"], "none": []});
        let payload = Payload::form(&fields, file.part("file")).unwrap();
        let expected = Payload::multipart(&[
            Part::text("model", "acme/ear-1"),
            Part::text("t", "0.5"),
            Part::text("to", "a"),
            Part::text("to", "b"),
            file.part("file"),
        ]);
        assert_eq!(payload, expected.unwrap());
        let text = String::from_utf8(payload.bytes).unwrap();
        assert!(text.contains("Content-Type: audio/mpeg\r\n\r\nID3\r\n"), "{text}");
    }

    #[test]
    fn only_objects_are_forms() {
        let file = Upload::new("a", "");
        assert_eq!(Payload::form(&1, file.part("file")).unwrap_err(), EncodeError::Json);
    }

    #[test]
    fn debug_shows_no_content() {
        let debug = format!("{:?}", Upload::new("a.mp3", "canary"));
        assert!(debug.contains("a.mp3") && !debug.contains("canary"), "{debug}");
    }
}
