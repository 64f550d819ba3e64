//! [`ToolOutput`]: what a tool gives back to the model.

use std::any::Any;
use std::fmt;

use llm_types::ContentPart;
use serde::Serialize;
use serde_json::Value;

use super::ToolError;

/// What a tool gives back to the model: text, JSON, pictures.
///
/// A tool may return anything that serde writes, as [`IntoToolOutput`] says. What is no JSON is made
/// by hand:
///
/// ```
/// use llm_toolkit::ToolOutput;
/// use llm_types::ContentPart;
///
/// let chart = ToolOutput::parts([
///     ContentPart::text("Sales by month:"),
///     ContentPart::image_base64("image/png", "iVBORw0KGgo="),
/// ]);
/// ```
///
/// Many services take only text in the result of a tool; what becomes of a picture there is the
/// provider's to say.
#[derive(Clone, PartialEq)]
pub struct ToolOutput(Vec<ContentPart>);

impl ToolOutput {
    /// Text, as it is.
    pub fn text(text: impl Into<String>) -> Self {
        Self::parts([ContentPart::text(text)])
    }

    /// Text, pictures, and what else a message can hold.
    pub fn parts(parts: impl IntoIterator<Item = ContentPart>) -> Self {
        Self(parts.into_iter().collect())
    }

    /// What the model gets.
    pub fn content(&self) -> &[ContentPart] {
        &self.0
    }

    /// Takes out what the model gets.
    pub fn into_content(self) -> Vec<ContentPart> {
        self.0
    }
}

impl From<&str> for ToolOutput {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for ToolOutput {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

/// Without the content, of which there may be much, and which is the user's.
impl fmt::Debug for ToolOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToolOutput").field("parts", &self.0.len()).finish_non_exhaustive()
    }
}

/// What a tool may return: a [`ToolOutput`], or anything that serde writes.
///
/// What serde writes as a string is given to the model as it is, a [`ContentPart`] or a list of them
/// as what they are, and everything else as JSON.
pub trait IntoToolOutput {
    /// As the model gets it.
    ///
    /// # Errors
    ///
    /// A fatal one, if it cannot be written as JSON: a map whose keys are no strings, say. The model
    /// could not mend that.
    fn into_tool_output(self) -> Result<ToolOutput, ToolError>;
}

impl IntoToolOutput for ToolOutput {
    fn into_tool_output(self) -> Result<ToolOutput, ToolError> {
        Ok(self)
    }
}

impl<T: Serialize + 'static> IntoToolOutput for T {
    fn into_tool_output(self) -> Result<ToolOutput, ToolError> {
        // Parts can be written as JSON too, and nobody who returns a picture means that.
        let mut result = Some(self);
        let any: &mut dyn Any = &mut result;
        if let Some(part) = any.downcast_mut::<Option<ContentPart>>() {
            return Ok(ToolOutput::parts(part.take()));
        }
        if let Some(parts) = any.downcast_mut::<Option<Vec<ContentPart>>>() {
            return Ok(ToolOutput::parts(parts.take().into_iter().flatten()));
        }
        let failed = |error| {
            ToolError::fatal("what the tool returned cannot be written as JSON").with_source(error)
        };
        Ok(ToolOutput::text(match serde_json::to_value(result).map_err(failed)? {
            Value::String(text) => text,
            json => json.to_string(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[track_caller]
    fn check(result: impl IntoToolOutput, text: &str) {
        let output = result.into_tool_output().unwrap();
        assert_eq!(output.content(), [ContentPart::text(text)]);
    }

    #[test]
    fn strings_are_given_as_they_are_and_everything_else_as_json() {
        check("21 °C", "21 °C");
        check("21".to_owned(), "21");
        check(21, "21");
        check(serde_json::json!({"b": 1, "a": [true, null]}), r#"{"b":1,"a":[true,null]}"#);
        check(Some("a"), "a");
        check(ToolOutput::text("\"a\""), "\"a\"");
    }

    #[test]
    fn parts_are_given_as_what_they_are() {
        let parts = vec![ContentPart::text("a"), ContentPart::image_url("https://x.test/i.png")];
        let output = parts.clone().into_tool_output().unwrap();
        assert_eq!(output.content(), parts);
        assert_eq!(format!("{output:?}"), "ToolOutput { parts: 2, .. }");
        let image = ContentPart::image_url("https://x.test/i.png");
        assert_eq!(image.clone().into_tool_output().unwrap().content(), [image]);
    }

    #[test]
    fn what_cannot_be_json_is_the_programs_fault_and_not_the_models() {
        let map = BTreeMap::from([(vec![1], 2)]);
        let error = map.into_tool_output().unwrap_err();
        assert!(error.is_fatal() && error.source().is_some());
    }
}
