//! The endpoints: who may ask, what is asked, what is answered.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State as Held};
use axum::response::Response;
use http::{HeaderMap, Method, StatusCode, header};
use serde_json::{Value, json};

use crate::completion::Completion;
use crate::fault::Fault;
use crate::personality::Personality;
use crate::reply::Reply;
use crate::request_log::{RecordedRequest, RequestLog};

/// The largest body that is read, in bytes.
const BODY_LIMIT: usize = 128 << 20;

/// What OpenAI knows of a chat. It refuses everything else.
const KNOWN: &[&str] = &[
    "audio",
    "frequency_penalty",
    "logit_bias",
    "logprobs",
    "max_completion_tokens",
    "messages",
    "metadata",
    "modalities",
    "model",
    "n",
    "parallel_tool_calls",
    "prediction",
    "presence_penalty",
    "prompt_cache_key",
    "reasoning_effort",
    "response_format",
    "seed",
    "service_tier",
    "stop",
    "store",
    "stream",
    "stream_options",
    "temperature",
    "tool_choice",
    "tools",
    "top_logprobs",
    "top_p",
    "user",
    "verbosity",
    "web_search_options",
];

/// And of a message.
const KNOWN_OF_MESSAGE: &[&str] =
    &["audio", "content", "name", "refusal", "role", "tool_call_id", "tool_calls"];

/// What all connections share.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) personality: Personality,
    pub(crate) log: RequestLog,
    api_key: Option<String>,
    models: Vec<String>,
    token_delay: Duration,
    faults: Mutex<VecDeque<Fault>>,
    texts: Mutex<VecDeque<String>>,
    answered: AtomicUsize,
}

impl State {
    pub(crate) fn new(
        personality: Personality,
        api_key: Option<String>,
        models: Vec<String>,
        token_delay: Duration,
    ) -> Self {
        Self {
            personality,
            log: RequestLog::default(),
            api_key,
            models,
            token_delay,
            faults: Mutex::default(),
            texts: Mutex::default(),
            answered: AtomicUsize::new(0),
        }
    }

    pub(crate) fn push_fault(&self, fault: Fault) {
        lock(&self.faults).push_back(fault);
    }

    pub(crate) fn push_text(&self, text: String) {
        lock(&self.texts).push_back(text);
    }

    pub(crate) fn model(&self) -> &str {
        self.models.first().map(String::as_str).unwrap_or_default()
    }

    /// The answer to a request, as it would be if nothing went wrong.
    fn answer(&self, method: &Method, path: &str, body: &[u8]) -> Result<Reply, Refusal> {
        if let (&Method::GET, "/v1/models") = (method, path) {
            let models: Vec<_> = self.models.iter().map(|it| self.personality.listed(it)).collect();
            return Ok(Reply::json(StatusCode::OK, &json!({"object": "list", "data": models})));
        }
        let answer = match (method, path) {
            (&Method::POST, "/v1/chat/completions") => Self::chat,
            (&Method::POST, "/v1/embeddings") => Self::vectors,
            _ => return Err(Refusal::new(404, "Not Found")),
        };
        let asked = serde_json::from_slice::<Value>(body).ok().filter(Value::is_object);
        answer(self, &asked.ok_or_else(|| Refusal::new(400, "the body is not a JSON object"))?)
    }

    /// The model that answers.
    fn chosen(&self, asked: &Value) -> Result<&str, Refusal> {
        let name = asked["model"].as_str();
        match (name, self.personality) {
            (_, personality) if personality.has_one_model() => Ok(self.model()),
            (None, Personality::Vllm) => Ok(self.model()),
            (None, Personality::Ollama) => Err(Refusal::new(400, "model is required")),
            (None, _) => Err(Refusal::new(400, "you must provide a model parameter")),
            (Some(name), personality) => {
                let known = self.models.iter().find(|known| *known == name);
                known.map(String::as_str).ok_or_else(|| match personality {
                    Personality::Ollama => Refusal::new(404, format!("model '{name}' not found")),
                    _ => Refusal::new(404, format!("The model `{name}` does not exist"))
                        .coded("model_not_found"),
                })
            }
        }
    }

    fn chat(&self, asked: &Value) -> Result<Reply, Refusal> {
        let model = self.chosen(asked)?.to_owned();
        if self.personality == Personality::OpenAi {
            check_as_openai(asked)?;
        }
        if asked["messages"].as_array().is_none_or(Vec::is_empty) {
            return Err(Refusal::new(400, "messages must be a list that is not empty"));
        }
        let number = self.answered.fetch_add(1, Ordering::Relaxed);
        let text = lock(&self.texts).pop_front();
        let id = format!("chatcmpl-{number}");
        let completion = Completion::new(self.personality, id, model, asked, text);
        Ok(if asked["stream"] == true {
            let includes_usage = asked["stream_options"]["include_usage"] == true;
            Reply::events(&completion.events(includes_usage), self.token_delay)
        } else {
            Reply::json(StatusCode::OK, &completion.whole())
        })
    }

    fn vectors(&self, asked: &Value) -> Result<Reply, Refusal> {
        let model = self.chosen(asked)?;
        let inputs = match &asked["input"] {
            Value::Array(inputs) => inputs.clone(),
            Value::Null => return Err(Refusal::new(400, "input is missing")),
            input => vec![input.clone()],
        };
        let length = asked["dimensions"].as_u64().unwrap_or(4).clamp(1, 4096);
        let vector = |(index, input): (usize, &Value)| {
            let seed: u64 = input.to_string().bytes().map(u64::from).sum();
            let numbers: Vec<_> = (0..length)
                .map(|at| f64::from(u8::try_from((seed + at) % 101).unwrap_or(0)) / 101.0)
                .collect();
            json!({"object": "embedding", "index": index, "embedding": numbers})
        };
        let data: Vec<_> = inputs.iter().enumerate().map(vector).collect();
        let usage = json!({"prompt_tokens": inputs.len(), "total_tokens": inputs.len()});
        let list = json!({"object": "list", "data": data, "model": model, "usage": usage});
        Ok(Reply::json(StatusCode::OK, &list))
    }

    fn reply(&self, method: &Method, path: &str, headers: &HeaderMap, body: &[u8]) -> Reply {
        let key = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let key = key.and_then(|value| value.strip_prefix("Bearer "));
        let personality = self.personality;
        if self.api_key.is_some() && key != self.api_key.as_deref() {
            let refusal = Refusal::new(401, "Incorrect API key provided").coded("invalid_api_key");
            return refusal.into_reply(personality);
        }
        let reply = self.answer(method, path, body);
        let reply = reply.unwrap_or_else(|refusal| refusal.into_reply(personality));
        let reply = match personality {
            Personality::OpenAi => reply
                .with_header("x-request-id", "req_simulated")
                .with_header("x-ratelimit-limit-requests", "500")
                .with_header("x-ratelimit-remaining-requests", "499")
                .with_header("x-ratelimit-reset-requests", "120ms"),
            _ => reply,
        };
        let fault = lock(&self.faults).pop_front();
        match fault {
            Some(fault) => reply.with_fault(fault, personality),
            None => reply,
        }
    }
}

/// Newer models of OpenAI refuse `max_tokens`; all refuse what they do not know.
fn check_as_openai(asked: &Value) -> Result<(), Refusal> {
    if asked.get("max_tokens").is_some() {
        let message = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
        return Err(Refusal::new(400, message).coded("unsupported_parameter"));
    }
    let unknown = |value: &Value, known: &[&str]| {
        let mut names = value.as_object().into_iter().flatten().map(|(name, _)| name);
        names.find(|name| !known.contains(&name.as_str())).cloned()
    };
    let messages = asked["messages"].as_array().into_iter().flatten();
    let mut all = messages.map(|message| unknown(message, KNOWN_OF_MESSAGE));
    match unknown(asked, KNOWN).or_else(|| all.find_map(|unknown| unknown)) {
        Some(name) => {
            Err(Refusal::new(400, format!("Unknown parameter: '{name}'."))
                .coded("unknown_parameter"))
        }
        None => Ok(()),
    }
}

/// Why there is no answer.
#[derive(Debug)]
struct Refusal {
    status: StatusCode,
    message: String,
    code: Option<&'static str>,
}

impl Refusal {
    fn new(status: u16, message: impl Into<String>) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
        Self { status, message: message.into(), code: None }
    }

    const fn coded(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    fn into_reply(self, personality: Personality) -> Reply {
        Reply::refusal(personality, self.status, &self.message, self.code)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Everything goes through one handler, so that everything is recorded.
pub(crate) fn router(state: Arc<State>) -> Router {
    Router::new().fallback(handle).with_state(state)
}

async fn handle(Held(state): Held<Arc<State>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_LIMIT).await.unwrap_or_default();
    let (method, path) = (&parts.method, parts.uri.path());
    let ticket = state.log.record(RecordedRequest::new(method, path, &parts.headers, &body));
    state.reply(method, path, &parts.headers, &body).into_response(ticket)
}
