//! Sums up texts of any length, by whatever model stands behind a [`ChatProvider`].
//!
//! A text that is too long for one request is cut into pieces. Each of them is asked about, a few at
//! a time; what comes back is summed up in turn, and that last answer is told as it comes.

mod pieces;
mod summary;

use std::sync::Arc;
use std::time::Duration;

use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use llm_types::{
    ChatProvider, Error, ErrorKind, Message, Result, StandardRequest, StandardResponse,
    StreamEvent, Usage,
};

pub use self::summary::{Progress, Summary};

/// What is told to the model first.
const INSTRUCTIONS: &str =
    "You sum up texts. Keep names, numbers and decisions, leave out the rest, and add nothing.";
/// What is too long for the model is cut into smaller pieces, unless it is shorter than this.
const SHORTEST: usize = 200;

/// Sums up texts.
#[derive(Debug, Clone)]
pub struct Summarizer {
    /// The smallest trait that is enough: tests need no more than that either.
    provider: Arc<dyn ChatProvider>,
    piece_length: usize,
    parallel: usize,
    timeout: Duration,
}

impl Summarizer {
    /// By this provider, in pieces of 12,000 bytes, four at a time, each within a minute.
    pub fn new(provider: Arc<dyn ChatProvider>) -> Self {
        Self { provider, piece_length: 12_000, parallel: 4, timeout: Duration::from_secs(60) }
    }

    /// In pieces of this many bytes at the most.
    #[must_use]
    pub const fn piece_length(mut self, bytes: usize) -> Self {
        self.piece_length = bytes;
        self
    }

    /// With so many requests at a time.
    #[must_use]
    pub const fn parallel(mut self, requests: usize) -> Self {
        self.parallel = requests;
        self
    }

    /// With so much time for each request.
    #[must_use]
    pub const fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = limit;
        self
    }

    /// Sums a text up, and tells how far it is. Dropping the future cancels what is under way.
    ///
    /// # Errors
    ///
    /// Of the first request that fails. If the last answer breaks off, what had come of it is in
    /// [`Error::partial`]. An empty text is [`ErrorKind::InvalidRequest`].
    pub async fn summarize(
        &self,
        text: &str,
        mut progress: impl FnMut(Progress<'_>) + Send,
    ) -> Result<Summary> {
        if text.trim().is_empty() {
            return Err(Error::new(ErrorKind::InvalidRequest, "there is no text to sum up"));
        }
        let mut text = text.trim().to_owned();
        let mut length = self.piece_length;
        let mut summary = Summary::default();
        loop {
            if text.len() > length {
                let notes = self.notes(&text, length, &mut summary, &mut progress).await?;
                if notes.len() >= text.len() {
                    // Otherwise it would go on for ever, at a cost.
                    let message = "the model does not make the text shorter";
                    return Err(Error::new(ErrorKind::Unsupported, message));
                }
                text = notes;
                continue;
            }
            match self.last(&text, &mut progress).await {
                Err(error) if can_be_cut(&error, &text) => length = text.len() / 2,
                Err(error) => return Err(error),
                Ok(response) => {
                    summary.text = response.joined_text();
                    summary.add(response.usage);
                    return Ok(summary);
                }
            }
        }
    }

    /// What is to be remembered of each piece, in the order of the text.
    async fn notes(
        &self,
        text: &str,
        length: usize,
        summary: &mut Summary,
        progress: &mut (impl FnMut(Progress<'_>) + Send),
    ) -> Result<String> {
        let pieces = pieces::split(text, length);
        let of = pieces.len();
        let answers = stream::iter(pieces).map(|piece| self.note(piece)).buffered(self.parallel);
        let mut answers = std::pin::pin!(answers);
        let mut notes = Vec::new();
        while let Some((note, usage)) = answers.try_next().await? {
            notes.push(note);
            summary.add(Some(usage));
            progress(Progress::Piece { done: notes.len(), of });
        }
        summary.pieces += of;
        Ok(notes.join("\n\n"))
    }

    /// What is to be remembered of a piece. One that is too long for the model is asked about in
    /// smaller ones.
    async fn note(&self, piece: &str) -> Result<(String, Usage)> {
        let (mut notes, mut usage) = (Vec::new(), Usage::default());
        let mut left = vec![piece];
        while let Some(piece) = left.pop() {
            match self.provider.complete(self.request("Make notes of this part", piece)).await {
                Err(error) if can_be_cut(&error, piece) => {
                    left.extend(pieces::split(piece, piece.len() / 2).into_iter().rev());
                }
                Err(error) => return Err(error),
                Ok(response) => {
                    notes.push(response.joined_text());
                    usage += &response.usage.unwrap_or_default();
                }
            }
        }
        Ok((notes.join("\n"), usage))
    }

    async fn last(
        &self,
        text: &str,
        progress: &mut (impl FnMut(Progress<'_>) + Send),
    ) -> Result<StandardResponse> {
        let mut stream = self.provider.stream(self.request("Sum this up", text)).await?;
        loop {
            match stream.next_event().await? {
                Some(StreamEvent::Text { text, .. }) => progress(Progress::Text(&text)),
                Some(StreamEvent::Finished(response)) => return Ok(*response),
                Some(_) => {}
                // A stream has an end, or an error: this is neither.
                None => return Err(Error::new(ErrorKind::Interrupted, "the answer has no end")),
            }
        }
    }

    fn request(&self, task: &str, text: &str) -> StandardRequest {
        StandardRequest::new([
            Message::system(INSTRUCTIONS),
            Message::user(format!("{task}:\n\n{text}")),
        ])
        .with_temperature(0.0)
        .with_timeout(self.timeout)
    }
}

fn can_be_cut(error: &Error, text: &str) -> bool {
    error.kind() == ErrorKind::ContextLength && text.len() >= SHORTEST
}
