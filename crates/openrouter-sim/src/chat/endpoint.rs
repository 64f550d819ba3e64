//! From a request to its reply.

use std::time::Duration;

use http::{HeaderName, StatusCode};
use openrouter_wire::{chat::Request, headers};

use super::{
    completion::Completion, envelope::Envelope, generate, limits, logprobs::Likelihood,
    prompt::Prompt, stream, unary, usage::Usage,
};
use crate::{
    catalogue::Served,
    error_reply::{self, encode},
    frame::Frame,
    reply::Reply,
    script::{Answer, ScriptedCompletion},
    seed::Seed,
    server::State,
    stream_style::StreamStyle,
};

/// After how many events a stream has a comment between them.
const EVENTS_PER_COMMENT: usize = 24;

/// Answers one request for a completion.
#[derive(Debug)]
pub(crate) struct Endpoint<'a> {
    pub(crate) state: &'a State,
    pub(crate) key_hash: &'a str,
    /// Where the names in the reply come from.
    pub(crate) names: Seed,
}

impl Endpoint<'_> {
    /// Makes the reply: the scripted one, or else a generated one.
    pub(crate) fn reply(&self, body: &str, scripted: Option<&Answer>) -> Reply {
        let reply = match scripted.and_then(Answer::as_reply) {
            Some(reply) => reply,
            None => self.complete(body, scripted).unwrap_or_else(|refusal| *refusal),
        };
        match scripted {
            Some(answer) => answer.finish_reply(reply),
            None => reply,
        }
    }

    fn complete(&self, body: &str, scripted: Option<&Answer>) -> Result<Reply, Box<Reply>> {
        self.state.keyring.check_limit(self.key_hash)?;
        let request = decode(body)?;
        let script = scripted.and_then(Answer::completion);
        let model = self.model(&request, script.is_some())?;
        let now = self.state.clock.unix_seconds();
        let envelope = Envelope::new(&model, now, self.names.fork("generation"));
        let prompt = Prompt::read(&request);
        let completion = self.completion(&request, &prompt, &model, &envelope, script);
        let style = self.state.style.clone();
        let style = match scripted {
            Some(answer) => answer.style().apply(style),
            None => style,
        };
        let usage = Usage::new(&model, prompt.tokens, &completion);
        let usage = if style.error.is_some() { usage.uncharged() } else { usage };
        self.state.keyring.spend(self.key_hash, now, usage.cost());
        let edit = |json: String| match scripted {
            Some(answer) => answer.edit_json(json),
            None => json,
        };
        let reply = if request.stream == Some(true) {
            Reply::events(frames(&envelope, &completion, usage, &style, edit))
        } else {
            let response = unary::response(&envelope, &completion, usage);
            let mut reply = Reply::json(StatusCode::OK, edit(encode(&response)));
            reply.wait = whole_answer(style.token_delay, usage);
            reply
        };
        Ok(reply.with_header(HeaderName::from_static(headers::GENERATION_ID), &envelope.id))
    }

    /// Finds the model that answers: the first that exists of those that the request names. A
    /// scripted answer is that of the first, whether it exists or not.
    fn model(&self, request: &Request, is_scripted: bool) -> Result<Served, Box<Reply>> {
        let catalogue = &self.state.catalogue;
        let fallbacks = request.models.iter().flatten().map(String::as_str);
        let mut asked = request.model.as_deref().into_iter().chain(fallbacks).peekable();
        let Some(first) = asked.peek().copied() else {
            let default = catalogue.serve(None);
            return Ok(default.unwrap_or_else(|| Served::unlisted("openrouter/auto")));
        };
        if is_scripted {
            let served = catalogue.serve(Some(first));
            return Ok(served.unwrap_or_else(|| Served::unlisted(first)));
        }
        let unknown = || bad_request(format!("{first} is not a valid model ID"));
        asked.find_map(|id| catalogue.serve(Some(id))).ok_or_else(unknown)
    }

    fn completion(
        &self,
        request: &Request,
        prompt: &Prompt,
        model: &Served,
        envelope: &Envelope,
        script: Option<&ScriptedCompletion>,
    ) -> Completion {
        let likelihood = Likelihood::read(request, model);
        if let Some(script) = script {
            let mut seed = self.names.fork("calls");
            let completion = Completion::scripted(script, envelope.family, &mut seed);
            return Completion { likelihood, ..completion };
        }
        let completion = generate::completion(request, prompt, model, envelope.family);
        let mut completion = Completion { likelihood, ..completion };
        limits::apply(&mut completion, request, envelope.family);
        completion
    }
}

/// Plays the chunks as events, with comments before and between them.
fn frames(
    envelope: &Envelope,
    completion: &Completion,
    usage: Usage,
    style: &StreamStyle,
    edit: impl Fn(String) -> String,
) -> Vec<Frame> {
    let mut chunks = stream::chunks(envelope, completion, usage, style.finish);
    if let Some((events, error)) = &style.error {
        chunks.truncate(*events);
        chunks.push(error.chunk(envelope.chunk(), usage.to_wire()));
    }
    let mut frames = vec![Frame::Comment; style.comments];
    for (chunk, number) in chunks.iter().zip(1_usize..) {
        if !style.token_delay.is_zero() {
            frames.push(Frame::Wait(style.token_delay));
        }
        frames.push(Frame::Event(edit(encode(chunk))));
        if style.comments > 0 && number.is_multiple_of(EVENTS_PER_COMMENT) {
            frames.push(Frame::Comment);
        }
    }
    frames.push(Frame::done());
    frames
}

/// Returns how long an answer takes that is not streamed.
fn whole_answer(token_delay: Duration, usage: Usage) -> Duration {
    token_delay.saturating_mul(u32::try_from(usage.completion_tokens()).unwrap_or(u32::MAX))
}

fn decode(body: &str) -> Result<Request, Box<Reply>> {
    let request: Request = openrouter_wire::decode(body.as_bytes())
        .map_err(|error| bad_request(format!("Invalid request body: {error}")))?;
    if request.messages.is_empty() && request.prompt.is_none() {
        return Err(bad_request("Input required: specify \"prompt\" or \"messages\""));
    }
    Ok(request)
}

fn bad_request(message: impl Into<String>) -> Box<Reply> {
    Box::new(error_reply::refusal(StatusCode::BAD_REQUEST, message))
}
