//! [`Completion`]: what is answered to a chat, whole or in pieces.

use serde_json::{Map, Value, json};

use crate::instance::instance;
use crate::personality::Personality;

/// What is answered to a chat.
#[derive(Debug)]
pub(crate) struct Completion {
    pub(crate) personality: Personality,
    pub(crate) id: String,
    pub(crate) model: String,
    /// How many answers there are: the same ones.
    choices: usize,
    thoughts: String,
    text: String,
    calls: Vec<Call>,
    finish_reason: &'static str,
    has_logprobs: bool,
    usage: Value,
}

#[derive(Debug)]
struct Call {
    id: String,
    name: String,
    arguments: String,
}

impl Completion {
    /// The answer to a request; with this text, if one is given.
    pub(crate) fn new(
        personality: Personality,
        id: String,
        model: String,
        asked: &Value,
        text: Option<String>,
    ) -> Self {
        let effort = asked["reasoning_effort"].as_str().filter(|effort| *effort != "none");
        let thoughts = effort.map(|effort| format!("Simulated thoughts of {effort} effort."));
        let thoughts = thoughts.unwrap_or_default();
        let calls = if text.is_some() { Vec::new() } else { calls(&id, asked) };
        let (mut text, mut finish_reason) = match (text, calls.is_empty()) {
            (_, false) => (String::new(), "tool_calls"),
            (Some(text), true) => (text, "stop"),
            (None, true) => (answer(&model, asked), "stop"),
        };
        for stop in asked["stop"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let end = text.find(stop).unwrap_or(text.len());
            text.truncate(end);
        }
        if let Some(most) = longest(personality, asked)
            && words(&text).count() > most
        {
            text = words(&text).take(most).collect();
            finish_reason = "length";
        }
        // As vLLM has it where the function is named.
        if personality == Personality::Vllm && asked["tool_choice"].is_object() {
            finish_reason = "stop";
        }
        let has_several = matches!(personality, Personality::OpenAi | Personality::Vllm);
        let choices = asked["n"].as_u64().filter(|_| has_several).unwrap_or(1).clamp(1, 8);
        let prompt = asked["messages"].to_string().split_whitespace().count();
        let thought = words(&thoughts).count();
        let said = words(&text).count() + 8 * calls.len() + thought;
        let usage = usage(personality, prompt, said, thought);
        let choices = usize::try_from(choices).unwrap_or(1);
        let has_logprobs = asked["logprobs"] == true;
        Self {
            personality,
            id,
            model,
            choices,
            thoughts,
            text,
            calls,
            finish_reason,
            has_logprobs,
            usage,
        }
    }

    fn envelope(&self, object: &str, choices: &[Value]) -> Value {
        let mut whole = json!({
            "id": self.id, "object": object, "created": 1_790_000_000, "model": self.model,
            "choices": choices,
        });
        if self.personality != Personality::Vllm {
            whole["system_fingerprint"] = json!("fp_simulated");
        }
        whole
    }

    /// As one document.
    pub(crate) fn whole(&self) -> Value {
        let mut message = self.delta(json!({"role": "assistant", "content": self.text}));
        if !self.calls.is_empty() {
            message["content"] = Value::Null;
            message["tool_calls"] = self.calls.iter().map(Call::whole).collect();
        }
        if let (Some(name), false) = (self.personality.thoughts(), self.thoughts.is_empty()) {
            message[name] = self.thoughts.as_str().into();
        }
        let logprobs = self.has_logprobs.then(|| logprobs(words(&self.text)));
        let choice = |index| {
            json!({
                "index": index, "message": message, "logprobs": logprobs,
                "finish_reason": self.finish_reason,
            })
        };
        let choices: Vec<_> = (0..self.choices).map(choice).collect();
        let mut whole = self.envelope("chat.completion", &choices);
        whole["usage"] = self.usage.clone();
        if self.personality == Personality::LlamaCpp {
            whole["timings"] = json!({"predicted_ms": 1.0});
        }
        whole
    }

    /// As the events of a stream.
    pub(crate) fn events(&self, includes_usage: bool) -> Vec<Value> {
        let mut deltas = vec![(json!({"role": "assistant", "content": ""}), None)];
        if let Some(name) = self.personality.thoughts() {
            deltas.extend(words(&self.thoughts).map(|word| (json!({name: word}), None)));
        }
        deltas.extend(words(&self.text).map(|word| {
            let logprobs = self.has_logprobs.then(|| logprobs([word].into_iter()));
            (json!({"content": word}), logprobs)
        }));
        for (index, call) in self.calls.iter().enumerate() {
            deltas.extend(call.deltas(index, self.personality).into_iter().map(|it| (it, None)));
        }
        let mut events = Vec::new();
        let mut each = |delta: &Value, logprobs: &Option<Value>, reason: Option<&str>| {
            events.extend((0..self.choices).map(|index| {
                let choice = json!({
                    "index": index, "delta": self.delta(delta.clone()), "logprobs": logprobs,
                    "finish_reason": reason,
                });
                self.envelope("chat.completion.chunk", &[choice])
            }));
        };
        for (delta, logprobs) in &deltas {
            each(delta, logprobs, None);
        }
        each(&json!({}), &None, Some(self.finish_reason));
        if includes_usage {
            let mut last = self.envelope("chat.completion.chunk", &[]);
            last["usage"] = self.usage.clone();
            events.push(last);
        }
        events
    }

    /// Ollama says the role each time.
    fn delta(&self, mut delta: Value) -> Value {
        if self.personality == Personality::Ollama {
            delta["role"] = "assistant".into();
        }
        delta
    }
}

impl Call {
    fn whole(&self) -> Value {
        let function = json!({"name": self.name, "arguments": self.arguments});
        json!({"id": self.id, "type": "function", "function": function})
    }

    /// The pieces of a stream: its head, then its arguments in two. Ollama gives all at once,
    /// and every call the same number.
    fn deltas(&self, index: usize, personality: Personality) -> Vec<Value> {
        let numbered = |mut call: Value, index: usize| {
            call["index"] = index.into();
            json!({"tool_calls": [call]})
        };
        if personality == Personality::Ollama {
            return vec![numbered(self.whole(), 0)];
        }
        let mut head = self.whole();
        head["function"]["arguments"] = "".into();
        let middle = self.arguments.find(':').map_or(0, |colon| colon + 1);
        let (left, right) = self.arguments.split_at(middle);
        let piece = |text: &str| numbered(json!({"function": {"arguments": text}}), index);
        vec![numbered(head, index), piece(left), piece(right)]
    }
}

/// The calls that a request asks for: of the tools that its last message names, of any if it says
/// `tool`, and of those that must be called.
fn calls(id: &str, asked: &Value) -> Vec<Call> {
    let choice = &asked["tool_choice"];
    let prompt =
        last_of(asked, "user").filter(|_| asked["messages"][last(asked)]["role"] == "user");
    let Some(prompt) = prompt.filter(|_| choice != "none") else { return Vec::new() };
    let tools = asked["tools"].as_array().map(Vec::as_slice).unwrap_or_default();
    let name = |tool: &Value| tool["function"]["name"].as_str().unwrap_or_default().to_owned();
    let forced = choice["function"]["name"].as_str();
    let mut wanted: Vec<_> = match forced {
        Some(forced) => tools.iter().filter(|tool| name(tool) == forced).collect(),
        None => tools.iter().filter(|tool| prompt.contains(&name(tool))).collect(),
    };
    if wanted.is_empty() && (choice == "required" || prompt.contains("tool")) {
        wanted.extend(tools.first());
    }
    let call = |(place, tool): (usize, &Value)| Call {
        id: format!("call_{id}_{place}"),
        name: name(tool),
        arguments: instance(&tool["function"]["parameters"]).to_string(),
    };
    wanted.into_iter().enumerate().map(call).collect()
}

/// What is said where no tool is called.
fn answer(model: &str, asked: &Value) -> String {
    let format = &asked["response_format"];
    match format["type"].as_str() {
        Some("json_schema") => return instance(&format["json_schema"]["schema"]).to_string(),
        Some("json_object") => return json!({"simulated": true, "model": model}).to_string(),
        _ => {}
    }
    if let Some(result) =
        last_of(asked, "tool").filter(|_| asked["messages"][last(asked)]["role"] == "tool")
    {
        return format!("A simulated answer of {model}: the tool says {result}.");
    }
    let prompt = last_of(asked, "user").unwrap_or_default();
    format!("A simulated answer of {model} to: {prompt}")
}

/// The place of the last message.
fn last(asked: &Value) -> usize {
    asked["messages"].as_array().map_or(0, |messages| messages.len().saturating_sub(1))
}

/// The text of the last message of a role.
fn last_of(asked: &Value, role: &str) -> Option<String> {
    let messages = asked["messages"].as_array()?;
    let message = messages.iter().rev().find(|message| message["role"] == role)?;
    Some(match &message["content"] {
        Value::Array(parts) => parts.iter().filter_map(|part| part["text"].as_str()).collect(),
        content => content.as_str().unwrap_or_default().to_owned(),
    })
}

/// The longest answer, in tokens, under the name that the server knows.
fn longest(personality: Personality, asked: &Value) -> Option<usize> {
    let new =
        asked["max_completion_tokens"].as_u64().filter(|_| personality != Personality::Ollama);
    usize::try_from(new.or_else(|| asked["max_tokens"].as_u64())?).ok()
}

/// A token is a word with the space behind it.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(' ')
}

fn logprobs<'a>(words: impl Iterator<Item = &'a str>) -> Value {
    let token = |word: &str| json!({"token": word, "logprob": -0.25, "bytes": word.as_bytes(), "top_logprobs": []});
    json!({"content": words.map(token).collect::<Vec<_>>()})
}

fn usage(personality: Personality, prompt: usize, said: usize, thought: usize) -> Value {
    let mut usage = Map::new();
    usage.insert("prompt_tokens".to_owned(), prompt.into());
    usage.insert("completion_tokens".to_owned(), said.into());
    usage.insert("total_tokens".to_owned(), (prompt + said).into());
    if matches!(personality, Personality::OpenAi | Personality::Vllm) {
        usage.insert("prompt_tokens_details".to_owned(), json!({"cached_tokens": 0}));
    }
    if personality == Personality::OpenAi {
        let details = json!({"reasoning_tokens": thought});
        usage.insert("completion_tokens_details".to_owned(), details);
    }
    usage.into()
}
