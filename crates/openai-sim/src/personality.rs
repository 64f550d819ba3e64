//! [`Personality`]: which server the simulator is like.

use http::StatusCode;
use serde_json::{Value, json};

/// Which server the simulator is like, where servers differ: in names, envelopes and habits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Personality {
    /// OpenAI itself: refuses what it does not know, and `max_tokens` too; says limits in headers;
    /// shows no thoughts.
    #[default]
    OpenAi,
    /// llama.cpp's server: one model, whatever is asked for; numbers as error codes; `timings`.
    LlamaCpp,
    /// vLLM: the older form of errors; ends with `stop` where a named function had to be called.
    Vllm,
    /// Ollama: tool calls come whole, all with the same number; knows `max_tokens` only; a model
    /// that was not pulled is missing.
    Ollama,
    /// LM Studio: one model, whatever is asked for; errors are mere text, and events of that name.
    LmStudio,
}

impl Personality {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::OpenAi, Self::LlamaCpp, Self::Vllm, Self::Ollama, Self::LmStudio];

    /// The model that it serves, unless the builder names others.
    pub(crate) const fn usual_model(self) -> &'static str {
        match self {
            Self::OpenAi => "gpt-simulated",
            Self::LlamaCpp => "simulated.gguf",
            Self::Vllm => "simulated/model",
            Self::Ollama => "simulated:latest",
            Self::LmStudio => "simulated-model",
        }
    }

    /// How it calls what a model thinks; `None` where it does not show it.
    pub(crate) const fn thoughts(self) -> Option<&'static str> {
        match self {
            Self::OpenAi => None,
            Self::LlamaCpp | Self::LmStudio => Some("reasoning_content"),
            Self::Vllm | Self::Ollama => Some("reasoning"),
        }
    }

    /// It answers as the model that it has, whichever is asked for.
    pub(crate) const fn has_one_model(self) -> bool {
        matches!(self, Self::LlamaCpp | Self::LmStudio)
    }

    /// An error in its envelope.
    pub(crate) fn error(self, status: StatusCode, message: &str, code: Option<&str>) -> Value {
        let status = status.as_u16();
        let kind = match status {
            400 => "invalid_request_error",
            401 => "authentication_error",
            404 => "not_found_error",
            429 => "rate_limit_error",
            501 => "not_supported_error",
            503 => "unavailable_error",
            _ => "server_error",
        };
        match self {
            Self::OpenAi => {
                json!({"error": {"message": message, "type": kind, "param": null, "code": code}})
            }
            Self::LlamaCpp => json!({"error": {"code": status, "message": message, "type": kind}}),
            Self::Vllm => {
                json!({"object": "error", "message": message, "type": kind, "param": null, "code": status})
            }
            Self::Ollama => {
                json!({"error": {"message": message, "type": kind, "param": null, "code": null}})
            }
            Self::LmStudio => json!({"error": message}),
        }
    }

    /// An entry of the list of models.
    pub(crate) fn listed(self, model: &str) -> Value {
        let mut entry = json!({"id": model, "object": "model", "created": 1_790_000_000});
        let (name, value) = match self {
            Self::OpenAi => ("owned_by", json!("system")),
            Self::LlamaCpp => ("meta", json!({"n_ctx": 4096, "n_ctx_train": 32768})),
            Self::Vllm => ("max_model_len", json!(8192)),
            Self::Ollama => ("owned_by", json!("library")),
            Self::LmStudio => ("owned_by", json!("organization_owner")),
        };
        entry[name] = value;
        entry
    }
}
