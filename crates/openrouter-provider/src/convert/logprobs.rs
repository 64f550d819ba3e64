//! How sure the model was.

use llm_types::{Logprobs, TokenLogprob};
use openrouter_wire::{Count, chat as wire};
use serde_json::Number;

pub(super) fn logprobs(logprobs: wire::Logprobs) -> Logprobs {
    let wire::Logprobs { content, refusal, extra: _ } = logprobs;
    let mut sum = Logprobs::default();
    sum.content = content.into_iter().flatten().map(token).collect();
    sum.refusal = refusal.into_iter().flatten().map(token).collect();
    sum
}

fn token(token: wire::TokenLogprob) -> TokenLogprob {
    let wire::TokenLogprob { token, logprob, bytes, top_logprobs, extra: _ } = token;
    let mut sure = entry(token, logprob, bytes);
    sure.top = top_logprobs
        .into_iter()
        .flatten()
        .map(|other| {
            let wire::TopLogprob { token, logprob, bytes, extra: _ } = other;
            entry(token, logprob, bytes)
        })
        .collect();
    sure
}

fn entry(token: String, logprob: Option<Number>, bytes: Option<Vec<Count>>) -> TokenLogprob {
    let mut entry = TokenLogprob::default();
    entry.token = token;
    entry.logprob = logprob.and_then(|number| number.as_f64()).unwrap_or_default();
    // What is no byte makes the others worthless.
    let byte = |byte: &Count| u8::try_from(byte.get()?).ok();
    entry.bytes = bytes.and_then(|bytes| bytes.iter().map(byte).collect());
    entry
}
