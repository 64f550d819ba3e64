//! [`ToolCall`] and [`PartialToolCall`]: what a model wants run, and what it was cut off asking.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{Error, ErrorKind, Result, ToolCallId};

/// A tool call that the model completed: its arguments are one whole JSON value.
///
/// A call that was cut off is a [`PartialToolCall`]: another type, so that running it by accident
/// does not compile.
///
/// A call is answered by what the model said, sent back as it is, and one result for each call:
///
/// ```
/// use llm_types::{ChatProvider, Message, Result, StandardRequest, ToolCall};
///
/// /// Runs a tool; its error is for the model.
/// fn run(call: &ToolCall) -> Result<String> {
///     let cities: Vec<String> = call.parse()?;
///     Ok(format!("{} cities", cities.len()))
/// }
///
/// async fn ask(provider: &dyn ChatProvider, mut request: StandardRequest) -> Result<String> {
///     loop {
///         let response = provider.complete(request.clone()).await?;
///         if response.tool_calls().is_empty() {
///             return Ok(response.joined_text());
///         }
///         let results: Vec<_> = response
///             .tool_calls()
///             .iter()
///             .map(|call| {
///                 let result = run(call).unwrap_or_else(|error| error.to_string());
///                 Message::tool_result(call.id.clone(), result)
///             })
///             .collect();
///         request.messages.extend(response.into_message().map(Message::from));
///         request.messages.extend(results);
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ToolCall {
    /// Send this back with the result.
    pub id: ToolCallId,
    /// The tool's name.
    pub name: String,
    /// The arguments as the model wrote them: JSON text. `{}` where it wrote nothing.
    pub arguments: String,
}

impl ToolCall {
    /// A call, for stored conversations and tests.
    pub fn new(
        id: impl Into<ToolCallId>,
        name: impl Into<String>,
        arguments: impl Into<String>,
    ) -> Self {
        Self { id: id.into(), name: name.into(), arguments: arguments.into() }
    }

    /// Reads the arguments as a `T`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`] if the model's JSON has another shape. The message names line and
    /// column, never the values: they are user content. Give it back to the model as the tool's
    /// result and it will usually mend its call.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(&self.arguments).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            let what = match error.classify() {
                serde_json::error::Category::Data => "do not have the expected shape",
                _ => "are not valid JSON",
            };
            Error::new(
                ErrorKind::Decode,
                format!("arguments of tool {} {what} at line {line} column {column}", self.name),
            )
        })
    }
}

/// A tool call that was cut off, by length or by a broken stream. Never to be executed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PartialToolCall {
    /// Its id, if that had come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ToolCallId>,
    /// The tool's name, if that had come; it may be cut off too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The beginning of the arguments. They have another name when they are stored, so that a call
    /// that was cut off cannot be read back as a whole [`ToolCall`].
    #[serde(rename = "partial_arguments")]
    pub arguments: String,
}

impl PartialToolCall {
    /// A cut-off call, for providers and tests.
    pub const fn new(id: Option<ToolCallId>, name: Option<String>, arguments: String) -> Self {
        Self { id, name, arguments }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_was_cut_off_is_not_read_back_as_a_whole_one() {
        for arguments in ["", "{}", r#"{"a":"#] {
            let partial = PartialToolCall::new(
                Some(ToolCallId::new("call_1")),
                Some("f".to_owned()),
                arguments.to_owned(),
            );
            let json = serde_json::to_value(&partial).unwrap();
            assert!(serde_json::from_value::<ToolCall>(json.clone()).is_err(), "{json}");
            assert_eq!(serde_json::from_value::<PartialToolCall>(json).unwrap(), partial);
        }
    }

    #[test]
    fn arguments_parse_into_a_type() {
        let call = ToolCall::new("call_1", "add", r#"{"x":17}"#);
        let parsed: std::collections::BTreeMap<String, i32> = call.parse().unwrap();
        assert_eq!(parsed["x"], 17);
    }

    #[test]
    fn a_wrong_shape_is_named_without_its_values() {
        let call = ToolCall::new("call_1", "add", r#"{"x":"secret-canary"}"#);
        let error = call.parse::<std::collections::BTreeMap<String, i32>>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains("tool add do not have"), "{error}");
        assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
    }
}
