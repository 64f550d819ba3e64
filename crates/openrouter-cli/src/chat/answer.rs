//! From a request to the printed answer.

use std::io::Write;

use llm_types::{
    ChatProvider, Error, ErrorKind, FinishReason, StandardRequest, StandardResponse,
    StandardStream, StreamEvent,
};
use tokio::time::Instant;

use super::output::Output;
use crate::args::{ChatArgs, ProviderArgs};
use crate::connection::Connection;
use crate::ending::Ending;
use crate::exit_status::ExitStatus;
use crate::notes::Notes;
use crate::other::Other;
use crate::printable::one_line;
use crate::summary::Summary;

/// Asks, and prints the answer as it comes, then what is to be said about it.
///
/// # Cancel safety
///
/// Dropping the future cancels the request; what was printed stays.
pub(super) async fn ask(
    args: &ChatArgs,
    provider: &ProviderArgs,
    request: StandardRequest,
    output: &mut Output<impl Write>,
    notes: &mut Notes<impl Write>,
) -> Result<ExitStatus, Ending> {
    if let Some(other) = Other::open(provider, args.model.as_deref(), notes).await? {
        let who = Who { provider: other.provider(), is_simulated: other.is_simulated() };
        return print(args, who, request, output, notes).await.map_err(Ending::elsewhere);
    }
    let connection = Connection::open("a simulator answers and not a model", notes).await?;
    let who = Who { provider: connection.provider(), is_simulated: connection.is_simulated() };
    print(args, who, request, output, notes).await
}

/// Who is asked.
struct Who<'a> {
    provider: &'a dyn ChatProvider,
    is_simulated: bool,
}

async fn print(
    args: &ChatArgs,
    Who { provider, is_simulated }: Who<'_>,
    request: StandardRequest,
    output: &mut Output<impl Write>,
    notes: &mut Notes<impl Write>,
) -> Result<ExitStatus, Ending> {
    let asked = Instant::now();
    let (mut stream, first) = if args.no_stream {
        let response = provider.complete(request).await?;
        (StandardStream::from_items(response.into_events().into_iter().map(Ok)), None)
    } else {
        // It returns with the first content.
        let stream = provider.stream(request).await?;
        (stream, Some(asked.elapsed()))
    };
    let response = loop {
        let Some(event) = stream.next_event().await? else {
            let message = "the stream ended without an answer or an error";
            return Err(Error::new(ErrorKind::Interrupted, message).into());
        };
        match &event {
            StreamEvent::Reasoning { text, .. } if args.show_reasoning && notes.are_read() => {
                notes.thought(text);
            }
            StreamEvent::Text { .. } => notes.end_thoughts(),
            _ => {}
        }
        output.event(&event)?;
        if let StreamEvent::Finished(response) = event {
            break response;
        }
    };
    output.end_line()?;
    notes.gap();
    let status = remark(&response, args, notes);
    if notes.are_read() {
        let (simulated, total) = (is_simulated, asked.elapsed());
        notes.dim(&Summary { response: &response, simulated, first, total }.to_string());
    }
    Ok(status)
}

/// Says what the text alone does not show, and how to exit.
fn remark(
    response: &StandardResponse,
    args: &ChatArgs,
    notes: &mut Notes<impl Write>,
) -> ExitStatus {
    let refusal = response.message().and_then(|message| message.refusal.as_deref());
    if let Some(refusal) = refusal.filter(|refusal| !refusal.is_empty()) {
        notes.warning("refused", &one_line(refusal));
        return ExitStatus::Refused;
    }
    match response.finish_reason() {
        Some(FinishReason::ContentFilter) => {
            notes.warning("refused", "a filter held back the answer, or the rest of it");
            return ExitStatus::Refused;
        }
        Some(FinishReason::Length) if args.max_tokens.is_some() => {
            notes.dim("note: cut off by --max-tokens");
        }
        Some(FinishReason::Length) => notes.dim("note: cut off at the model's limit"),
        _ if response.joined_text().is_empty() && !args.json => {
            notes.dim("note: the answer has no text; --json shows all there is");
        }
        _ => {}
    }
    ExitStatus::Success
}
