//! What later events say of an answer, over what earlier ones said.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::AccumulateError;

/// Returns the fields of an object.
pub(super) fn object<T: Serialize>(value: &T) -> Result<Map<String, Value>, AccumulateError> {
    match serde_json::to_value(value) {
        Ok(Value::Object(fields)) => Ok(fields),
        _ => Err(AccumulateError::Shape),
    }
}

/// Puts fields over others: `null` and absent leave what is there. Blocks are not among them.
pub(super) fn merged<T: DeserializeOwned>(
    mut fields: Map<String, Value>,
    mut changes: Map<String, Value>,
) -> Result<T, AccumulateError> {
    changes.remove("content");
    fields.extend(changes.into_iter().filter(|(_, value)| !value.is_null()));
    serde_json::from_value(Value::Object(fields)).map_err(|_| AccumulateError::Shape)
}
