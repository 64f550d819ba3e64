//! [`Conversation`]: what was said so far, and how much of it a model is sent.

mod cache_plan;
pub use cache_plan::CachePlan;
mod fit;
pub use fit::{FitError, Fitted};
mod token_budget;
pub use token_budget::TokenBudget;
mod token_counter;
pub use token_counter::{TokenCounter, TokenEstimate};
mod script;
mod summary;
mod units;

use llm_types::{AssistantMessage, Message, StandardRequest, StandardResponse, ToolCallId};
use serde::{Deserialize, Serialize};

/// What was said so far.
///
/// It stores as the list of its messages. What a model said is kept as it came, thoughts and
/// signatures included, so that the next turn can be asked for.
///
/// ```
/// use llm_toolkit::{Conversation, TokenBudget};
/// use llm_types::{ChatProvider, StandardRequest};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let provider = llm_types::mock::ScriptedProvider::new().then("Hello, Ada.").repeat_last();
/// let mut talk = Conversation::new().with_system("You are a patient teacher.");
/// talk.push_user("I am Ada.");
/// // As much as fits is sent; all of it is kept.
/// let fitted = talk.fit(&TokenBudget::new(8_000))?;
/// let response = provider.complete(fitted.conversation.into()).await?;
/// talk.push_answer(&response);
///
/// let stored = serde_json::to_string(&talk)?;
/// let mut later: Conversation = serde_json::from_str(&stored)?;
/// later.push_user("Who am I?");
/// assert_eq!(later.messages().len(), 4);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Conversation {
    messages: Vec<Message>,
}

impl Conversation {
    /// Nothing was said.
    pub fn new() -> Self {
        Self::default()
    }

    /// With instructions before everything else.
    #[must_use]
    pub fn with_system(mut self, text: impl Into<String>) -> Self {
        self.messages.insert(0, Message::system(text));
        self
    }

    /// Adds a message of any kind.
    pub fn push(&mut self, message: impl Into<Message>) {
        self.messages.push(message.into());
    }

    /// Adds what the user says.
    pub fn push_user(&mut self, text: impl Into<String>) {
        self.push(Message::user(text));
    }

    /// Adds what the model answered, as it came: the first answer, where it gave several. Nothing
    /// is added if it gave none, or one that is empty but for its thoughts: services refuse a
    /// conversation with such a turn.
    pub fn push_answer(&mut self, response: &StandardResponse) {
        let answer = response.message().filter(|message| says_something(message));
        self.messages.extend(answer.cloned().map(Message::from));
    }

    /// Adds what a tool gave back for the call `id`.
    pub fn push_tool_result(&mut self, id: impl Into<ToolCallId>, text: impl Into<String>) {
        self.push(Message::tool_result(id, text));
    }

    /// All of it, oldest first.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// All of it, oldest first.
    pub fn into_messages(self) -> Vec<Message> {
        self.messages
    }

    /// How many tokens it has, as far as the counter can tell.
    pub fn tokens(&self, counter: &dyn TokenCounter) -> u64 {
        self.messages
            .iter()
            .fold(0, |sum: u64, message| sum.saturating_add(counter.message(message)))
    }
}

impl From<Vec<Message>> for Conversation {
    fn from(messages: Vec<Message>) -> Self {
        Self { messages }
    }
}

impl FromIterator<Message> for Conversation {
    fn from_iter<I: IntoIterator<Item = Message>>(messages: I) -> Self {
        Self { messages: messages.into_iter().collect() }
    }
}

impl Extend<Message> for Conversation {
    fn extend<I: IntoIterator<Item = Message>>(&mut self, messages: I) {
        self.messages.extend(messages);
    }
}

impl From<Conversation> for StandardRequest {
    fn from(conversation: Conversation) -> Self {
        Self::new(conversation.messages)
    }
}

impl From<&Conversation> for StandardRequest {
    fn from(conversation: &Conversation) -> Self {
        conversation.clone().into()
    }
}

/// Whether there is anything in an answer that can be sent back beside its thoughts. Calls that were
/// cut off cannot.
pub(crate) fn says_something(message: &AssistantMessage) -> bool {
    let AssistantMessage { content, refusal, tool_calls, audio, .. } = message;
    content.iter().any(|part| part.as_text().is_none_or(|text| !text.trim().is_empty()))
        || refusal.as_deref().is_some_and(|text| !text.is_empty())
        || !tool_calls.is_empty()
        || audio.is_some()
}

#[cfg(test)]
mod tests;
