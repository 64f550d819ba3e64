//! Replies.

use proptest::{collection, prelude::*};

use super::{
    error::api_error,
    maybe,
    message::{annotations, audio, content, function_call, images, reasoning_details, tool_calls},
    scalar::{count, extra, json, name, number, object, text},
    usage::usage,
};
use crate::{
    RawJson,
    chat::{
        Choice, FinishReason, Logprobs, Response, ResponseMessage, Role, ServiceTier, TokenLogprob,
        TopLogprob, Upstream,
    },
    router,
};

/// Makes a reply.
pub fn response() -> BoxedStrategy<Response> {
    (
        (maybe(text()), maybe(text()), maybe(count()), maybe(text()), maybe(upstream())),
        (maybe(text()), maybe(name(ServiceTier::NAMES))),
        (maybe(collection::vec(choice(), 0..3)), maybe(usage())),
        (maybe(api_error()), maybe(text()), maybe(router_metadata())),
        extra(),
    )
        .prop_map(|(identity, configuration, answer, failure, extra)| Response {
            id: identity.0,
            object: identity.1,
            created: identity.2,
            model: identity.3,
            provider: identity.4,
            system_fingerprint: configuration.0,
            service_tier: configuration.1,
            choices: answer.0,
            usage: answer.1,
            error: failure.0,
            user_id: failure.1,
            openrouter_metadata: failure.2,
            extra,
        })
        .boxed()
}

/// Makes an upstream: a name, or now and then an answer in its place.
pub(super) fn upstream() -> impl Strategy<Value = Upstream> {
    let json = json().prop_filter_map("JSON", |json| RawJson::from_text(json.to_string()).ok());
    let nested = collection::btree_map(text(), json, 0..3);
    prop_oneof![
        9 => text().prop_map(Upstream::Name),
        1 => nested.prop_map(Upstream::Nested),
    ]
}

fn choice() -> impl Strategy<Value = Choice> {
    (
        maybe(count()),
        maybe(name(FinishReason::NAMES)),
        maybe(text()),
        maybe(logprobs()),
        maybe(message()),
        maybe(text()),
        maybe(api_error()),
        extra(),
    )
        .prop_map(|(index, finish_reason, native, logprobs, message, text, error, extra)| {
            Choice {
                index,
                finish_reason,
                native_finish_reason: native,
                logprobs,
                message,
                text,
                error,
                extra,
            }
        })
}

fn message() -> impl Strategy<Value = ResponseMessage> {
    (
        (maybe(name(Role::NAMES)), maybe(content()), maybe(text()), maybe(text()), maybe(text())),
        (maybe(text()), maybe(reasoning_details())),
        (maybe(tool_calls()), maybe(function_call()), maybe(annotations())),
        (maybe(images()), maybe(audio())),
        extra(),
    )
        .prop_map(|(said, thought, tools, media, extra)| ResponseMessage {
            role: said.0,
            content: said.1,
            refusal: said.2,
            name: said.3,
            model: said.4,
            reasoning: thought.0,
            reasoning_details: thought.1,
            tool_calls: tools.0,
            function_call: tools.1,
            annotations: tools.2,
            images: media.0,
            audio: media.1,
            extra,
        })
}

pub(super) fn logprobs() -> impl Strategy<Value = Logprobs> {
    let tokens = || collection::vec(token_logprob(), 0..2);
    (maybe(tokens()), maybe(tokens()), extra()).prop_map(|(content, refusal, extra)| Logprobs {
        content,
        refusal,
        extra,
    })
}

fn token_logprob() -> impl Strategy<Value = TokenLogprob> {
    let bytes =
        || maybe(collection::vec(any::<u16>().prop_map(|byte| u64::from(byte).into()), 0..3));
    let top = (text(), maybe(number()), bytes(), extra())
        .prop_map(|(token, logprob, bytes, extra)| TopLogprob { token, logprob, bytes, extra });
    (text(), maybe(number()), bytes(), maybe(collection::vec(top, 0..2)), extra()).prop_map(
        |(token, logprob, bytes, top_logprobs, extra)| TokenLogprob {
            token,
            logprob,
            bytes,
            top_logprobs,
            extra,
        },
    )
}

pub(super) fn router_metadata() -> BoxedStrategy<router::Metadata> {
    let endpoint = (maybe(text()), maybe(text()), maybe(any::<bool>()), extra()).prop_map(
        |(provider, model, selected, extra)| router::Endpoint { provider, model, selected, extra },
    );
    let endpoints = (maybe(count()), maybe(collection::vec(endpoint, 0..2)), extra())
        .prop_map(|(total, available, extra)| router::Endpoints { total, available, extra });
    let attempt = (maybe(text()), maybe(text()), maybe(count()), extra()).prop_map(
        |(provider, model, status, extra)| router::Attempt { provider, model, status, extra },
    );
    let params = (maybe(text()), maybe(number()), maybe(number()), extra()).prop_map(
        |(version_group, quality_floor, throughput_floor, extra)| router::Params {
            version_group,
            quality_floor,
            throughput_floor,
            extra,
        },
    );
    (
        (maybe(text()), maybe(name(router::Strategy::NAMES)), maybe(text()), maybe(text())),
        (maybe(count()), maybe(any::<bool>()), maybe(endpoints)),
        (
            maybe(collection::vec(attempt, 0..2)),
            maybe(params),
            maybe(collection::vec(stage(), 0..2)),
        ),
        extra(),
    )
        .prop_map(|(call, outcome, steps, extra)| router::Metadata {
            requested: call.0,
            strategy: call.1,
            region: call.2,
            summary: call.3,
            attempt: outcome.0,
            is_byok: outcome.1,
            endpoints: outcome.2,
            attempts: steps.0,
            params: steps.1,
            pipeline: steps.2,
            extra,
        })
        .boxed()
}

fn stage() -> impl Strategy<Value = router::Stage> {
    (
        (maybe(name(router::StageKind::NAMES)), maybe(text()), maybe(text())),
        (maybe(object()), maybe(text()), maybe(text()), maybe(number())),
        extra(),
    )
        .prop_map(|(what, details, extra)| router::Stage {
            kind: what.0,
            name: what.1,
            summary: what.2,
            data: details.0,
            guardrail_id: details.1,
            guardrail_scope: details.2,
            cost_usd: details.3,
            extra,
        })
}
