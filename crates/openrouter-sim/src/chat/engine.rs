//! From a request to what a model says.

use std::time::Duration;

use openrouter_wire::{chat::Request, generation::ApiType, router};
use rust_decimal::Decimal;

use super::{
    completion::{Completion, Ending},
    envelope::Envelope,
    generate, limits,
    logprobs::Likelihood,
    prompt::Prompt,
    routing::Choice,
    usage::Usage,
};
use crate::{
    catalogue::Served,
    keyring::Estimate,
    ledger::{Generation, Output},
    refusal::Refusal,
    server::Call,
    stream_style::StreamStyle,
};

/// What chooses a model if the request names none.
const ROUTER: &str = "openrouter/auto";

/// What a model says to a request, before it has the form of an endpoint.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) envelope: Envelope,
    pub(crate) completion: Completion,
    pub(crate) usage: Usage,
    pub(crate) style: StreamStyle,
    /// How it was routed, if the request wants to know, and the answer does not fail and is not
    /// given again.
    pub(crate) routing: Option<router::Metadata>,
}

/// Lets a model answer, or the script in its place; charges for it and keeps a record.
pub(crate) fn answer(call: &Call<'_>, request: &Request) -> Result<Answered, Refusal> {
    let choice = choose(call, request)?;
    check_limits(call, &choice)?;
    let model = choice.served.clone().at(call.tariff);
    let envelope = Envelope::new(&model, call.now(), call.id_names.fork("generation"));
    let prompt = Prompt::read(request);
    check_funds(call, request, &model, &prompt)?;
    let completion = completion(call, request, &prompt, &model, &envelope);
    let style = call.state.style.clone();
    let style = match call.scripted {
        Some(answer) => answer.style().apply(style),
        None => style,
    };
    let usage = Usage::new(&model, prompt.tokens, &completion);
    let usage = if style.error.is_some() { usage.uncharged() } else { usage };
    let (usage, style) = match call.hit {
        Some(_) => (Usage::none(), StreamStyle { token_delay: Duration::ZERO, ..style }),
        None => (usage, style),
    };
    let fails = style.error.is_some() || completion.ending(envelope.family) == Ending::Failed;
    let routing = if fails || call.hit.is_some() { None } else { choice.metadata(call, &envelope) };
    let answered = Answered { envelope, completion, usage, style, routing };
    call.charge(answered.record(request.stream == Some(true)));
    Ok(answered)
}

/// Refuses a key, or an account, that may ask no more. What is given again counts for no quota.
fn check_limits(call: &Call<'_>, choice: &Choice) -> Result<(), Refusal> {
    let keyring = &call.state.keyring;
    if choice.is_free() && call.hit.is_none() {
        keyring.take_free(call.key_hash, call.now())
    } else {
        keyring.check_limit(call.key_hash, call.now())
    }
}

/// Refuses what could not be paid if the answer were as long as it may be.
fn check_funds(
    call: &Call<'_>,
    request: &Request,
    model: &Served,
    prompt: &Prompt,
) -> Result<(), Refusal> {
    let asked = request.max_completion_tokens.or(request.max_tokens);
    let tokens = asked.unwrap_or(model.most_tokens).min(model.most_tokens);
    let estimate = Estimate {
        prompt: model.prompt_price * Decimal::from(prompt.tokens),
        token_price: model.completion_price,
        tokens,
    };
    let keyring = &call.state.keyring;
    keyring.check_affordable(call.key_hash, estimate, call.now())?;
    let is_over = |index| call.state.log.end_of(index).is_some();
    keyring.hold(call.key_hash, estimate, call.log_index, is_over)
}

/// Finds the model that answers: the first that exists of those that the request names. A
/// scripted answer is that of the first, whether it exists or not.
fn choose(call: &Call<'_>, request: &Request) -> Result<Choice, Refusal> {
    let catalogue = &call.state.catalogue;
    let fallbacks = request.models.iter().flatten().map(String::as_str);
    let mut asked = request.model.as_deref().into_iter().chain(fallbacks);
    let Some(first) = asked.next() else {
        let served = catalogue.serve(None).unwrap_or_else(|| Served::unlisted(ROUTER));
        return Ok(Choice::first(catalogue, served, ROUTER));
    };
    if let Some(served) = catalogue.serve(Some(first)) {
        return Ok(Choice::first(catalogue, served, first));
    }
    if call.scripted.is_some() {
        return Ok(Choice::first(catalogue, Served::unlisted(first), first));
    }
    let unknown = || Refusal::bad_request(format!("{first} is not a valid model ID"));
    let later = asked.find_map(|id| catalogue.serve(Some(id))).ok_or_else(unknown)?;
    Ok(Choice::later(later, first))
}

fn completion(
    call: &Call<'_>,
    request: &Request,
    prompt: &Prompt,
    model: &Served,
    envelope: &Envelope,
) -> Completion {
    let likelihood = Likelihood::read(request, model);
    if let Some(script) = call.scripted.and_then(|answer| answer.completion()) {
        let mut seed = call.names.fork("calls");
        let completion = Completion::scripted(script, envelope.family, &mut seed);
        return Completion { likelihood, ..completion };
    }
    let completion = generate::completion(request, prompt, model, envelope.family);
    let mut completion = Completion { likelihood, ..completion };
    limits::apply(&mut completion, request, envelope.family);
    completion
}

impl Answered {
    fn record(&self, streamed: bool) -> Generation {
        let Self { envelope, completion, usage, style, routing: _ } = self;
        let upstream = envelope.family.upstream();
        let blank = Generation::new(&envelope.id, ApiType::Completions, &envelope.model, upstream);
        let failed = || (openrouter_wire::chat::FinishReason::Error, "error".to_owned());
        Generation {
            prompt_tokens: usage.prompt_tokens(),
            completion_tokens: usage.completion_tokens(),
            reasoning_tokens: usage.reasoning_tokens(),
            cost: usage.cost(),
            finish: Some(match style.error {
                Some(_) => failed(),
                None => completion.finish(envelope.family),
            }),
            streamed,
            output: Output {
                completion: completion.text.clone(),
                reasoning: completion.reasoning.clone(),
            },
            ..blank
        }
    }
}
