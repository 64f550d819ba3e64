//! [`ExtractStream`]: a value as it grows.

use std::fmt;
use std::marker::PhantomData;

use llm_types::{ChatProvider, StandardResponse, StandardStream, StreamEvent};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::job::Job;
use super::{ExtractError, Extracted, PartialJson};
use crate::TypeSchema;

/// A value as it grows: [`Extraction::stream`](super::Extraction::stream) gives it.
///
/// ```
/// use llm_toolkit::ExtractExt;
/// # use llm_types::mock::{ScriptedAnswer, ScriptedProvider};
/// # #[derive(Debug, PartialEq, serde::Deserialize, schemars::JsonSchema)]
/// # struct Recipe { title: String, minutes: u32 }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), llm_toolkit::ExtractError> {
/// # let provider = ScriptedProvider::new()
/// #     .then(ScriptedAnswer::pieces([r#"{"title": "Pan"#, r#"cakes", "minutes": 2"#, "5}"]));
/// let mut growing = provider.extract::<Recipe>("A recipe for pancakes").stream().await?;
/// let mut titles = Vec::new();
/// while let Some(partial) = growing.next().await? {
///     titles.push(partial.value["title"].to_string());
/// }
/// let recipe: Recipe = growing.finish().await?.value;
/// assert_eq!(titles, [r#""Pan""#, r#""Pancakes""#, r#""Pancakes""#]);
/// # assert_eq!(recipe, Recipe { title: "Pancakes".to_owned(), minutes: 25 });
/// # Ok(()) }
/// ```
///
/// What is shown on the way only grows, as [`PartialJson`] says, and is a preview: only
/// [`finish`](Self::finish) reads the answer by the rules of the type, and has it repaired if it
/// does not fit.
///
/// # Cancel safety
///
/// Dropping it cancels the request. Dropping a future of [`next`](Self::next) loses nothing.
#[must_use = "dropping it cancels the request"]
pub struct ExtractStream<'a, P: ?Sized, T> {
    job: Job<'a, P, T>,
    events: StandardStream,
    json: PartialJson,
    /// True once the first brace has come: there may be words before it.
    has_begun: bool,
    response: Option<StandardResponse>,
}

/// What there is of a value.
#[derive(Clone, Copy)]
pub struct Partial<'a, T> {
    /// As JSON, with what is missing left out.
    pub value: &'a Value,
    schema: &'a TypeSchema,
    of: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Partial<'_, T> {
    /// As the type, if that can do with what there is: if what is missing is optional, or has a
    /// `#[serde(default)]`. Costs as much as reading all of it.
    pub fn read(&self) -> Option<T> {
        self.schema.read_value(self.value.clone()).ok()
    }
}

impl<T> fmt::Debug for Partial<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Partial").field("value", self.value).finish_non_exhaustive()
    }
}

impl<'a, P, T> ExtractStream<'a, P, T>
where
    P: ChatProvider + ?Sized,
    T: DeserializeOwned + Send,
{
    pub(super) fn new(job: Job<'a, P, T>, events: StandardStream) -> Self {
        let json = PartialJson::new();
        Self { job, events, json, has_begun: false, response: None }
    }

    /// What there is, each time that it has grown; `None` once the answer has come whole.
    ///
    /// # Errors
    ///
    /// If the answer breaks off. After it there is nothing more, and
    /// [`finish`](Self::finish) fails.
    pub async fn next(&mut self) -> Result<Option<Partial<'_, T>>, ExtractError> {
        loop {
            match self.events.next_event().await {
                Ok(Some(StreamEvent::Text { choice: 0, text })) => {
                    if self.push(&text) && self.visible().is_some() {
                        break;
                    }
                }
                Ok(Some(StreamEvent::Finished(response))) => {
                    self.response = Some(*response);
                    return Ok(None);
                }
                Ok(Some(_)) => {}
                Ok(None) => return Ok(None),
                Err(error) => return Err(ExtractError::failed(error)),
            }
        }
        let Self { job, json, .. } = self;
        let value = json.value().and_then(|value| job.schema.own_part(value));
        Ok(value.map(|value| Partial { value, schema: &job.schema, of: PhantomData }))
    }

    /// Waits for the end, and gives the value.
    ///
    /// # Errors
    ///
    /// As [`Extraction`](super::Extraction) says.
    pub async fn finish(mut self) -> Result<Extracted<T>, ExtractError> {
        while self.next().await?.is_some() {}
        let Self { job, response, .. } = self;
        match response {
            Some(response) => job.settle(response).await,
            // Only after its one error was taken through `next`.
            None => Err(ExtractError::failed(ended())),
        }
    }

    fn push(&mut self, text: &str) -> bool {
        if self.has_begun {
            return self.json.push(text);
        }
        // Whatever is asked for is an object.
        let begin = text.find('{').and_then(|start| text.get(start..));
        self.has_begun = begin.is_some();
        begin.is_some_and(|text| self.json.push(text))
    }

    fn visible(&self) -> Option<&Value> {
        self.json.value().and_then(|value| self.job.schema.own_part(value))
    }
}

fn ended() -> llm_types::Error {
    let message = "the stream had failed before it was finished";
    llm_types::Error::new(llm_types::ErrorKind::Interrupted, message)
}

impl<P: ?Sized, T> fmt::Debug for ExtractStream<'_, P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExtractStream")
            .field("has_ended", &self.response.is_some())
            .finish_non_exhaustive()
    }
}
