//! One extraction from its first request to its end.

use llm_types::{
    ChatProvider, Error, ErrorKind, StandardRequest, StandardResponse, StandardStream,
};
use serde::de::DeserializeOwned;
use tokio::time::Instant;
use tracing::debug;

use super::{AnswerForm, ExtractError, ExtractErrorKind, Extracted, Round, answer, prompt};
use crate::TypeSchema;

/// What the application wants of a value beyond its type.
pub(super) type Rule<'a, T> = Box<dyn Fn(&T) -> Result<(), String> + Send + Sync + 'a>;

/// One extraction: which forms are left, and what was answered so far.
pub(super) struct Job<'a, P: ?Sized, T> {
    provider: &'a P,
    /// As the application made it.
    request: StandardRequest,
    pub(super) schema: TypeSchema,
    /// The form that was asked in last.
    form: AnswerForm,
    /// Those that may still be tried, the best one last.
    left: Vec<AnswerForm>,
    rule: Option<Rule<'a, T>>,
    repairs: u32,
    deadline: Option<Instant>,
    rounds: Vec<Round>,
    refused: Option<Error>,
}

impl<'a, P, T> Job<'a, P, T>
where
    P: ChatProvider + ?Sized,
    T: DeserializeOwned + Send,
{
    pub(super) fn new(
        provider: &'a P,
        request: StandardRequest,
        schema: TypeSchema,
        forms: Vec<AnswerForm>,
        rule: Option<Rule<'a, T>>,
        repairs: u32,
    ) -> Self {
        let mut left = forms;
        left.reverse();
        let form = left.pop().unwrap_or(AnswerForm::Prompt);
        let deadline = request.timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let (rounds, refused) = (Vec::new(), None);
        Self { provider, request, schema, form, left, rule, repairs, deadline, rounds, refused }
    }

    /// The first whole answer, in the first form that is not refused.
    pub(super) async fn complete(&mut self) -> Result<StandardResponse, ExtractError> {
        loop {
            match self.provider.complete(self.next_request()).await {
                Ok(response) => return Ok(response),
                Err(error) => self.refused(error)?,
            }
        }
    }

    /// The same as a stream.
    pub(super) async fn stream(&mut self) -> Result<StandardStream, ExtractError> {
        loop {
            match self.provider.stream(self.next_request()).await {
                Ok(stream) => return Ok(stream),
                Err(error) => self.refused(error)?,
            }
        }
    }

    /// The value of an answer, after as many repairs as it takes and there are.
    pub(super) async fn settle(
        mut self,
        response: StandardResponse,
    ) -> Result<Extracted<T>, ExtractError> {
        let mut request = None;
        let mut response = response;
        loop {
            let rule = |value: &T| self.rule.as_ref().map_or(Ok(()), |rule| rule(value));
            let form = self.form;
            let kind = match answer::read(&response, &self.schema, rule) {
                Ok(value) => {
                    self.rounds.push(Round { form, response, misfit: None });
                    return Ok(Extracted { value, rounds: self.rounds });
                }
                Err(kind) => kind,
            };
            let time_left = self.time_left();
            let misfit = kind.misfit().cloned();
            let may_go_on = self.repairs > 0 && time_left.is_none_or(|left| !left.is_zero());
            let Some(misfit) = misfit.clone().filter(|_| may_go_on) else {
                self.rounds.push(Round { form, response, misfit });
                return Err(ExtractError::new(kind, self.rounds));
            };
            debug!(kind = ?misfit.kind(), "the answer does not fit; asking again");
            let again = request.get_or_insert_with(|| self.next_request());
            prompt::ask_again(again, response.message(), &misfit, form, &self.schema);
            again.timeout = time_left;
            let again = again.clone();
            self.rounds.push(Round { form, response, misfit: Some(misfit) });
            self.repairs -= 1;
            response = match self.provider.complete(again).await {
                Ok(response) => response,
                Err(error) => {
                    let kind = ExtractErrorKind::Provider(error);
                    return Err(ExtractError::new(kind, self.rounds));
                }
            };
        }
    }

    fn next_request(&self) -> StandardRequest {
        let mut request = prompt::request(self.request.clone(), self.form, &self.schema);
        request.timeout = self.time_left();
        request
    }

    fn time_left(&self) -> Option<std::time::Duration> {
        self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()))
    }

    /// Goes on to the next form, if the request may have been refused for this one.
    fn refused(&mut self, error: Error) -> Result<(), ExtractError> {
        let may_be_the_form =
            matches!(error.kind(), ErrorKind::InvalidRequest | ErrorKind::Unsupported);
        match self.left.pop() {
            Some(next) if may_be_the_form => {
                debug!(refused = ?self.form, ?next, "the form of the answer may be refused");
                self.form = next;
                self.refused.get_or_insert(error);
                Ok(())
            }
            _ => {
                // The first one speaks of the request as it was meant.
                let first = self.refused.take().filter(|_| may_be_the_form);
                Err(ExtractError::failed(first.unwrap_or(error)))
            }
        }
    }
}
