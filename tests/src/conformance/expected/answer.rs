//! An answer, summed up from its chunks.

use std::collections::BTreeMap;

use llm_types::ErrorKind;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::tool_calls::ToolCalls;
use super::{Expected, ExpectedFailure, failure, usage};

#[derive(Debug, Default)]
pub(super) struct Answer {
    id: Value,
    model: Value,
    usage: Value,
    choices: BTreeMap<u64, Choice>,
    pub(super) error: Option<Value>,
}

#[derive(Debug, Default)]
struct Choice {
    text: String,
    refusal: String,
    reasoning: String,
    /// Text and summaries of the blocks.
    block_text: String,
    /// The blocks that are kept as they are, byte for byte.
    encrypted: Vec<String>,
    calls: ToolCalls,
    /// Pictures, sound, citations: how many of each.
    others: usize,
    finish: Option<String>,
    native: Option<String>,
}

impl Answer {
    /// Adds a chunk, or a whole answer, whose text is `raw`.
    pub(super) fn add(&mut self, chunk: &Value, raw: &str) -> Result<(), String> {
        if self.id.is_null() {
            self.id = chunk["id"].clone();
        }
        for (slot, name) in [(&mut self.model, "model"), (&mut self.usage, "usage")] {
            if !chunk[name].is_null() {
                *slot = chunk[name].clone();
            }
        }
        let details = raw_details(raw)?;
        for (place, choice) in (0..).zip(chunk["choices"].as_array().into_iter().flatten()) {
            let index = choice["index"].as_u64().unwrap_or(0);
            let sum = self.choices.entry(index).or_default();
            sum.add(choice);
            for detail in details.get(place).into_iter().flatten() {
                sum.add_detail(detail)?;
            }
            self.error = self.error.take().or_else(|| said(&choice["error"]));
        }
        self.error = said(&chunk["error"]).or_else(|| self.error.take());
        Ok(())
    }

    /// Gives it an id, if it has none.
    pub(super) fn name(&mut self, id: Option<&str>) {
        if self.id.is_null() {
            self.id = id.into();
        }
    }

    /// What all chunks together give.
    pub(super) fn finish(self, is_done: bool) -> Expected {
        let first = self.choices.values().next();
        let finish = first.and_then(Choice::finish_reason);
        let is_empty = self.choices.values().all(Choice::is_empty);
        let partial_text = (!is_empty).then(|| first.map(|choice| choice.text.clone()));
        let failure = |kind| ExpectedFailure {
            kind,
            status: None,
            is_retryable: true,
            partial_text: partial_text.clone().map(Option::unwrap_or_default),
        };
        if let Some(error) = &self.error {
            let within = failure::within_answer(error);
            return Expected::Failure(ExpectedFailure {
                partial_text: failure(within.kind).partial_text,
                ..within
            });
        }
        let is_finished = self.choices.values().any(|choice| choice.finish_reason().is_some());
        let has_calls = self.choices.values().any(|choice| !choice.calls.is_empty());
        if !is_finished && (!is_done || has_calls) {
            return Expected::Failure(failure(ErrorKind::Interrupted));
        }
        if finish.as_deref() == Some("error") {
            return Expected::Failure(failure(ErrorKind::Unavailable));
        }
        let spent = self.usage["completion_tokens"].as_u64().unwrap_or(0);
        let is_stopped =
            matches!(finish.as_deref(), Some("length" | "content_filter" | "tool_calls"));
        if is_empty && spent == 0 && !is_stopped {
            return Expected::Failure(failure(ErrorKind::Unavailable));
        }
        let choices: Value =
            self.choices.iter().map(|(index, choice)| choice.json(*index)).collect();
        Expected::Answer(json!({
            "id": self.id,
            "model": self.model,
            "usage": usage::usage(&self.usage),
            "choices": choices,
        }))
    }
}

impl Choice {
    fn add(&mut self, choice: &Value) {
        let part = if choice["delta"].is_null() { &choice["message"] } else { &choice["delta"] };
        match &part["content"] {
            Value::String(text) => self.text.push_str(text),
            Value::Array(parts) => {
                for part in parts {
                    self.text.push_str(part["text"].as_str().unwrap_or_default());
                }
            }
            _ => {}
        }
        self.text.push_str(choice["text"].as_str().unwrap_or_default());
        self.refusal.push_str(part["refusal"].as_str().unwrap_or_default());
        self.reasoning.push_str(part["reasoning"].as_str().unwrap_or_default());
        for call in part["tool_calls"].as_array().into_iter().flatten() {
            self.calls.add(call);
        }
        // The older form of a call.
        if part["function_call"].is_object() {
            self.calls.add(&json!({"function": part["function_call"]}));
        }
        for name in ["annotations", "images"] {
            self.others += part[name].as_array().map_or(0, Vec::len);
        }
        self.others += usize::from(part["audio"].is_object());
        for (slot, name) in
            [(&mut self.finish, "finish_reason"), (&mut self.native, "native_finish_reason")]
        {
            if let Some(word) = choice[name].as_str().filter(|word| !word.is_empty()) {
                *slot = Some(word.to_owned());
            }
        }
    }

    fn add_detail(&mut self, raw: &RawValue) -> Result<(), String> {
        let detail: Value = serde_json::from_str(raw.get()).map_err(|error| error.to_string())?;
        for name in ["text", "summary"] {
            self.block_text.push_str(detail[name].as_str().unwrap_or_default());
        }
        if detail["type"].as_str().is_some_and(|kind| kind.ends_with("encrypted")) {
            self.encrypted.push(raw.get().to_owned());
        }
        Ok(())
    }

    fn is_empty(&self) -> bool {
        [&self.text, &self.refusal, &self.reasoning, &self.block_text]
            .iter()
            .all(|text| text.is_empty())
            && self.encrypted.is_empty()
            && self.calls.is_empty()
            && self.others == 0
    }

    /// With the service's word for a cut-off tool call put right: it says `tool_calls` where the
    /// upstream's own word is that it ran out of tokens.
    fn finish_reason(&self) -> Option<String> {
        let native = self.native.as_deref().unwrap_or_default();
        let is_cut_off =
            matches!(native, "length" | "max_output_tokens" | "MAX_TOKENS" | "max_tokens");
        match self.finish.as_deref() {
            Some("tool_calls") if is_cut_off => Some("length".to_owned()),
            finish => finish.map(ToOwned::to_owned),
        }
    }

    fn json(&self, index: u64) -> Value {
        let finish = self.finish_reason();
        let is_cut_off = matches!(finish.as_deref(), Some("length" | "content_filter"));
        let (calls, partial) = self.calls.split(is_cut_off);
        json!({
            "index": index,
            "text": self.text,
            "refusal": self.refusal,
            "reasoning": self.reasoning,
            "block_text": self.block_text,
            "encrypted_blocks": self.encrypted,
            "tool_calls": calls,
            "partial_tool_calls": partial,
            "finish_reason": finish,
        })
    }
}

fn said(value: &Value) -> Option<Value> {
    (!value.is_null()).then(|| value.clone())
}

/// The `reasoning_details` of each choice, byte for byte.
fn raw_details(raw: &str) -> Result<Vec<Vec<Box<RawValue>>>, String> {
    #[derive(Deserialize)]
    struct Document {
        choices: Option<Vec<RawChoice>>,
    }
    #[derive(Deserialize)]
    struct RawChoice {
        delta: Option<RawMessage>,
        message: Option<RawMessage>,
    }
    #[derive(Deserialize)]
    struct RawMessage {
        reasoning_details: Option<Vec<Box<RawValue>>>,
    }

    let document: Document = serde_json::from_str(raw).map_err(|error| error.to_string())?;
    let choices = document.choices.into_iter().flatten();
    Ok(choices
        .map(|RawChoice { delta, message }| delta.or(message))
        .map(|message| message.and_then(|message| message.reasoning_details).unwrap_or_default())
        .collect())
}
