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
    // Of a number that stands alone, nobody knows which digits are missing.
    if response.finish_reason() == Some(&FinishReason::Length) && text.trim().parse::<f64>().is_ok()
    {
        return Err(ExtractErrorKind::CutOff(None));
    }
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
    let quoted = rest.trim_start().strip_prefix('"').map(after_word);
    if quoted.is_some_and(|rest| rest.trim_start_matches('"').trim_start().starts_with(':')) {
        // An object whose first bracket is missing.
        return Err(best);
    }
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

/// Where the document ends that a text begins with; nothing if the bracket is one of prose. One that
/// is broken, or was cut off, has no end: nobody can say what of the rest is a part of it.
fn end_of_json(text: &str) -> Option<usize> {
    let mut reader = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    if matches!(reader.next(), Some(Ok(_))) {
        return Some(reader.byte_offset());
    }
    let inner = text.get(1..)?.trim_start();
    let is_json = match inner.chars().next() {
        None | Some('"' | '\'' | '/' | ',' | ':' | '[' | ']' | '}') => true,
        Some('\\') => inner.starts_with("\\\""),
        Some('{' | '-' | '0'..='9') => text.starts_with('['),
        _ => text.starts_with('{') && begins_with_name(inner),
    };
    is_json.then_some(text.len())
}

/// Whether a text begins like a member, if with a quote missing.
fn begins_with_name(text: &str) -> bool {
    after_word(text).starts_with([':', '"'])
}

fn after_word(text: &str) -> &str {
    text.trim_start_matches(|letter: char| letter.is_alphanumeric() || letter == '_').trim_start()
}

/// What had come of a value that was cut off.
fn begun(text: &str, schema: &TypeSchema) -> Option<serde_json::Value> {
    let mut json = PartialJson::new();
    json.push(text.get(text.find('{')?..)?);
    schema.own_part(json.value()?).cloned()
}
