//! Looking a generation up.

use std::time::Duration;

use llm_types::{Error, ErrorKind, Result, StandardResponse};
use openrouter_wire::generation;

use super::plan::{Form, plan};
use super::reconcile::maker;
use super::{Answer, CallOptions, document};
use crate::OpenRouter;
use crate::client::Caller;

/// How long a generation that is not there is looked for.
const LATE: Duration = Duration::from_secs(30);

impl OpenRouter {
    /// Looks up what the service has on record of a generation: what it cost, who served it, how
    /// long it took. The id is [`StandardResponse::id`](llm_types::StandardResponse::id), or
    /// [`Details::generation_id`](crate::Details::generation_id).
    ///
    /// The record is written late, some time after the answer: a generation that is not there is
    /// looked for again, for 30 s or as long as
    /// [`CallOptions::with_timeout`](crate::CallOptions::with_timeout) says. After a stream that
    /// was broken off it may take longer.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](llm_types::ErrorKind::NotFound) if it does not come up in that time;
    /// otherwise as [`call`](Self::call).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future stops looking.
    pub async fn generation(&self, id: impl Into<String> + Send) -> Result<generation::Generation> {
        self.generation_with(id, &CallOptions::default()).await.map(|answer| answer.value)
    }

    /// Looks up what the service has on record of an answer, with the key that asked for it: an
    /// answer that was stored, too, or one that another process got. Otherwise as
    /// [`generation`](Self::generation).
    ///
    /// ```no_run
    /// # async fn example(openrouter: openrouter_provider::OpenRouter) -> llm_types::Result<()> {
    /// use llm_types::{ChatProvider, StandardRequest};
    ///
    /// let answer = openrouter.complete(StandardRequest::prompt("Hi")).await?;
    /// let record = openrouter.generation_of(&answer).await?;
    /// println!("served by {:?} for {:?} USD", record.provider_name, record.total_cost);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`](llm_types::ErrorKind::InvalidRequest) if the answer has no id;
    /// otherwise as [`generation`](Self::generation).
    pub async fn generation_of(
        &self,
        response: &StandardResponse,
    ) -> Result<generation::Generation> {
        let Some(id) = &response.id else {
            return Err(Error::new(ErrorKind::InvalidRequest, "the answer has no id"));
        };
        let client = self.client();
        let options = CallOptions::default();
        let mut call = plan(&client, &generation::Get::new(id.as_str()), Form::Document, &options)?;
        call.http.comes_within = Some(LATE);
        let mut attempts = response.attempts.iter().rev();
        let answered = attempts.find(|attempt| attempt.outcome.is_success());
        if let Some(key) = answered.and_then(maker) {
            call.caller = Caller::Maker(key);
        }
        Ok(document::<generation::Response>(&client, &call).await?.value.data)
    }

    /// As [`generation`](Self::generation), with options, and with how the answer came about.
    ///
    /// # Errors
    ///
    /// As [`generation`](Self::generation).
    pub async fn generation_with(
        &self,
        id: impl Into<String> + Send,
        options: &CallOptions,
    ) -> Result<Answer<generation::Generation>> {
        let client = self.client();
        let operation = generation::Get::new(id);
        let mut call = plan(&client, &operation, Form::Document, options)?;
        call.http.comes_within = Some(options.timeout.unwrap_or(LATE));
        let document = document::<generation::Response>(&client, &call).await?;
        Ok(Answer::new(document.value.data, document.details))
    }
}
