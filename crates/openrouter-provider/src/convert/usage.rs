//! What a call consumed.

use llm_types::{Usage, Usd};
use openrouter_wire::{Count, chat as wire};
use serde_json::Number;

/// Counts that make no sense are taken for unsaid; they cost nobody the answer.
pub(super) fn usage(usage: &wire::Usage) -> Usage {
    let wire::Usage {
        prompt_tokens,
        completion_tokens,
        total_tokens,
        cost,
        // Kept as they are in `OpenRouterOutcome::usage`.
        is_byok: _,
        cost_details: _,
        prompt_tokens_details,
        completion_tokens_details,
        server_tool_use_details: _,
        server_tool_use: _,
        extra: _,
    } = usage;
    let input = count(prompt_tokens.as_ref()).unwrap_or_default();
    let output = count(completion_tokens.as_ref()).unwrap_or_default();
    let mut sum = Usage::new(input, output);
    if let Some(total) = count(total_tokens.as_ref()) {
        sum.total_tokens = total;
    }
    sum.cost = cost.as_ref().and_then(usd);
    if let Some(details) = prompt_tokens_details {
        let wire::PromptTokensDetails {
            cached_tokens,
            cache_write_tokens,
            audio_tokens,
            video_tokens,
            extra: _,
        } = details;
        sum.cache_read_tokens = count(cached_tokens.as_ref());
        sum.cache_creation_tokens = count(cache_write_tokens.as_ref());
        sum.input_audio_tokens = count(audio_tokens.as_ref());
        sum.input_video_tokens = count(video_tokens.as_ref());
    }
    if let Some(details) = completion_tokens_details {
        let wire::CompletionTokensDetails {
            reasoning_tokens,
            image_tokens,
            audio_tokens,
            accepted_prediction_tokens,
            rejected_prediction_tokens,
            extra: _,
        } = details;
        sum.reasoning_tokens = count(reasoning_tokens.as_ref());
        sum.output_image_tokens = count(image_tokens.as_ref());
        sum.output_audio_tokens = count(audio_tokens.as_ref());
        sum.accepted_prediction_tokens = count(accepted_prediction_tokens.as_ref());
        sum.rejected_prediction_tokens = count(rejected_prediction_tokens.as_ref());
    }
    sum
}

pub(super) fn count(count: Option<&Count>) -> Option<u64> {
    count.and_then(Count::get)
}

/// The number's own digits, exactly.
pub(super) fn usd(cost: &Number) -> Option<Usd> {
    cost.to_string().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_exact_however_they_are_written() {
        for (json, cost) in [
            (r#"{"cost":0}"#, "0"),
            (r#"{"cost":3.6e-06}"#, "0.0000036"),
            (r#"{"cost":0.0076509169000000005}"#, "0.0076509169000000005"),
        ] {
            let usage = usage(&serde_json::from_str(json).unwrap());
            assert_eq!(usage.cost.unwrap().to_string(), cost);
        }
    }

    #[test]
    fn nonsense_counts_are_unsaid_and_details_are_kept() {
        let usage = usage(
            &serde_json::from_str(
                r#"{"prompt_tokens":-1,"completion_tokens":10.0,"total_tokens":9,
                    "prompt_tokens_details":{"cached_tokens":3},
                    "completion_tokens_details":{"reasoning_tokens":40,"image_tokens":0}}"#,
            )
            .unwrap(),
        );
        assert_eq!((usage.input_tokens, usage.output_tokens, usage.total_tokens), (0, 10, 9));
        assert_eq!(usage.cache_read_tokens, Some(3));
        assert_eq!(usage.cache_creation_tokens, None);
        assert_eq!((usage.reasoning_tokens, usage.output_image_tokens), (Some(40), Some(0)));
    }
}
