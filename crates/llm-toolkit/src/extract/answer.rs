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
    let whole = match schema.read(text) {
        Ok(value) => return Ok(value),
        Err(misfit) => misfit,
    };
    let mut best = whole;
    if best.kind() != MisfitKind::NotJson {
        return Err(best);
    }
    let mut rest = text;
    for _ in 0..MOST_PLACES {
        let Some(start) = rest.find(['{', '[']) else { break };
        rest = rest.get(start..).unwrap_or_default();
        let mut reader = serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>();
        let is_json = matches!(reader.next(), Some(Ok(_)));
        // What stands in JSON that does not fit is not meant either.
        let end = if is_json { reader.byte_offset() } else { 1 };
        let (json, after) = rest.split_at(end);
        if is_json {
            match schema.read(json) {
                Ok(value) => return Ok(value),
                Err(misfit) if best.kind() == MisfitKind::NotJson => best = misfit,
                Err(_) => {}
            }
        }
        rest = after;
    }
    Err(best)
}

/// What had come of a value that was cut off.
fn begun(text: &str, schema: &TypeSchema) -> Option<serde_json::Value> {
    let mut json = PartialJson::new();
    json.push(text.get(text.find('{')?..)?);
    schema.own_part(json.value()?).cloned()
}
