//! What only OpenRouter understands of a request.

use llm_types::Result;
use openrouter_wire::chat as wire;

use super::number::number;
use crate::free_variant;
use crate::options::OpenRouterOptions;

/// `None` for an empty list: the API tells them apart in places.
fn listed<T: Clone>(items: &[T]) -> Option<Vec<T>> {
    (!items.is_empty()).then(|| items.to_vec())
}

/// Names the free variants of the models that are named.
pub(crate) fn make_free(wire: &mut wire::Request) -> Result<()> {
    let named = wire.model.iter_mut().chain(wire.models.iter_mut().flatten());
    for name in named {
        *name = free_variant(&name.as_str().into())?.to_string();
    }
    Ok(())
}

/// Adds the options, which are checked, to a request.
#[expect(clippy::too_many_lines, reason = "one line a field, taken apart completely")]
pub(super) fn with_options(
    mut wire: wire::Request,
    options: &OpenRouterOptions,
) -> Result<wire::Request> {
    let OpenRouterOptions {
        models,
        free_only,
        rotate_on_refusal: _,
        shorten_to_afford: _,
        hedge_after: _,
        provider,
        plugins,
        preset,
        route,
        transforms,
        max_completion_tokens,
        min_p,
        top_a,
        repetition_penalty,
        logit_bias,
        reasoning_context,
        reasoning_mode,
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
        session_id,
        metadata,
        trace,
        web_search_options,
        x_search_filter,
        max_tool_calls,
        stop_server_tools_when,
        structured_outputs,
        debug,
        stream_options,
        usage,
        extra,
        // These are said in headers.
        attribution: _,
        response_cache: _,
        router_metadata: _,
        anthropic_beta: _,
    } = options;
    wire.models = (!models.is_empty()).then(|| models.iter().map(ToString::to_string).collect());
    if *free_only {
        make_free(&mut wire)?;
    }
    wire.provider.clone_from(provider);
    wire.plugins = listed(plugins);
    wire.preset.clone_from(preset);
    wire.route.clone_from(route);
    wire.transforms = listed(transforms);
    wire.max_completion_tokens = *max_completion_tokens;
    wire.min_p = number("min_p", *min_p)?;
    wire.top_a = number("top_a", *top_a)?;
    wire.repetition_penalty = number("repetition_penalty", *repetition_penalty)?;
    if !logit_bias.is_empty() {
        let biases = logit_bias.iter().map(|(token, bias)| {
            let bias = number("logit_bias", Some(*bias))?;
            Ok((token.clone(), bias.unwrap_or_else(|| 0.into())))
        });
        wire.logit_bias = Some(biases.collect::<Result<_>>()?);
    }
    if reasoning_context.is_some() || reasoning_mode.is_some() {
        let reasoning = wire.reasoning.get_or_insert_default();
        reasoning.context.clone_from(reasoning_context);
        reasoning.mode.clone_from(reasoning_mode);
    }
    wire.include_reasoning = *include_reasoning;
    wire.verbosity.clone_from(verbosity);
    wire.modalities = listed(modalities);
    wire.image_config = (!image_config.is_empty()).then(|| image_config.clone());
    wire.audio.clone_from(audio);
    wire.prediction.clone_from(prediction);
    wire.cache_control.clone_from(cache_control);
    wire.prompt_cache_key.clone_from(prompt_cache_key);
    wire.prompt_cache_options.clone_from(prompt_cache_options);
    wire.service_tier.clone_from(service_tier);
    wire.speed.clone_from(speed);
    wire.session_id.clone_from(session_id);
    wire.metadata = (!metadata.is_empty()).then(|| metadata.clone());
    wire.trace.clone_from(trace);
    wire.web_search_options.clone_from(web_search_options);
    wire.x_search_filter.clone_from(x_search_filter);
    wire.max_tool_calls = *max_tool_calls;
    wire.stop_server_tools_when = listed(stop_server_tools_when);
    wire.structured_outputs = *structured_outputs;
    wire.debug.clone_from(debug);
    wire.stream_options.clone_from(stream_options);
    wire.usage.clone_from(usage);
    wire.extra.clone_from(extra);
    Ok(wire)
}
