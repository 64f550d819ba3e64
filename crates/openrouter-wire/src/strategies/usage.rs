//! Usage.

use proptest::prelude::*;

use super::{
    maybe,
    scalar::{count, extra, number},
};
use crate::chat::{
    CompletionTokensDetails, CostDetails, PromptTokensDetails, ServerToolUse, Usage,
};

/// Makes usage.
pub fn usage() -> BoxedStrategy<Usage> {
    (
        (maybe(count()), maybe(count()), maybe(count()), maybe(number()), maybe(any::<bool>())),
        (
            maybe(cost_details()),
            maybe(prompt_tokens_details()),
            maybe(completion_tokens_details()),
            maybe(server_tool_use()),
            maybe(server_tool_use()),
        ),
        extra(),
    )
        .prop_map(|(totals, details, extra)| Usage {
            prompt_tokens: totals.0,
            completion_tokens: totals.1,
            total_tokens: totals.2,
            cost: totals.3,
            is_byok: totals.4,
            cost_details: details.0,
            prompt_tokens_details: details.1,
            completion_tokens_details: details.2,
            server_tool_use_details: details.3,
            server_tool_use: details.4,
            extra,
        })
        .boxed()
}

pub(super) fn cost_details() -> impl Strategy<Value = CostDetails> {
    (maybe(number()), maybe(number()), maybe(number()), extra()).prop_map(
        |(
            upstream_inference_cost,
            upstream_inference_prompt_cost,
            upstream_inference_completions_cost,
            extra,
        )| CostDetails {
            upstream_inference_cost,
            upstream_inference_prompt_cost,
            upstream_inference_completions_cost,
            extra,
        },
    )
}

fn prompt_tokens_details() -> impl Strategy<Value = PromptTokensDetails> {
    (maybe(count()), maybe(count()), maybe(count()), maybe(count()), extra()).prop_map(
        |(cached_tokens, cache_write_tokens, audio_tokens, video_tokens, extra)| {
            PromptTokensDetails {
                cached_tokens,
                cache_write_tokens,
                audio_tokens,
                video_tokens,
                extra,
            }
        },
    )
}

fn completion_tokens_details() -> impl Strategy<Value = CompletionTokensDetails> {
    (maybe(count()), maybe(count()), maybe(count()), maybe(count()), maybe(count()), extra())
        .prop_map(|(reasoning, image, audio, accepted, rejected, extra)| CompletionTokensDetails {
            reasoning_tokens: reasoning,
            image_tokens: image,
            audio_tokens: audio,
            accepted_prediction_tokens: accepted,
            rejected_prediction_tokens: rejected,
            extra,
        })
}

fn server_tool_use() -> impl Strategy<Value = ServerToolUse> {
    (maybe(count()), maybe(count()), maybe(count()), extra()).prop_map(
        |(tool_calls_requested, tool_calls_executed, web_search_requests, extra)| ServerToolUse {
            tool_calls_requested,
            tool_calls_executed,
            web_search_requests,
            extra,
        },
    )
}
