//! Records of generations.

use proptest::{array::uniform, collection::vec, prelude::*};

use super::{
    maybe,
    scalar::{count, extra, name, number, text},
};
use crate::{
    chat::{FinishReason, ServiceTier},
    generation::{ApiType, DataRegion, Generation, ProviderResponse, Response},
};

/// Makes the record of a generation.
pub fn generation() -> BoxedStrategy<Response> {
    (data(), extra()).prop_map(|(data, extra)| Response { data, extra }).boxed()
}

fn data() -> impl Strategy<Value = Generation> {
    (
        measured(),
        (uniform::<_, 10>(maybe(text())), uniform::<_, 7>(maybe(text()))),
        uniform::<_, 3>(maybe(any::<bool>())),
        (maybe(name(ApiType::NAMES)), maybe(name(DataRegion::NAMES))),
        (maybe(name(FinishReason::NAMES)), maybe(name(ServiceTier::NAMES))),
        maybe(vec(provider_response(), 0..3)),
        extra(),
    )
        .prop_map(
            |(measured, (ids, caller), flags, kinds, ends, provider_responses, extra)| {
                let [
                    id,
                    request_id,
                    upstream_id,
                    model,
                    provider_name,
                    router,
                    created_at,
                    ids @ ..,
                ] = ids;
                let [web_search_engine, native_finish_reason, session_id] = ids;
                let [external_user, preset_id, response_cache_source_id, origin, caller @ ..] =
                    caller;
                let [http_referer, user_agent, workspace_id] = caller;
                let [is_byok, streamed, cancelled] = flags;
                let (api_type, data_region) = kinds;
                let (finish_reason, service_tier) = ends;
                Generation {
                    id,
                    request_id,
                    upstream_id,
                    model,
                    provider_name,
                    router,
                    api_type,
                    created_at,
                    is_byok,
                    web_search_engine,
                    finish_reason,
                    native_finish_reason,
                    streamed,
                    cancelled,
                    provider_responses,
                    service_tier,
                    data_region,
                    session_id,
                    external_user,
                    preset_id,
                    response_cache_source_id,
                    origin,
                    http_referer,
                    user_agent,
                    workspace_id,
                    extra,
                    ..measured
                }
            },
        )
}

/// Makes a generation of which only the numbers are known.
fn measured() -> impl Strategy<Value = Generation> {
    (uniform::<_, 7>(maybe(number())), uniform::<_, 13>(maybe(count()))).prop_map(
        |(numbers, counts)| {
            let [total_cost, usage, upstream_inference_cost, cache_discount, times @ ..] = numbers;
            let [latency, moderation_latency, generation_time] = times;
            let [tokens_prompt, tokens_completion, counts @ ..] = counts;
            let [native_tokens_prompt, native_tokens_completion, counts @ ..] = counts;
            let [native_tokens_completion_images, native_tokens_reasoning, counts @ ..] = counts;
            let [native_tokens_cached, num_media_prompt, num_input_audio_prompt, counts @ ..] =
                counts;
            let [num_media_completion, num_search_results, num_fetches, app_id] = counts;
            Generation {
                total_cost,
                usage,
                upstream_inference_cost,
                cache_discount,
                tokens_prompt,
                tokens_completion,
                native_tokens_prompt,
                native_tokens_completion,
                native_tokens_completion_images,
                native_tokens_reasoning,
                native_tokens_cached,
                num_media_prompt,
                num_input_audio_prompt,
                num_media_completion,
                num_search_results,
                num_fetches,
                latency,
                moderation_latency,
                generation_time,
                app_id,
                ..Generation::default()
            }
        },
    )
}

fn provider_response() -> impl Strategy<Value = ProviderResponse> {
    (
        uniform::<_, 4>(maybe(text())),
        (maybe(count()), maybe(number()), maybe(any::<bool>())),
        maybe(name(ServiceTier::NAMES)),
        extra(),
    )
        .prop_map(|(names, (status, latency, is_byok), routed_service_tier, extra)| {
            let [id, provider_name, endpoint_id, model_permaslug] = names;
            ProviderResponse {
                id,
                provider_name,
                status,
                latency,
                endpoint_id,
                model_permaslug,
                is_byok,
                routed_service_tier,
                extra,
            }
        })
}
