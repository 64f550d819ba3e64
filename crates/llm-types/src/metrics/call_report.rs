//! [`CallReport`]: one call that is over, as a value.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{ErrorKind, ModelId, Operation, Usage};

/// One call that is over: what was asked, how it ended, how long it took and what it used.
///
/// No prompt, no answer and no key is in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CallReport {
    /// The provider's name.
    #[serde(default)]
    pub provider: String,
    /// What it was about.
    pub operation: Operation,
    /// The model that was asked last, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelId>,
    /// The model that answered, if it said which it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_by: Option<ModelId>,
    /// How it ended.
    pub end: CallEnd,
    /// Requests that were sent for it, or tried to be.
    #[serde(default)]
    pub attempts: u32,
    /// Those of them that were begun beside another one.
    #[serde(default)]
    pub hedges: u32,
    /// Those of them that gave no answer, or none that was read to its end, and may have been billed.
    #[serde(default)]
    pub maybe_billed: u32,
    /// The answer came from the service's cache of responses.
    #[serde(default)]
    pub from_cache: bool,
    /// From its start to its end; `None` if it was dropped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<Duration>,
    /// From its start to the first content of a stream, if that came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_content: Option<Duration>,
    /// What it used and cost, if the answer says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
}

impl CallReport {
    /// The report of a call that ended like this. Nothing else is said of it.
    pub const fn new(operation: Operation, end: CallEnd) -> Self {
        Self {
            provider: String::new(),
            operation,
            model: None,
            answered_by: None,
            end,
            attempts: 0,
            hedges: 0,
            maybe_billed: 0,
            from_cache: false,
            duration: None,
            first_content: None,
            usage: None,
        }
    }
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CallEnd {
    /// It gave its whole answer.
    Succeeded,
    /// It gave an error of this kind.
    Failed(ErrorKind),
    /// It was dropped before its end.
    Cancelled,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_survives_a_store() {
        let end = CallEnd::Failed(ErrorKind::Timeout);
        let mut report = CallReport::new(Operation::Chat, end);
        report.model = Some("author/model".into());
        report.duration = Some(Duration::from_millis(20));
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["end"]["failed"], "timeout");
        assert_eq!(serde_json::from_value::<CallReport>(json).unwrap(), report);
    }
}
