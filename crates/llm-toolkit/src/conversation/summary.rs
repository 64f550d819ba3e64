//! [`Conversation::fit_with_summary`]: a few words for what had to go.

use std::future::Future;

use llm_types::Message;

use super::{Conversation, FitError, Fitted, TokenBudget};

impl Conversation {
    /// As [`fit`](Self::fit), with a message in place of what had to go.
    ///
    /// `summarize` is asked only if something goes for want of room, and then once; `reserve` tokens
    /// are kept free for what it gives. If that is longer, more of the oldest goes. The message stands behind the
    /// instructions at the beginning; of the user's role it goes into the next summary in its turn,
    /// as an instruction it stays for ever.
    ///
    /// ```
    /// use llm_toolkit::{Conversation, TokenBudget};
    /// use llm_types::{ChatProvider, Error, Message, ProviderExt, StandardRequest};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let provider = llm_types::mock::ScriptedProvider::new().then("They met.").repeat_last();
    /// # let mut talk = Conversation::new();
    /// # (0..9).for_each(|_| { talk.push_user("Hello, hello, hello!"); talk.push(Message::assistant("Hi!")); });
    /// # talk.push_user("And now?");
    /// let fitted = talk
    ///     .fit_with_summary(&TokenBudget::new(60), 20, async |dropped| {
    ///         let request = StandardRequest::new(dropped)
    ///             .with_message(Message::user("Sum up what was said so far."));
    ///         let summary = provider.ask(request).await?;
    ///         Ok::<_, Error>(Message::user(format!("What was said before: {summary}")))
    ///     })
    ///     .await?;
    /// assert!(fitted.tokens <= 60);
    /// # assert_eq!(fitted.conversation.messages()[0], Message::user("What was said before: They met."));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// What `summarize` fails with; a [`FitError`] if it cannot be made to fit, as an
    /// [`Error`](llm_types::Error) or whatever else it converts into.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops that of `summarize`; the conversation is as it was.
    pub async fn fit_with_summary<E, Summary>(
        &self,
        budget: &TokenBudget,
        reserve: u64,
        summarize: impl FnOnce(Vec<Message>) -> Summary,
    ) -> Result<Fitted, E>
    where
        E: From<FitError>,
        Summary: Future<Output = Result<Message, E>>,
    {
        let whole = self.cut(budget)?;
        if whole.gone.is_empty() {
            return Ok(self.without(&whole));
        }
        // A summary that leaves no room for itself is none.
        let cut = self.cut(&budget.less(reserve)).unwrap_or(whole);
        // A result without its call cannot be sent to who sums up, either.
        let gone = cut.gone.iter().filter_map(|place| self.messages().get(*place));
        let summary = summarize(gone.cloned().collect()).await?;
        let length = budget.counter().message(&summary);
        let cut = if cut.tokens.saturating_add(length) <= budget.room() {
            cut
        } else {
            self.cut(&budget.less(length))?
        };
        let mut fitted = self.without(&cut);
        fitted.tokens = fitted.tokens.saturating_add(length);
        let messages = &mut fitted.conversation.messages;
        let is_pinned =
            |message: &Message| matches!(message, Message::System(_) | Message::Developer(_));
        let place = messages.iter().take_while(|message| is_pinned(message)).count();
        messages.insert(place, summary);
        Ok(fitted)
    }
}
