//! Calls of tools by the model.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::{Count, Extra, open_enum::open_enum};

/// A call of a tool, or a fragment of one.
///
/// In a stream the first fragment has the id and the name, later ones have pieces of the
/// arguments; `index` says which call a fragment belongs to. Every part may be missing
/// somewhere, so all are optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolCall {
    /// Which call it is; also in replies that are not streamed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<Count>,
    /// The call's id, which the tool's answer repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    /// What kind of call it is.
    pub kind: Option<ToolCallKind>,
    /// The function and its arguments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<FunctionCall>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl ToolCall {
    /// Creates a whole call of a function.
    pub fn function(
        id: impl Into<String>,
        name: impl Into<String>,
        arguments: impl Into<String>,
    ) -> Self {
        Self {
            index: None,
            id: Some(id.into()),
            kind: Some(ToolCallKind::Function),
            function: Some(FunctionCall {
                name: Some(name.into()),
                arguments: Some(Arguments::Text(arguments.into())),
                extra: Extra::default(),
            }),
            extra: Extra::default(),
        }
    }
}

open_enum! {
    /// Kinds of [`ToolCall`].
    pub enum ToolCallKind {
        /// A function.
        Function = "function",
    }
}

/// A function and its arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionCall {
    /// The function.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The arguments. Some upstreams leave them out where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arguments: Option<Arguments>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The arguments of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Arguments {
    /// JSON as text: what the model wrote, whole or in part, valid or not.
    Text(String),
    /// JSON that is not in a string, as a few upstreams send it.
    Json(Value),
}

impl<'de> Deserialize<'de> for Arguments {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::String(text) => Self::Text(text),
            json => Self::Json(json),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(json: Value) -> ToolCall {
        let call: ToolCall = serde_json::from_value(json.clone()).unwrap();
        let encoded = serde_json::to_value(&call).unwrap();
        assert_eq!(crate::fixtures::without_nulls(encoded), crate::fixtures::without_nulls(json));
        call
    }

    #[test]
    fn arguments_are_text_json_or_missing() {
        let arguments = |json| check(json).function.unwrap().arguments;
        assert_eq!(arguments(json!({"function": {"name": "f"}})), None);
        assert_eq!(arguments(json!({"function": {"arguments": null}})), None);
        assert_eq!(
            arguments(json!({"function": {"arguments": "{\"x\":"}})),
            Some(Arguments::Text("{\"x\":".to_owned()))
        );
        assert_eq!(
            arguments(json!({"function": {"arguments": {"x": [1]}}})),
            Some(Arguments::Json(json!({"x": [1]})))
        );
    }

    #[test]
    fn every_part_may_be_missing() {
        assert_eq!(check(json!({})), ToolCall::default());
        assert_eq!(
            check(json!({"index": null, "id": null, "function": null})),
            ToolCall::default()
        );
    }

    #[test]
    fn an_odd_index_is_kept_but_does_not_count() {
        let index = |json| check(json).index.unwrap().get();
        assert_eq!(index(json!({"index": 1.0})), Some(1));
        assert_eq!(index(json!({"index": -1})), None);
        assert!(serde_json::from_value::<ToolCall>(json!({"index": "0"})).is_err());
    }

    #[test]
    fn a_whole_call_can_be_made() {
        assert_eq!(
            serde_json::to_value(ToolCall::function("call_1", "add", "{}")).unwrap(),
            json!({"id": "call_1", "type": "function", "function": {"name": "add", "arguments": "{}"}})
        );
    }
}
