//! Recorded requests in the neutral types, as an application would have written them.

mod content;
mod message;
mod tool;

use llm_types::{Reasoning, ReasoningEffort, ReasoningSummary, StandardRequest};
use openrouter_provider::OpenRouterOptions;
use openrouter_wire::{Extra, chat as wire};
use serde_json::Number;

/// What the neutral types cannot say, in words for the report.
pub(super) type Unsayable = String;

/// The request in the neutral types.
///
/// # Errors
///
/// What of it they have no words for.
#[expect(clippy::too_many_lines, reason = "one line a field, taken apart completely")]
pub(crate) fn rebuild(request: wire::Request) -> Result<StandardRequest, Unsayable> {
    let wire::Request {
        model,
        models,
        messages,
        prompt,
        stream: _,
        stream_options,
        usage,
        max_tokens,
        max_completion_tokens,
        temperature,
        top_p,
        top_k,
        min_p,
        top_a,
        frequency_penalty,
        presence_penalty,
        repetition_penalty,
        seed,
        stop,
        logit_bias,
        logprobs,
        top_logprobs,
        n,
        tools,
        tool_choice,
        parallel_tool_calls,
        response_format,
        structured_outputs,
        plugins,
        provider,
        route,
        reasoning,
        reasoning_effort,
        include_reasoning,
        verbosity,
        modalities,
        image_config,
        audio,
        prediction,
        cache_control,
        prompt_cache_key,
        prompt_cache_options,
        service_tier,
        speed,
        user,
        session_id,
        metadata,
        trace,
        preset,
        transforms,
        web_search_options,
        x_search_filter,
        max_tool_calls,
        stop_server_tools_when,
        debug,
        extra,
    } = request;
    absent(prompt.as_ref(), "a prompt in place of messages")?;
    let mut neutral = StandardRequest::new(
        messages.into_iter().map(message::message).collect::<Result<Vec<_>, _>>()?,
    );
    let mut options = OpenRouterOptions::default();
    neutral.model = model.map(Into::into);
    neutral.max_tokens = max_tokens;
    neutral.temperature = float(temperature)?;
    neutral.top_p = float(top_p)?;
    neutral.top_k = top_k;
    neutral.frequency_penalty = float(frequency_penalty)?;
    neutral.presence_penalty = float(presence_penalty)?;
    neutral.seed = seed;
    neutral.stop = match stop {
        None => Vec::new(),
        Some(wire::Stop::One(text)) => vec![text],
        Some(wire::Stop::Many(texts)) => texts,
    };
    neutral.logprobs = logprobs;
    neutral.top_logprobs = top_logprobs;
    neutral.choices = n;
    neutral.user = user;
    neutral.tools = tools.into_iter().flatten().map(tool::tool).collect::<Result<Vec<_>, _>>()?;
    neutral.tool_choice = tool_choice.map(tool::tool_choice).transpose()?;
    neutral.parallel_tool_calls = parallel_tool_calls;
    neutral.response_format = response_format.map(tool::response_format).transpose()?;
    match (reasoning, reasoning_effort) {
        (Some(reasoning), effort) => {
            if effort.is_some() && effort != reasoning.effort {
                return Err("two efforts".to_owned());
            }
            neutral.reasoning = self::reasoning(reasoning, &mut options)?;
        }
        (None, Some(effort)) => {
            neutral.reasoning = Some(Reasoning::effort(ReasoningEffort::from(effort.as_str())));
        }
        (None, None) => {}
    }
    options.models = models.into_iter().flatten().map(Into::into).collect();
    options.provider = provider;
    options.plugins = plugins.unwrap_or_default();
    options.preset = preset;
    options.route = route;
    options.transforms = transforms.unwrap_or_default();
    options.max_completion_tokens = max_completion_tokens;
    options.min_p = float(min_p)?;
    options.top_a = float(top_a)?;
    options.repetition_penalty = float(repetition_penalty)?;
    for (token, bias) in logit_bias.into_iter().flatten() {
        if let Some(bias) = float(Some(bias))? {
            options.logit_bias.insert(token, bias);
        }
    }
    options.include_reasoning = include_reasoning;
    options.verbosity = verbosity;
    options.modalities = modalities.unwrap_or_default();
    options.image_config = image_config.unwrap_or_default();
    options.audio = audio;
    options.prediction = prediction;
    options.cache_control = cache_control;
    options.prompt_cache_key = prompt_cache_key;
    options.prompt_cache_options = prompt_cache_options;
    options.service_tier = service_tier;
    options.speed = speed;
    options.session_id = session_id;
    options.metadata = metadata.unwrap_or_default();
    options.trace = trace;
    options.web_search_options = web_search_options;
    options.x_search_filter = x_search_filter;
    options.max_tool_calls = max_tool_calls;
    options.stop_server_tools_when = stop_server_tools_when.unwrap_or_default();
    options.structured_outputs = structured_outputs;
    options.debug = debug;
    options.stream_options = stream_options;
    options.usage = usage;
    options.extra = extra;
    if options != OpenRouterOptions::default() {
        neutral.extensions.insert(options);
    }
    Ok(neutral)
}

fn reasoning(
    reasoning: wire::Reasoning,
    options: &mut OpenRouterOptions,
) -> Result<Option<Reasoning>, Unsayable> {
    let wire::Reasoning { effort, max_tokens, exclude, enabled, summary, context, mode, extra } =
        reasoning;
    known(&extra, "reasoning")?;
    options.reasoning_context = context;
    options.reasoning_mode = mode;
    let mut neutral = Reasoning::default();
    neutral.effort = effort.map(|effort| ReasoningEffort::from(effort.as_str()));
    neutral.max_tokens = max_tokens;
    neutral.exclude = exclude;
    neutral.enabled = enabled;
    neutral.summary = summary.map(|summary| match summary {
        wire::ReasoningSummary::Auto => ReasoningSummary::Auto,
        wire::ReasoningSummary::Concise => ReasoningSummary::Concise,
        wire::ReasoningSummary::Detailed => ReasoningSummary::Detailed,
        wire::ReasoningSummary::Other(word) => ReasoningSummary::Other(word),
    });
    // With nothing but a context or a mode, the provider makes the object of the options.
    let says_nothing = neutral == Reasoning::default()
        && (options.reasoning_context.is_some() || options.reasoning_mode.is_some());
    Ok((!says_nothing).then_some(neutral))
}

fn float(number: Option<Number>) -> Result<Option<f64>, Unsayable> {
    let Some(number) = number else { return Ok(None) };
    number.as_f64().map(Some).ok_or_else(|| "a number beyond floats".to_owned())
}

/// There is no word for it, so it must not be there.
fn absent<T>(value: Option<&T>, what: &str) -> Result<(), Unsayable> {
    match value {
        None => Ok(()),
        Some(_) => Err(what.to_owned()),
    }
}

/// Only the request itself takes fields that the types do not know.
fn known(extra: &Extra, of: &str) -> Result<(), Unsayable> {
    match extra.iter().next() {
        None => Ok(()),
        Some((name, _)) => Err(format!("an unknown field of {of}: {name}")),
    }
}
