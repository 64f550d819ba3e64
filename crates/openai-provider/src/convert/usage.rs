//! What an answer consumed.

use llm_types::Usage;
use serde_json::Value;

/// What is said of it; nothing, if it is not said what was read.
pub(crate) fn usage(said: &Value) -> Option<Usage> {
    let count = |place: &str| said.pointer(place).and_then(Value::as_u64);
    let written = count("/completion_tokens").unwrap_or_default();
    let mut usage = Usage::new(count("/prompt_tokens")?, written);
    usage.total_tokens = count("/total_tokens").unwrap_or(usage.total_tokens);
    let cached = count("/prompt_tokens_details/cached_tokens");
    // As `DeepSeek` calls them.
    usage.cache_read_tokens = cached.or_else(|| count("/prompt_cache_hit_tokens"));
    usage.input_audio_tokens = count("/prompt_tokens_details/audio_tokens");
    let of_output = |name: &str| count(&format!("/completion_tokens_details/{name}"));
    usage.output_audio_tokens = of_output("audio_tokens");
    usage.reasoning_tokens = of_output("reasoning_tokens");
    usage.accepted_prediction_tokens = of_output("accepted_prediction_tokens");
    usage.rejected_prediction_tokens = of_output("rejected_prediction_tokens");
    Some(usage)
}
