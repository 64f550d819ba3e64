//! Answers.

use std::time::Duration;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{assistant_message, extensions, finite, text};
use crate::{
    Attempt, AttemptOutcome, ErrorKind, FinishReason, Logprobs, StandardChoice, StandardResponse,
    TokenLogprob, Usage,
};

/// Why a model stopped, where nothing was cut off.
pub fn finish_reason() -> impl Strategy<Value = FinishReason> {
    prop_oneof![
        Just(FinishReason::Stop),
        Just(FinishReason::ToolCalls),
        Just(FinishReason::Other("pause".to_owned())),
    ]
}

fn token_logprob() -> impl Strategy<Value = TokenLogprob> {
    (text(), finite(), option::of(vec(any::<u8>(), 0..4)))
        .prop_map(|(token, logprob, bytes)| TokenLogprob { token, logprob, bytes, top: Vec::new() })
}

/// How sure the model was.
pub fn logprobs() -> impl Strategy<Value = Logprobs> {
    let token = || {
        (token_logprob(), vec(token_logprob(), 0..2))
            .prop_map(|(token, top)| TokenLogprob { top, ..token })
    };
    (vec(token(), 0..3), vec(token(), 0..2))
        .prop_map(|(content, refusal)| Logprobs { content, refusal })
}

/// What a call consumed.
pub fn usage() -> impl Strategy<Value = Usage> {
    let count = || 0..100_000_u64;
    let part = move || option::of(count());
    (count(), count(), part(), part(), part(), option::of(0..1_000_000_i64)).prop_map(
        |(input, output, cached, thought, image, micros)| Usage {
            cache_read_tokens: cached,
            reasoning_tokens: thought,
            output_image_tokens: image,
            cost: micros.map(|micros| Decimal::new(micros, 6).into()),
            ..Usage::new(input, output)
        },
    )
}

/// One try at a call.
pub fn attempt() -> impl Strategy<Value = Attempt> {
    let kind = proptest::sample::select(ErrorKind::ALL.as_slice());
    let outcome = prop_oneof![
        Just(AttemptOutcome::Succeeded),
        Just(AttemptOutcome::Lost),
        Just(AttemptOutcome::Unfinished),
        kind.prop_map(AttemptOutcome::Failed)
    ];
    (
        (option::of("[a-z]{4}"), option::of(text())),
        option::of("[0-9a-f]{4}"),
        option::of(100_u16..600),
        (option::of("gen-[a-z0-9]{8}"), option::of(any::<u64>())),
        outcome,
        (any::<u32>(), 0..1_000_000_000_u32),
        any::<[bool; 2]>(),
    )
        .prop_map(
            |((provider, model), key, status, (id, shortened_to), outcome, time, marks)| {
                let [is_hedge, maybe_billed] = marks;
                Attempt {
                    provider,
                    model: model.map(Into::into),
                    key,
                    status,
                    response_id: id.map(Into::into),
                    shortened_to,
                    is_hedge,
                    outcome,
                    duration: Duration::new(time.0.into(), time.1),
                    maybe_billed,
                }
            },
        )
}

/// A whole answer, in a form that its deltas add up to: each choice says something.
pub fn response() -> impl Strategy<Value = StandardResponse> {
    let choice = (assistant_message(), option::of(finish_reason()), option::of(logprobs()));
    (
        "gen-[a-z0-9]{8}",
        option::of(any::<u64>()),
        vec(choice, 1..3),
        option::of(usage()),
        vec(attempt(), 0..3),
        extensions(),
    )
        .prop_map(|(id, created, choices, usage, attempts, extensions)| StandardResponse {
            id: Some(id.into()),
            model: Some("author/model".into()),
            created,
            choices: (0_u32..)
                .zip(choices)
                .map(|(index, (message, finish_reason, logprobs))| StandardChoice {
                    index,
                    finish_reason: finish_reason
                        .or_else(|| message.is_empty().then_some(FinishReason::Stop)),
                    message,
                    logprobs,
                })
                .collect(),
            usage,
            attempts,
            extensions,
        })
}
