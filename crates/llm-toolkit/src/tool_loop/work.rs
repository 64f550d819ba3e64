//! [`Work`]: one run of a loop.

use std::ops::Deref;

use llm_types::{
    ChatProvider, Error, ErrorKind, Message, StandardRequest, StandardResponse, Tool, ToolCall,
    ToolChoice,
};
use tokio::time::Instant;
use tracing::Instrument as _;

use super::repetition::Repetition;
use super::round::{Round, within};
use super::settings::Settings;
use super::stream::Events;
use super::{
    ToolLoopAnswer, ToolLoopError, ToolLoopErrorKind, ToolLoopEvent, ToolLoopProgress,
    ToolLoopStep, spans,
};
use crate::conversation::says_something;

/// One run of a loop.
pub(super) struct Work<P> {
    provider: P,
    settings: Settings,
    /// What is asked each time, without the conversation.
    request: StandardRequest,
    progress: ToolLoopProgress,
    /// Nobody wants to hear of a run that is waited for as a whole.
    events: Option<Events>,
    deadline: Option<Instant>,
    /// How many messages are known to whoever hears the events.
    told: usize,
    /// How often the model was asked.
    asked: u32,
    repetition: Repetition,
}

impl<P> Work<P>
where
    P: Deref<Target: ChatProvider> + Send + Sync,
{
    pub(super) fn new(
        provider: P,
        settings: Settings,
        mut request: StandardRequest,
        events: Option<Events>,
    ) -> Self {
        let progress = ToolLoopProgress::new(std::mem::take(&mut request.messages));
        let told = progress.messages.len();
        let repetition = Repetition::default();
        Self {
            provider,
            settings,
            request,
            progress,
            events,
            deadline: None,
            told,
            asked: 0,
            repetition,
        }
    }

    pub(super) async fn run(mut self) -> Result<ToolLoopAnswer, ToolLoopError> {
        let span = spans::whole(&self.request);
        let limit = self.settings.time_limit;
        self.deadline = limit.and_then(|limit| Instant::now().checked_add(limit));
        let end = self.steps().instrument(span.clone()).await;
        spans::record_end(&span, &self.progress, end.as_ref().err());
        match end {
            Ok(response) => Ok(ToolLoopAnswer::new(response, self.progress)),
            Err(kind) => Err(ToolLoopError::new(kind, self.progress)),
        }
    }

    async fn steps(&mut self) -> Result<StandardResponse, ToolLoopErrorKind> {
        self.check_set_up()?;
        let calls = unanswered(&self.progress.messages);
        if !calls.is_empty() {
            self.progress.steps.push(ToolLoopStep::of_the_conversation());
            self.run_tools(0, &calls).instrument(spans::step(0)).await?;
        }
        loop {
            self.check_limits()?;
            self.asked += 1;
            let step = spans::step(self.asked);
            if let Some(response) = self.step(self.asked).instrument(step).await? {
                return Ok(response);
            }
        }
    }

    /// What no model could do anything about.
    fn check_set_up(&self) -> Result<(), ToolLoopErrorKind> {
        let wrong = |what: String| Err(ToolLoopErrorKind::Configuration(what));
        let tools = &self.settings.tools;
        for (place, tool) in tools.iter().enumerate() {
            let name = &tool.definition().name;
            if tools.iter().take(place).any(|earlier| earlier.definition().name == *name) {
                return wrong(format!("two tools are called {name}"));
            }
            if tool.needs_approval() && self.settings.approve.is_none() {
                return wrong(format!(
                    "tool {name} needs approval, and nobody is there to give it: set `approve_with`"
                ));
            }
        }
        for tool in &self.request.tools {
            if let Tool::Function(tool) = tool
                && self.settings.tool(&tool.name).is_none()
            {
                return wrong(format!("there is nothing to run for function {}", tool.name));
            }
        }
        Ok(())
    }

    /// Whether the model may be asked once more.
    fn check_limits(&self) -> Result<(), ToolLoopErrorKind> {
        let settings = &self.settings;
        if self.asked >= settings.max_steps {
            return Err(ToolLoopErrorKind::StepLimit(settings.max_steps));
        }
        if let Some(limit) = settings.max_cost {
            let cost = self.progress.cost.ok_or(ToolLoopErrorKind::Unmetered)?;
            if cost >= limit {
                return Err(ToolLoopErrorKind::CostLimit(limit));
            }
        }
        if let Some(limit) = settings.max_total_tokens {
            let tokens = self.progress.total_tokens().ok_or(ToolLoopErrorKind::Unmetered)?;
            if tokens >= limit {
                return Err(ToolLoopErrorKind::TokenLimit(limit));
            }
        }
        if self.is_time_up() {
            return Err(self.time_is_up());
        }
        Ok(())
    }

    /// Gives the answer, if it calls no tool.
    async fn step(&mut self, number: u32) -> Result<Option<StandardResponse>, ToolLoopErrorKind> {
        self.tell(ToolLoopEvent::StepStarted { step: number }).await;
        let response = self.ask(number).await?;
        let cost = self.settings.cost_of(&response);
        self.progress.answered(ToolLoopStep::new(number, &response, cost));
        let message = response.message().cloned().unwrap_or_default();
        if !message.partial_tool_calls.is_empty() {
            return Err(ToolLoopErrorKind::CutOff(message.partial_tool_calls));
        }
        if message.tool_calls.is_empty() {
            // Services refuse to go on with a turn in which nothing is said.
            if says_something(&message) {
                self.progress.messages.push(message.into());
            }
            self.step_finished().await;
            return Ok(Some(response));
        }
        if self.must_answer(number) {
            // It was told that it may call nothing.
            return Err(ToolLoopErrorKind::StepLimit(self.settings.max_steps));
        }
        let calls = message.tool_calls.clone();
        // As it is: upstreams sign thoughts, and refuse a conversation in which one is missing.
        self.progress.messages.push(message.into());
        self.run_tools(number, &calls).await?;
        Ok(None)
    }

    async fn run_tools(&mut self, step: u32, calls: &[ToolCall]) -> Result<(), ToolLoopErrorKind> {
        let (settings, events, deadline) = (&self.settings, self.events.as_ref(), self.deadline);
        let round = Round { settings, events, deadline, step, calls };
        let told = round.run(&mut self.progress).await?;
        self.step_finished().await;
        let times = self.repetition.count(calls.iter().zip(&told));
        // Once is no repetition.
        if times >= self.settings.max_repeats.max(2) {
            return Err(ToolLoopErrorKind::Repetition(times));
        }
        Ok(())
    }

    /// Asks the model.
    async fn ask(&mut self, number: u32) -> Result<StandardResponse, ToolLoopErrorKind> {
        let request = self.next_request(number);
        let asked = match &self.events {
            None => within(self.deadline, self.provider.complete(request)).await,
            Some(events) => {
                let stream = async {
                    let mut stream = self.provider.stream(request).await?;
                    while let Some(event) = stream.next_event().await? {
                        let finished = event.as_finished().cloned();
                        events.send(ToolLoopEvent::Model { step: number, event }).await;
                        if let Some(response) = finished {
                            return Ok(response);
                        }
                    }
                    Err(Error::new(ErrorKind::Interrupted, "the stream ended without an answer"))
                };
                within(self.deadline, stream).await
            }
        };
        match asked {
            Some(Ok(response)) => Ok(response),
            Some(Err(error)) => {
                self.progress.failed(&error);
                // The provider was given what was left of the time.
                let late = error.kind() == ErrorKind::Timeout && self.is_time_up();
                Err(if late { self.time_is_up() } else { ToolLoopErrorKind::Provider(error) })
            }
            None => {
                self.progress.abandoned();
                Err(self.time_is_up())
            }
        }
    }

    fn next_request(&self, number: u32) -> StandardRequest {
        let mut request = self.request.clone();
        request.messages.clone_from(&self.progress.messages);
        for tool in &self.settings.tools {
            let definition = tool.definition();
            // What the request says of a tool of this name, it says for good.
            let is_same =
                |known: &Tool| matches!(known, Tool::Function(it) if it.name == definition.name);
            if !request.tools.iter().any(is_same) {
                request.tools.push(Tool::Function(definition.clone()));
            }
        }
        let is_first = !matches!(request.messages.last(), Some(Message::Tool(_)));
        if self.must_answer(number) && !request.tools.is_empty() {
            request.tool_choice = Some(ToolChoice::None);
        } else if !is_first && is_forced(request.tool_choice.as_ref()) {
            // A model that must call something never comes to an end.
            request.tool_choice = None;
        }
        if let Some(plan) = self.settings.cache_plan {
            plan.apply(&mut request);
        }
        if let Some(deadline) = self.deadline {
            let left = deadline.saturating_duration_since(Instant::now());
            request.timeout = Some(request.timeout.map_or(left, |timeout| timeout.min(left)));
        }
        request
    }

    const fn must_answer(&self, number: u32) -> bool {
        self.settings.last_step_answers && number == self.settings.max_steps
    }

    fn is_time_up(&self) -> bool {
        self.deadline.is_some_and(|deadline| deadline <= Instant::now())
    }

    fn time_is_up(&self) -> ToolLoopErrorKind {
        ToolLoopErrorKind::TimeLimit(self.settings.time_limit.unwrap_or_default())
    }

    async fn step_finished(&mut self) {
        let ToolLoopProgress { messages, steps, .. } = &self.progress;
        if self.events.is_some()
            && let Some(step) = steps.last()
        {
            let new = messages.iter().skip(self.told).cloned().collect();
            self.told = messages.len();
            let step = Box::new(step.clone());
            self.tell(ToolLoopEvent::StepFinished { step, messages: new }).await;
        }
    }

    async fn tell(&self, event: ToolLoopEvent) {
        if let Some(events) = &self.events {
            events.send(event).await;
        }
    }
}

const fn is_forced(choice: Option<&ToolChoice>) -> bool {
    matches!(choice, Some(ToolChoice::Required | ToolChoice::Function(_) | ToolChoice::Server(_)))
}

/// The calls at the end of a conversation that have no result.
fn unanswered(messages: &[Message]) -> Vec<ToolCall> {
    let mut answered = Vec::new();
    for message in messages.iter().rev() {
        match message {
            Message::Tool(result) => answered.push(&result.tool_call_id),
            Message::Assistant(message) => {
                let is_open = |call: &&ToolCall| {
                    match answered.iter().position(|id| **id == call.id) {
                        // Each result is of one call, even if two have one id.
                        Some(place) => {
                            answered.swap_remove(place);
                            false
                        }
                        None => true,
                    }
                };
                return message.tool_calls.iter().filter(is_open).cloned().collect();
            }
            _ => break,
        }
    }
    Vec::new()
}
