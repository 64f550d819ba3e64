//! [`ScriptedProvider`]: plays what a test wrote.

mod answer;
pub use answer::ScriptedAnswer;
mod assertions;
mod chat;
mod embeddings;
mod open_call;
mod playback;
mod profile;
use profile::Profile;
mod queue;
use queue::Queue;
mod recorded_call;
pub use recorded_call::RecordedCall;
mod rules;
use rules::Rules;
pub use rules::asks;
mod state;
use state::State;
mod timer;
use timer::Timer;
mod traits;

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::StandardRequest;

/// A [`Provider`](crate::Provider) that plays a script: one [`ScriptedAnswer`] for each request, in
/// order.
///
/// `complete` and `stream` play the same script, so the code under test may use either. An answer
/// is one attempt, and the answer, the error and the receipt tell of it as those of a real provider
/// do; it is never retried.
///
/// ```
/// use llm_types::mock::ScriptedProvider;
/// use llm_types::{ChatProvider, Error, ErrorKind, ProviderExt, Result};
///
/// /// The code under test: asks a second time where it may help.
/// async fn summary(provider: &dyn ChatProvider, text: &str) -> Result<String> {
///     let prompt = format!("Sum up: {text}");
///     match provider.ask(&*prompt).await {
///         Err(error) if error.kind() == ErrorKind::Unavailable => {
///             Ok(provider.ask(&*prompt).await?.to_string())
///         }
///         answer => Ok(answer?.to_string()),
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// let provider = ScriptedProvider::new()
///     .then(Error::new(ErrorKind::Unavailable, "overloaded"))
///     .then("Short.");
/// assert_eq!(summary(&provider, "Long.").await?, "Short.");
/// provider.assert_requests(2);
/// provider.assert_asked("Sum up: Long.");
/// # Ok(())
/// # }
/// ```
///
/// # Several at once
///
/// Which of several calls comes first is often open. So an answer can be chosen by the request:
///
/// ```
/// use llm_types::mock::{ScriptedProvider, asks};
///
/// let provider = ScriptedProvider::new()
///     .when(asks("Rome"), "It is warm.")
///     .when(|request| request.messages.len() > 20, "Let us begin anew.")
///     .answer_with(|request| format!("There are {} messages.", request.messages.len()));
/// ```
///
/// # Time
///
/// There is no runtime in here, so it waits by a timer that the test gives. With `tokio`'s, and
/// paused time, a test of a slow model takes no time:
///
/// ```
/// use std::time::Duration;
/// use llm_types::mock::{ScriptedAnswer, ScriptedProvider};
/// use llm_types::{ChatProvider, ErrorKind, StandardRequest};
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// let provider = ScriptedProvider::new()
///     .with_timer(tokio::time::sleep)
///     .then(ScriptedAnswer::text("Well.").after(Duration::from_secs(90)));
/// let request = StandardRequest::prompt("Hm?").with_timeout(Duration::from_secs(60));
/// let error = provider.complete(request).await.unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Timeout);
/// # }
/// ```
///
/// Without a timer a [silence](ScriptedAnswer::hang) lasts until the caller gives up, an answer
/// that takes its time is an error, and a request's timeout is kept only if it is zero.
///
/// # What it says of itself
///
/// By default it is healthy, has an API key, offers no models, knows no limits and has counted
/// nothing. The test can say otherwise; calls are answered all the same.
#[derive(Debug)]
pub struct ScriptedProvider {
    profile: Profile,
    rules: Rules,
    timer: Option<Timer>,
    state: Arc<Mutex<State>>,
}

impl ScriptedProvider {
    /// With an empty script: each request fails until [`then`](Self::then) adds an answer.
    pub fn new() -> Self {
        Self {
            profile: Profile::new(),
            rules: Rules::default(),
            timer: None,
            state: Arc::new(Mutex::new(State::new())),
        }
    }

    /// Answers the next request that no [rule](Self::when) matches like this.
    #[must_use]
    pub fn then(self, answer: impl Into<ScriptedAnswer>) -> Self {
        self.state().answers.push(answer.into());
        self
    }

    /// Answers each request that matches like this, however often it comes, and uses up none of the
    /// script. Of several rules that match, the first holds.
    #[must_use]
    pub fn when(
        mut self,
        matches: impl Fn(&StandardRequest) -> bool + Send + Sync + 'static,
        answer: impl Into<ScriptedAnswer>,
    ) -> Self {
        self.rules.push(Box::new(matches), answer.into());
        self
    }

    /// Answers the requests for which there is neither a rule nor anything left in the script by
    /// this function.
    #[must_use]
    pub fn answer_with<A: Into<ScriptedAnswer>>(
        mut self,
        answer: impl Fn(&StandardRequest) -> A + Send + Sync + 'static,
    ) -> Self {
        self.rules.set_others(Arc::new(move |request| answer(request).into()));
        self
    }

    /// Answers all further requests like the last in the script.
    ///
    /// Without it, a request that finds the script at its end fails with
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), unless there is
    /// [`answer_with`](Self::answer_with).
    #[must_use]
    pub fn repeat_last(self) -> Self {
        self.state().repeats_last = true;
        self
    }

    /// Waits by this, such as `tokio::time::sleep`: what the script says takes time does, and a
    /// request's timeout ends its call.
    #[must_use]
    pub fn with_timer<F>(mut self, sleep: impl Fn(Duration) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.timer = Some(Timer::new(sleep));
        self
    }

    /// What it was asked so far, by `complete` and by `stream`, in order. A request whose timeout is
    /// zero is not among them: it is not sent.
    pub fn requests(&self) -> Vec<StandardRequest> {
        self.state().calls.iter().map(|call| call.request.clone()).collect()
    }

    /// The same, with what became of each.
    pub fn calls(&self) -> Vec<RecordedCall> {
        self.state().calls.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for ScriptedProvider {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests;
