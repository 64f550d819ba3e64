//! Requests.

use llm_types::{Reasoning, ReasoningEffort, ReasoningSummary, Result, StandardRequest};
use openrouter_wire::{Extra, chat as wire};

use super::number::number;
use super::options::with_options;
use super::refusal::{invalid, unsupported};
use super::{message, ranges, tool};
use crate::options::OpenRouterOptions;

/// A request in the API's terms.
pub(crate) fn request(request: &StandardRequest) -> Result<wire::Request> {
    // The cause is kept out of the error: it repeats the value that it found.
    let options = request
        .extensions
        .try_get::<OpenRouterOptions>()
        .map_err(|_| invalid("the stored OpenRouter options have another shape"))?;
    let StandardRequest {
        model,
        messages,
        tools,
        tool_choice,
        parallel_tool_calls,
        response_format,
        reasoning,
        max_tokens,
        temperature,
        top_p,
        top_k,
        frequency_penalty,
        presence_penalty,
        seed,
        stop,
        logprobs,
        top_logprobs,
        choices,
        user,
        extensions: _,
        ..
    } = request;
    ranges::check(request, options)?;
    let wire = wire::Request {
        model: model.as_ref().map(|model| model.as_str().to_owned()),
        messages: messages.iter().map(message::message).collect::<Result<_>>()?,
        max_tokens: *max_tokens,
        temperature: number("temperature", *temperature)?,
        top_p: number("top_p", *top_p)?,
        top_k: *top_k,
        frequency_penalty: number("frequency_penalty", *frequency_penalty)?,
        presence_penalty: number("presence_penalty", *presence_penalty)?,
        seed: *seed,
        stop: (!stop.is_empty()).then(|| wire::Stop::Many(stop.clone())),
        logprobs: *logprobs,
        top_logprobs: *top_logprobs,
        n: *choices,
        tools: (!tools.is_empty())
            .then(|| tools.iter().map(tool::tool).collect::<Result<_>>())
            .transpose()?,
        tool_choice: tool_choice.as_ref().map(tool::tool_choice).transpose()?,
        parallel_tool_calls: *parallel_tool_calls,
        response_format: response_format.as_ref().map(tool::response_format).transpose()?,
        reasoning: reasoning.as_ref().map(self::reasoning).transpose()?,
        user: user.clone(),
        ..wire::Request::default()
    };
    match options {
        Some(options) => with_options(wire, options),
        None => Ok(wire),
    }
}

fn reasoning(reasoning: &Reasoning) -> Result<wire::Reasoning> {
    let Reasoning { effort, max_tokens, exclude, enabled, summary, .. } = reasoning;
    Ok(wire::Reasoning {
        effort: effort.as_ref().map(effort_word).transpose()?,
        max_tokens: *max_tokens,
        exclude: *exclude,
        enabled: *enabled,
        summary: summary.as_ref().map(summary_word).transpose()?,
        context: None,
        mode: None,
        extra: Extra::default(),
    })
}

fn effort_word(effort: &ReasoningEffort) -> Result<wire::ReasoningEffort> {
    Ok(match effort {
        ReasoningEffort::None => wire::ReasoningEffort::None,
        ReasoningEffort::Minimal => wire::ReasoningEffort::Minimal,
        ReasoningEffort::Low => wire::ReasoningEffort::Low,
        ReasoningEffort::Medium => wire::ReasoningEffort::Medium,
        ReasoningEffort::High => wire::ReasoningEffort::High,
        ReasoningEffort::XHigh => wire::ReasoningEffort::XHigh,
        ReasoningEffort::Max => wire::ReasoningEffort::Max,
        ReasoningEffort::Other(word) => wire::ReasoningEffort::Other(word.clone()),
        _ => return Err(unsupported("this reasoning effort")),
    })
}

fn summary_word(summary: &ReasoningSummary) -> Result<wire::ReasoningSummary> {
    Ok(match summary {
        ReasoningSummary::Auto => wire::ReasoningSummary::Auto,
        ReasoningSummary::Concise => wire::ReasoningSummary::Concise,
        ReasoningSummary::Detailed => wire::ReasoningSummary::Detailed,
        ReasoningSummary::Other(word) => wire::ReasoningSummary::Other(word.clone()),
        _ => return Err(unsupported("this kind of reasoning summary")),
    })
}
