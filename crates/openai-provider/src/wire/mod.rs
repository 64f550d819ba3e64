//! What servers say, as types. They read what is known and pass over the rest; what is not of the
//! expected shape, and of no importance, counts as not said.

mod answer;
mod list;

pub use answer::ChatAnswer;
pub(crate) use answer::{Choice, Content, Delta, Function, ToolCall};
pub(crate) use list::{EmbeddingList, ListedModel, ModelList, Vector};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Reads what has the expected shape; anything else counts as not said.
fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Ok(T::deserialize(Value::deserialize(deserializer)?).ok())
}
