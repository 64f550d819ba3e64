//! [`Extraction`]: a value that is about to be asked for.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

use llm_types::{ChatProvider, Model, ProviderIdentity, StandardRequest};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::job::{Job, Rule};
use super::{AnswerForm, ExtractError, ExtractStream, Extracted};
use crate::TypeSchema;

/// A value that is about to be asked for: [`extract`](super::ExtractExt::extract) gives it.
/// Awaiting it asks.
///
/// ```
/// use llm_toolkit::{AnswerForm, ExtractExt};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), llm_toolkit::ExtractError> {
/// # let provider = llm_types::mock::ScriptedProvider::new()
/// #     .then("Sure! [2, 3]")
/// #     .then("```json\n[2, 3, 5]\n```");
/// let primes = provider
///     .extract::<Vec<u32>>("The first three prime numbers")
///     .form(AnswerForm::Prompt)
///     .check(|primes| match primes.len() {
///         3 => Ok(()),
///         count => Err(format!("three numbers are wanted, not {count}")),
///     })
///     .await?;
/// assert_eq!(primes.value, [2, 3, 5]);
/// assert_eq!(primes.rounds.len(), 2);
/// # Ok(()) }
/// ```
///
/// # Errors
///
/// [`ExtractError`]: the call fails, the answer still does not fit after the last repair, the model
/// refuses, runs out of tokens, is held back by a filter, or calls tools instead. Only an answer
/// that does not fit is asked for again.
///
/// # Cancel safety
///
/// Dropping it, or the future, cancels the request.
#[must_use = "nothing is asked until it is awaited"]
pub struct Extraction<'a, P: ?Sized, T> {
    provider: &'a P,
    request: StandardRequest,
    schema: TypeSchema,
    model: Option<&'a Model>,
    form: Option<AnswerForm>,
    rule: Option<Rule<'a, T>>,
    repairs: u32,
}

impl<'a, P, T> Extraction<'a, P, T>
where
    P: ChatProvider + ProviderIdentity + ?Sized,
    T: DeserializeOwned + JsonSchema + Send,
{
    pub(super) fn new(provider: &'a P, request: StandardRequest) -> Self {
        let schema = TypeSchema::of::<T>();
        Self { provider, request, schema, model: None, form: None, rule: None, repairs: 1 }
    }

    /// Asks in this form and in no other, whatever is known of provider and model.
    pub const fn form(mut self, form: AnswerForm) -> Self {
        self.form = Some(form);
        self
    }

    /// Chooses the form by what this model obeys, beside what its provider can.
    pub const fn model(mut self, model: &'a Model) -> Self {
        self.model = Some(model);
        self
    }

    /// Checks what the type cannot say. The message of what is wrong is for the model, which is
    /// asked again as for any answer that does not fit.
    pub fn check(mut self, rule: impl Fn(&T) -> Result<(), String> + Send + Sync + 'a) -> Self {
        self.rule = Some(Box::new(rule));
        self
    }

    /// How many times an answer that does not fit is asked for again; 1 unless it is said, and 0
    /// never does. All rounds together keep to the time of the request.
    pub const fn repairs(mut self, repairs: u32) -> Self {
        self.repairs = repairs;
        self
    }

    /// Asks, and gives the value as it grows.
    ///
    /// Returns once the answer has begun. Repairs come at the end, in
    /// [`finish`](ExtractStream::finish).
    ///
    /// # Errors
    ///
    /// If the call fails before its first content.
    pub async fn stream(self) -> Result<ExtractStream<'a, P, T>, ExtractError> {
        let mut job = self.into_job();
        let stream = job.stream().await?;
        Ok(ExtractStream::new(job, stream))
    }

    fn into_job(self) -> Job<'a, P, T> {
        let Self { provider, request, schema, model, form, rule, repairs } = self;
        let forms = match form {
            Some(form) => vec![form],
            None => {
                AnswerForm::candidates(&provider.capabilities(), model, schema.strict().is_ok())
            }
        };
        Job::new(provider, request, schema, forms, rule, repairs)
    }
}

impl<'a, P, T> IntoFuture for Extraction<'a, P, T>
where
    P: ChatProvider + ProviderIdentity + ?Sized,
    T: DeserializeOwned + JsonSchema + Send + 'a,
{
    type Output = Result<Extracted<T>, ExtractError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        let mut job = self.into_job();
        Box::pin(async move {
            let response = job.complete().await?;
            job.settle(response).await
        })
    }
}

impl<P: ?Sized, T> fmt::Debug for Extraction<'_, P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extraction")
            .field("schema", &self.schema.name())
            .field("form", &self.form)
            .field("repairs", &self.repairs)
            .finish_non_exhaustive()
    }
}
