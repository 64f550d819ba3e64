//! One call, and what can be told of it without knowing what it met.

use futures::StreamExt as _;
use llm_types::{ChatProvider, Error, ErrorKind, StandardResponse, StreamEvent};
use openrouter_provider::OpenRouter;

use super::prompt::{WORDS, request, text};

/// How a call ended, in a few bytes: there are many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ended {
    pub(super) end: End,
    /// The records of attempts that the caller got.
    pub(super) attempts: u8,
    /// What failed on the way may be on the bill.
    pub(super) maybe_billed: bool,
}

/// What the caller got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The whole answer, word for word.
    Right,
    /// A call of a tool that is marked as cut off, and cannot be carried out.
    CutToolCall,
    Failed(ErrorKind),
}

/// Makes a call. An error is a sentence about what no caller must ever see.
pub(super) async fn make(
    provider: &OpenRouter,
    call: u32,
    is_stream: bool,
) -> Result<Ended, String> {
    let (said, end) = if is_stream {
        read(provider, call).await?
    } else {
        (None, provider.complete(request(call)).await)
    };
    match end {
        Ok(answer) => answered(call, said.as_deref(), &answer),
        Err(error) => failed(call, said.as_deref(), &error),
    }
}

/// Reads a stream: what was said, and its end.
async fn read(
    provider: &OpenRouter,
    call: u32,
) -> Result<(Option<String>, Result<StandardResponse, Error>), String> {
    let mut stream = match provider.stream(request(call)).await {
        Ok(stream) => stream,
        Err(error) => return Ok((None, Err(error))),
    };
    let (mut said, mut end) = (String::new(), None);
    while let Some(item) = stream.next().await {
        if end.is_some() {
            return Err(format!("call {call}: something follows the end"));
        }
        match item {
            Ok(StreamEvent::Text { text, .. }) => said.push_str(&text),
            Ok(StreamEvent::Finished(answer)) => end = Some(Ok(*answer)),
            Ok(_) => {}
            Err(error) => end = Some(Err(error)),
        }
    }
    let end = end.ok_or_else(|| format!("call {call}: the stream has no end"))?;
    Ok((Some(said), end))
}

fn answered(call: u32, said: Option<&str>, answer: &StandardResponse) -> Result<Ended, String> {
    if !answer.tool_calls().is_empty() {
        return Err(format!("call {call}: a call of a tool that was cut off can be carried out"));
    }
    let (joined, expected) = (answer.joined_text(), text(call, WORDS));
    let is_cut = answer.finish_reason() == Some(&llm_types::FinishReason::Length);
    if said.is_some_and(|said| said != joined) {
        return Err(format!("call {call}: the answer is not what was streamed"));
    }
    let end = match () {
        () if is_cut && joined.is_empty() => End::CutToolCall,
        () if !is_cut && joined == expected => End::Right,
        () => return Err(format!("call {call}: a wrong answer of {} bytes", joined.len())),
    };
    let attempts = count(answer.attempts.len());
    let maybe_billed = answer.attempts.iter().any(|attempt| attempt.maybe_billed);
    Ok(Ended { end, attempts, maybe_billed })
}

fn failed(call: u32, said: Option<&str>, error: &Error) -> Result<Ended, String> {
    let partial = error.partial().map(StandardResponse::joined_text).unwrap_or_default();
    if !text(call, WORDS).starts_with(&partial) {
        return Err(format!("call {call}: what was said before the end is not its answer"));
    }
    if said.is_some_and(|said| said != partial) {
        return Err(format!("call {call}: the error does not have what was streamed"));
    }
    if said.is_some() && error.is_retryable() {
        return Err(format!("call {call}: a retry is advised after content"));
    }
    let attempts = count(error.attempts().len());
    Ok(Ended { end: End::Failed(error.kind()), attempts, maybe_billed: error.maybe_billed() })
}

fn count(attempts: usize) -> u8 {
    u8::try_from(attempts).unwrap_or(u8::MAX)
}
