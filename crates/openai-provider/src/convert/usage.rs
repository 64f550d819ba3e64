//! What an answer consumed.

use llm_types::Usage;

use crate::wire;

pub(crate) fn usage(said: &wire::Usage) -> Usage {
    let wire::Usage {
        prompt_tokens,
        completion_tokens,
        total_tokens,
        prompt_tokens_details,
        completion_tokens_details,
        prompt_cache_hit_tokens,
    } = said;
    let input = prompt_tokens_details.as_ref();
    let output = completion_tokens_details.as_ref();
    let (read, written) =
        (prompt_tokens.unwrap_or_default(), completion_tokens.unwrap_or_default());
    let mut usage = Usage::new(read, written);
    usage.total_tokens = total_tokens.unwrap_or(usage.total_tokens);
    usage.cache_read_tokens = input.and_then(|it| it.cached_tokens).or(*prompt_cache_hit_tokens);
    usage.input_audio_tokens = input.and_then(|it| it.audio_tokens);
    usage.output_audio_tokens = output.and_then(|it| it.audio_tokens);
    usage.reasoning_tokens = output.and_then(|it| it.reasoning_tokens);
    usage.accepted_prediction_tokens = output.and_then(|it| it.accepted_prediction_tokens);
    usage.rejected_prediction_tokens = output.and_then(|it| it.rejected_prediction_tokens);
    usage
}
