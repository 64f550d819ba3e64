//! [`Header`] and [`Line`]: what stands in a cassette.

use std::time::Duration;

use llm_types::{
    Attempt, Capabilities, Error, ErrorKind, ModelId, Provider, ProviderType, StandardResponse,
    StreamEvent, ToolFormat,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::recorded_error::RecordedError;

/// The form of cassettes that is written here, and the only one that is read.
pub(super) const VERSION: u32 = 1;

/// The first line.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Header {
    /// The form of what follows.
    pub(super) cassette: u32,
    pub(super) provider: RecordedProvider,
}

/// What the recorded provider said of itself.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct RecordedProvider {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) provider_type: ProviderType,
    pub(super) description: String,
    pub(super) capabilities: Capabilities,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) tool_format: Option<ToolFormat>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) default_model: Option<ModelId>,
}

/// One call.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Line {
    /// Its place in the order in which calls began.
    pub(super) call: u64,
    /// Who was asked.
    pub(super) provider: String,
    pub(super) request: Value,
    /// What came before the end; absent where the whole answer was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) events: Option<Vec<Moment>>,
    pub(super) end: End,
    /// How long the end came after what was before it.
    #[serde(with = "micros", rename = "end_after_us")]
    pub(super) end_after: Duration,
}

/// One event.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Moment {
    /// How long it came after what was before it.
    #[serde(with = "micros", rename = "after_us")]
    pub(super) after: Duration,
    pub(super) event: StreamEvent,
}

/// How a call ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum End {
    Answer(Box<StandardResponse>),
    Error(Box<RecordedError>),
    /// The caller wanted no more.
    Dropped,
}

impl Header {
    pub(super) const fn is_known(&self) -> bool {
        self.cassette == VERSION
    }
}

impl RecordedProvider {
    pub(super) fn of(provider: &dyn Provider) -> Self {
        Self {
            name: provider.name().to_owned(),
            provider_type: provider.provider_type(),
            description: provider.description().to_owned(),
            capabilities: provider.capabilities(),
            tool_format: Some(provider.tool_format()),
            default_model: provider.default_model(),
        }
    }
}

impl End {
    /// The requests that were sent for it.
    pub(super) fn attempts(&self) -> &[Attempt] {
        match self {
            Self::Answer(answer) => &answer.attempts,
            Self::Error(error) => error.attempts(),
            Self::Dropped => &[],
        }
    }

    pub(super) fn into_result(self) -> Result<StandardResponse, Error> {
        match self {
            Self::Answer(answer) => Ok(*answer),
            Self::Error(error) => Err((*error).into()),
            Self::Dropped => {
                let message = "the recording ends here: the recorded call was dropped";
                Err(Error::new(ErrorKind::Interrupted, message))
            }
        }
    }
}

impl From<&Result<StandardResponse, Error>> for End {
    fn from(result: &Result<StandardResponse, Error>) -> Self {
        match result {
            Ok(answer) => Self::Answer(Box::new(answer.clone())),
            Err(error) => Self::Error(Box::new(error.into())),
        }
    }
}

/// Times as whole microseconds.
mod micros {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        duration: &Duration,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(duration.as_micros().try_into().unwrap_or(u64::MAX))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_micros)
    }
}
