//! Reading a value out of an answer.

use llm_types::{FinishReason, StandardResponse};
use serde::de::{DeserializeOwned, IgnoredAny};

use super::{ExtractErrorKind, PartialJson};
use crate::{Misfit, MisfitKind, TypeSchema};

/// In how many places of a text JSON is looked for.
const MOST_PLACES: usize = 32;

/// The value in an answer, or why there is none.
pub(super) fn read<T: DeserializeOwned>(
    response: &StandardResponse,
    schema: &TypeSchema,
    rule: impl FnOnce(&T) -> Result<(), String>,
) -> Result<T, ExtractErrorKind> {
    let refusal = response.message().and_then(|message| message.refusal.as_deref());
    if let Some(refusal) = refusal.filter(|refusal| !refusal.is_empty()) {
        return Err(ExtractErrorKind::Refused(refusal.to_owned()));
    }
    let text = response.joined_text();
    let misfit = match find(&text, schema) {
        Ok(value) => match rule(&value) {
            Ok(()) => return Ok(value),
            Err(message) => Misfit::rule_broken(message),
        },
        Err(misfit) => misfit,
    };
    let calls = response
        .message()
        .is_some_and(|it| !it.tool_calls.is_empty() || !it.partial_tool_calls.is_empty());
    Err(match response.finish_reason() {
        Some(FinishReason::ContentFilter) => ExtractErrorKind::Filtered,
        // What was cut off is no JSON; what is whole and does not fit can be mended.
        Some(FinishReason::Length) if misfit.kind() == MisfitKind::NotJson => {
            ExtractErrorKind::CutOff(begun(&text, schema))
        }
        _ if calls => ExtractErrorKind::ToolCalls,
        _ => ExtractErrorKind::Misfit(misfit),
    })
}

/// Reads the whole text, or else the first JSON within it that fits.
fn find<T: DeserializeOwned>(text: &str, schema: &TypeSchema) -> Result<T, Misfit> {
    let mut best = match schema.read(text) {
        Ok(value) => return Ok(value),
        Err(misfit) => misfit,
    };
    if best.kind() != MisfitKind::NotJson {
        return Err(best);
    }
    // What a model thinks aloud is a draft.
    let mut rest = text.rsplit_once("</think>").map_or(text, |(_, answer)| answer);
    let mut has_json = false;
    for _ in 0..MOST_PLACES {
        let Some(start) = rest.find(['{', '[']) else { break };
        rest = rest.get(start..).unwrap_or_default();
        let Some(end) = end_of_json(rest) else {
            rest = rest.get(1..).unwrap_or_default();
            continue;
        };
        // What stands in JSON that does not fit, or is broken, is not meant either.
        let (json, after) = rest.split_at(end);
        match schema.read(json) {
            Ok(value) => return Ok(value),
            Err(misfit) => {
                let says_more = !has_json || misfit.kind() != MisfitKind::NotJson;
                if best.kind() == MisfitKind::NotJson && says_more {
                    best = misfit;
                }
            }
        }
        has_json = true;
        rest = after;
    }
    Err(best)
}

/// Where the document ends that a text begins with, broken ones included; nothing if the bracket is
/// one of prose.
fn end_of_json(text: &str) -> Option<usize> {
    let mut reader = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    if matches!(reader.next(), Some(Ok(_))) {
        return Some(reader.byte_offset());
    }
    let inner = text.get(1..)?.trim_start();
    let first = inner.chars().next();
    let is_json = first.is_none_or(|first| match text.as_bytes() {
        [b'{', ..] => matches!(first, '"' | '\'' | '/' | '}'),
        _ => matches!(first, '"' | '\'' | '/' | ']' | '{' | '[' | '-' | '0'..='9'),
    });
    is_json.then(|| closing(text).unwrap_or(text.len()))
}

/// Behind the bracket that closes the first one.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut in_text, mut is_escaped) = (0_usize, false, false);
    for (place, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_text => is_escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => depth += 1,
            b'}' | b']' if !in_text => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(place + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// What had come of a value that was cut off.
fn begun(text: &str, schema: &TypeSchema) -> Option<serde_json::Value> {
    let mut json = PartialJson::new();
    json.push(text.get(text.find('{')?..)?);
    schema.own_part(json.value()?).cloned()
}
