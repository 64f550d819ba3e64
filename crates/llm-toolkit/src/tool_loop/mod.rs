//! [`ToolLoop`]: asks a model, runs the tools that it calls, and asks again, until it answers.

mod answer;
pub use answer::ToolLoopAnswer;
mod approval;
pub use approval::{Approval, ApprovalRequest};
mod error;
pub use error::{ToolLoopError, ToolLoopErrorKind};
mod event;
pub use event::ToolLoopEvent;
mod progress;
pub use progress::{ToolLoopProgress, ToolLoopStep, ToolOutcome, ToolRun};
mod repetition;
mod round;
mod settings;
mod spans;
mod stream;
pub use stream::ToolLoopStream;
mod work;

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use llm_types::{ChatProvider, StandardRequest, StandardResponse, Usd};

use self::settings::Settings;
use self::stream::Events;
use self::work::Work;
use crate::{CachePlan, ToolHandler};

/// Asks a model, runs the tools that it calls, and asks again, until it answers.
///
/// It takes whatever points to a provider: an `Arc<dyn Provider>`, a `&dyn ChatProvider`, a
/// `&OpenRouter`. It is set up once and run as often as you like, also at the same time: a run
/// shares nothing with another but the tools.
///
/// ```
/// use llm_toolkit::{ToolLoop, TypedTool};
/// # use llm_types::ToolCall;
/// # use llm_types::mock::{ScriptedAnswer, ScriptedProvider};
/// use schemars::JsonSchema;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Deserialize, JsonSchema)]
/// struct Place {
///     /// The city's name.
///     city: String,
/// }
///
/// #[derive(Serialize)]
/// struct Report {
///     degrees: i32,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let provider = ScriptedProvider::new()
/// #     .then(ScriptedAnswer::tool_calls([ToolCall::new("1", "weather", r#"{"city":"Rome"}"#)]))
/// #     .then("It is 21 degrees warm in Rome.");
/// let weather = TypedTool::new("weather", "The weather in a city", |place: Place| async move {
///     let degrees = if place.city == "Rome" { 21 } else { 4 };
///     Ok(Report { degrees })
/// });
/// let agent = ToolLoop::new(&provider).with_tool(weather).max_steps(8);
///
/// let answer = agent.run("How warm is it in Rome?").await?;
/// println!("{answer}");
/// assert_eq!(answer.steps[0].tools[0].name, "weather");
/// # assert_eq!(answer.text(), "It is 21 degrees warm in Rome.");
/// # assert_eq!(provider.requests()[1].messages[2].content()[0].as_text(), Some(r#"{"degrees":21}"#));
/// # Ok(()) }
/// ```
///
/// # What it does
///
/// What the model said goes back to it unmodified, its signed thoughts included, followed by one
/// result for each of its calls, in their order. What a tool or the model does wrong is told to the
/// model, as an error in place of the result: a tool that fails, arguments that do not fit, a tool
/// that does not exist. A call that was cut off is never run, and none is run twice.
///
/// A conversation that ends with calls that nobody answered goes on by running them, and then asks.
///
/// Tools that the provider runs stand in the [request](StandardRequest::tools) and pass through. A
/// [`tool_choice`](StandardRequest::tool_choice) that forces a call holds for the first answer: a
/// model that always must call never ends. [`timeout`](StandardRequest::timeout) is that of each
/// question to the model, and [`choices`](StandardRequest::choices) beyond the first are ignored.
///
/// # When it ends
///
/// With the first answer that calls no tool; with a limit; or when nothing else can be done
/// ([`ToolLoopErrorKind`]). Limits on steps, cost, tokens and repetition are looked at before the
/// model is asked: what it has called by then is run, so that the conversation is whole. A limit on
/// time cuts off whatever goes on.
///
/// A tool that panics ends the loop ([`ToolLoopErrorKind::Tool`]): a program that is wrong should
/// not go on unseen, and what a model would make of it nobody knows. Other tools are cancelled, and
/// the conversation is kept. (Where panics abort, the program aborts.)
///
/// # Cancel safety
///
/// Dropping the future or the stream cancels everything, the model's call and all tools.
#[derive(Clone)]
pub struct ToolLoop<P> {
    provider: P,
    settings: Settings,
}

impl<P> ToolLoop<P>
where
    P: Deref<Target: ChatProvider>,
{
    /// A loop over this provider, without tools, of 16 steps at the most.
    pub fn new(provider: P) -> Self {
        Self { provider, settings: Settings::default() }
    }

    /// With one tool more. Two of one name are an error of the run.
    ///
    /// What stands in a request under the tool's name is what the model is told in place of the
    /// tool's own definition.
    #[must_use]
    pub fn with_tool(mut self, tool: impl ToolHandler) -> Self {
        self.settings.tools.push(Arc::new(tool));
        self
    }

    /// With these tools more.
    #[must_use]
    pub fn with_tools(self, tools: impl IntoIterator<Item = impl ToolHandler>) -> Self {
        tools.into_iter().fold(self, Self::with_tool)
    }

    /// Asks the model at most so often; 16 times, if nothing is said.
    #[must_use]
    pub const fn max_steps(mut self, steps: u32) -> Self {
        self.settings.max_steps = steps;
        self
    }

    /// Tells the model at the last step that it may call no tool, so that there is an answer of
    /// what is known by then.
    #[must_use]
    pub const fn answer_at_last_step(mut self) -> Self {
        self.settings.last_step_answers = true;
        self
    }

    /// Does not ask the model again once this much is spent. The last answer may go beyond it, as
    /// its cost is known only when it is there; a budget of the provider's bounds that, too.
    #[must_use]
    pub const fn max_cost(mut self, cost: Usd) -> Self {
        self.settings.max_cost = Some(cost);
        self
    }

    /// Says what an answer cost, where the provider does not:
    ///
    /// ```
    /// # use llm_toolkit::ToolLoop;
    /// # use llm_types::{Model, mock::ScriptedProvider};
    /// # fn example(agent: ToolLoop<&ScriptedProvider>, model: Model) -> ToolLoop<&ScriptedProvider> {
    /// agent.reckon_cost(move |answer| {
    ///     let cost = model.pricing.as_ref()?.cost(&answer.usage.clone()?.into());
    ///     cost.is_complete().then_some(cost.total)
    /// })
    /// # }
    /// ```
    #[must_use]
    pub fn reckon_cost(
        mut self,
        cost: impl Fn(&StandardResponse) -> Option<Usd> + Send + Sync + 'static,
    ) -> Self {
        self.settings.cost_of = Some(Arc::new(cost));
        self
    }

    /// Does not ask the model again once so many tokens were read and written, over all steps. The
    /// conversation is read anew at each step, and counts each time.
    #[must_use]
    pub const fn max_total_tokens(mut self, tokens: u64) -> Self {
        self.settings.max_total_tokens = Some(tokens);
        self
    }

    /// Ends after so long, whatever goes on. Each question to the model is given what is left.
    #[must_use]
    pub const fn time_limit(mut self, limit: Duration) -> Self {
        self.settings.time_limit = Some(limit);
        self
    }

    /// Cuts off each tool after so long, and tells the model; a tool's own limit is first. There is
    /// none, if nothing is said.
    #[must_use]
    pub const fn tool_time_limit(mut self, limit: Duration) -> Self {
        self.settings.tool_time_limit = Some(limit);
        self
    }

    /// Runs at most so many tools of a step at the same time; 8, if nothing is said. With 1, they
    /// run one after the other, in the order of the calls.
    #[must_use]
    pub fn max_parallel(mut self, tools: usize) -> Self {
        self.settings.max_parallel = tools.max(1);
        self
    }

    /// Ends once so many steps in a row were the same: the same calls, with the same results. 5, if
    /// nothing is said, and no fewer than 2.
    #[must_use]
    pub const fn max_repeats(mut self, steps: u32) -> Self {
        self.settings.max_repeats = steps;
        self
    }

    /// Marks each prompt for the provider's cache. Each step sends all that was said before once
    /// more, so that a loop of many steps is mostly paid for reading: with marks, what a step
    /// reads was written by the one before it. The conversation itself gets none.
    #[must_use]
    pub const fn with_cache_plan(mut self, plan: CachePlan) -> Self {
        self.settings.cache_plan = Some(plan);
        self
    }

    /// Asks this about each call of a tool that [needs approval](ToolHandler::needs_approval),
    /// before it is run.
    ///
    /// Calls are asked about one after the other, before any of the step is run. Without this, a
    /// tool that needs approval is an error of the run.
    ///
    /// ```
    /// # use llm_toolkit::{Approval, ToolLoop};
    /// # use llm_types::mock::ScriptedProvider;
    /// # async fn ask_user(question: String) -> bool { true }
    /// # fn example(agent: ToolLoop<&ScriptedProvider>) -> ToolLoop<&ScriptedProvider> {
    /// agent.approve_with(|asked| async move {
    ///     if asked.arguments["path"] == "/" {
    ///         Approval::Stop
    ///     } else if ask_user(format!("{}: {}?", asked.call.name, asked.arguments)).await {
    ///         Approval::Allow
    ///     } else {
    ///         Approval::Deny("the user does not want it".to_owned())
    ///     }
    /// })
    /// # }
    /// ```
    #[must_use]
    pub fn approve_with<F, A>(mut self, approve: F) -> Self
    where
        F: Fn(ApprovalRequest) -> A + Send + Sync + 'static,
        A: Future<Output = Approval> + Send + 'static,
    {
        self.settings.approve = Some(Arc::new(move |asked| approve(asked).boxed()));
        self
    }

    /// Asks, runs tools, and waits for the answer.
    ///
    /// # Errors
    ///
    /// If it ends without an answer: [`ToolLoopError::kind`] says why, and
    /// [`ToolLoopError::progress`] how far it came.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future cancels everything. What was done until then is lost; a
    /// [stream](Self::stream) tells as it goes.
    pub fn run(
        &self,
        request: impl Into<StandardRequest>,
    ) -> impl Future<Output = Result<ToolLoopAnswer, ToolLoopError>> + Send {
        Work::new(&*self.provider, self.settings.clone(), request.into(), None).run()
    }

    /// The same, event by event. It is asked by [`ChatProvider::stream`], and begins when the stream
    /// is polled.
    ///
    /// ```
    /// # use llm_toolkit::{ToolLoop, ToolLoopError, ToolLoopEvent};
    /// # use llm_types::mock::ScriptedProvider;
    /// # async fn example(agent: ToolLoop<&ScriptedProvider>) -> Result<(), ToolLoopError> {
    /// let mut events = agent.stream("How warm is it in Rome?");
    /// while let Some(event) = events.next_event().await? {
    ///     match event {
    ///         ToolLoopEvent::ToolStarted { call, .. } => println!("({}…)", call.name),
    ///         ToolLoopEvent::Finished(answer) => println!("\n{:?} USD", answer.cost),
    ///         event => print!("{}", event.as_text().unwrap_or_default()),
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub fn stream<'a>(&self, request: impl Into<StandardRequest>) -> ToolLoopStream<'a>
    where
        P: Clone + Send + Sync + 'a,
    {
        let events = Events::default();
        let told = Some(events.clone());
        let work = Work::new(self.provider.clone(), self.settings.clone(), request.into(), told);
        ToolLoopStream::new(work.run(), events)
    }
}

impl<P> fmt::Debug for ToolLoop<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToolLoop").field("settings", &self.settings).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
