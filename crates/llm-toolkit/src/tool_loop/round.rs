//! The calls of one answer: who is asked about them, what is run, and what the model is told.

use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, StreamExt as _};
use llm_types::{ContentPart, Message, ToolCall, ToolMessage};
use serde_json::Value;
use tokio::time::Instant;
use tracing::Instrument as _;

use super::settings::Settings;
use super::stream::Events;
use super::{
    Approval, ApprovalRequest, ToolLoopErrorKind, ToolLoopEvent, ToolLoopProgress, ToolOutcome,
    ToolRun, spans,
};
use crate::tool::or_nothing;
use crate::{ToolError, ToolHandler, ToolOutput};

/// What the model is told beside, so that it does not take for granted that nothing was done.
const UNKNOWN: &str = "What it did until then is not known.";

/// What the model is told of one call.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) outcome: ToolOutcome,
    pub(super) output: ToolOutput,
    duration: Duration,
}

impl Told {
    pub(super) const fn new(outcome: ToolOutcome, output: ToolOutput) -> Self {
        Self { outcome, output, duration: Duration::ZERO }
    }

    fn said(outcome: ToolOutcome, text: impl Into<String>) -> Self {
        Self::new(outcome, ToolOutput::text(text))
    }

    fn failed(error: &ToolError) -> Self {
        if error.is_fatal() {
            // What it says is for the application.
            return Self::said(ToolOutcome::Failed, format!("Error: the tool failed. {UNKNOWN}"));
        }
        let outcome = if error.is_about_arguments() {
            ToolOutcome::BadArguments
        } else {
            ToolOutcome::Failed
        };
        Self::said(outcome, format!("Error: {}", error.message()))
    }
}

/// What is to be done about one call.
enum Plan {
    Run(Job),
    /// Nothing is run.
    Tell(Told),
    /// The call stands in the answer before, at this place.
    SameAs(usize),
}

/// A tool to be run.
struct Job {
    tool: Arc<dyn ToolHandler>,
    /// The call, with the arguments that the tool gets.
    call: ToolCall,
    /// What the model is told beside the result.
    note: Option<String>,
}

/// The calls of one answer.
pub(super) struct Round<'a> {
    pub(super) settings: &'a Settings,
    pub(super) events: Option<&'a Events>,
    pub(super) deadline: Option<Instant>,
    pub(super) step: u32,
    pub(super) calls: &'a [ToolCall],
}

impl Round<'_> {
    /// Runs what is to be run. Each call gets a tool message, in the order of the calls, however the
    /// round ends; unless it ends before anything was run.
    pub(super) async fn run(
        self,
        progress: &mut ToolLoopProgress,
    ) -> Result<Vec<Told>, ToolLoopErrorKind> {
        let plans = self.ask_for_approval(self.plan()).await?;
        let mut told: Vec<_> = self.calls.iter().map(|_| None).collect();
        let end = self.carry_out(plans, &mut told).await;
        let told: Vec<_> = told.into_iter().flatten().collect();
        for (call, told) in self.calls.iter().zip(&told) {
            progress.messages.push(Message::Tool(ToolMessage {
                tool_call_id: call.id.clone(),
                content: content(&told.output),
                name: None,
            }));
            if let Some(step) = progress.steps.last_mut() {
                step.tools.push(ToolRun {
                    id: call.id.clone(),
                    name: call.name.clone(),
                    outcome: told.outcome,
                    duration: told.duration,
                });
            }
        }
        end.map(|()| told)
    }

    fn plan(&self) -> Vec<Plan> {
        let plan = |(place, call): (usize, &ToolCall)| {
            let earlier = self.calls.iter().take(place).position(|earlier| earlier == call);
            match (earlier, self.settings.tool(&call.name)) {
                (Some(earlier), _) => Plan::SameAs(earlier),
                (None, Some(tool)) => {
                    Plan::Run(Job { tool: Arc::clone(tool), call: call.clone(), note: None })
                }
                (None, None) => Plan::Tell(self.unknown(&call.name)),
            }
        };
        self.calls.iter().enumerate().map(plan).collect()
    }

    fn unknown(&self, name: &str) -> Told {
        let mut text = format!("Error: there is no tool {name:?}");
        for (place, tool) in self.settings.tools.iter().enumerate() {
            text.push_str(if place > 0 { ", " } else { ". The tools are: " });
            text.push_str(&tool.definition().name);
        }
        Told::said(ToolOutcome::UnknownTool, text)
    }

    /// Asks about one call after the other, before any is run.
    async fn ask_for_approval(&self, mut plans: Vec<Plan>) -> Result<Vec<Plan>, ToolLoopErrorKind> {
        let Some(approve) = &self.settings.approve else { return Ok(plans) };
        for (plan, call) in plans.iter_mut().zip(self.calls) {
            let Plan::Run(job) = plan else { continue };
            if !job.tool.needs_approval() {
                continue;
            }
            let arguments: Value = match serde_json::from_str(or_nothing(&call.arguments)) {
                Ok(arguments) => arguments,
                Err(error) => {
                    let error = ToolError::bad_arguments(error.to_string());
                    *plan = Plan::Tell(Told::failed(&error));
                    continue;
                }
            };
            let (step, call) = (self.step, call.clone());
            self.tell(ToolLoopEvent::ApprovalAsked { step, call: call.clone() }).await;
            let asked = approve(ApprovalRequest { call: call.clone(), arguments });
            match within(self.deadline, asked).await.ok_or_else(|| self.time_is_up())? {
                Approval::Allow => {}
                Approval::Deny(reason) => {
                    let text = format!("Error: this was not run: {reason}");
                    *plan = Plan::Tell(Told::said(ToolOutcome::Denied, text));
                }
                Approval::Replace(arguments) => {
                    job.call.arguments = arguments.to_string();
                    job.note = Some(format!(
                        "Before this was run, its arguments were changed to {arguments}"
                    ));
                }
                Approval::Stop => return Err(ToolLoopErrorKind::Stopped(call)),
            }
        }
        Ok(plans)
    }

    /// Leaves something to tell in each place.
    async fn carry_out(
        &self,
        plans: Vec<Plan>,
        told: &mut [Option<Told>],
    ) -> Result<(), ToolLoopErrorKind> {
        let mut jobs = VecDeque::new();
        let mut copies = Vec::new();
        for (place, plan) in plans.into_iter().enumerate() {
            match plan {
                Plan::Run(job) => jobs.push_back((place, job)),
                Plan::Tell(said) => self.finish(place, said, told).await,
                Plan::SameAs(earlier) => copies.push((place, earlier)),
            }
        }
        let end = self.run_jobs(jobs, told).await;
        for (place, earlier) in copies {
            let said = told.get(earlier).cloned().flatten().map(|said| said.output);
            let output = said.unwrap_or_else(|| ToolOutput::text("Error: this was not run"));
            self.finish(place, Told::new(ToolOutcome::Duplicate, output), told).await;
        }
        end
    }

    async fn run_jobs(
        &self,
        mut jobs: VecDeque<(usize, Job)>,
        told: &mut [Option<Told>],
    ) -> Result<(), ToolLoopErrorKind> {
        let mut running = FuturesUnordered::new();
        let mut started = Vec::new();
        let end = loop {
            while running.len() < self.settings.max_parallel
                && let Some((place, job)) = jobs.pop_front()
            {
                started.push(place);
                let (step, call) = (self.step, job.call.clone());
                self.tell(ToolLoopEvent::ToolStarted { step, call }).await;
                let limit = job.tool.time_limit().or(self.settings.tool_time_limit);
                running.push(job.run(limit).map(move |ran| (place, ran)));
            }
            match within(self.deadline, running.next()).await {
                None => break Err(self.time_is_up()),
                Some(None) => break Ok(()),
                Some(Some((place, (said, fatal)))) => {
                    started.retain(|started| *started != place);
                    self.finish(place, said, told).await;
                    if let Some(error) = fatal {
                        let name = self.calls.get(place).map(|call| call.name.clone());
                        break Err(ToolLoopErrorKind::Tool {
                            name: name.unwrap_or_default(),
                            error,
                        });
                    }
                }
            }
        };
        // What still runs is cancelled.
        drop(running);
        for place in started {
            let text = format!("Error: this was cut off. {UNKNOWN}");
            self.finish(place, Told::said(ToolOutcome::CutOff, text), told).await;
        }
        for (place, _) in jobs {
            let text = "Error: this was not run: no time was left for it, or another tool failed";
            self.finish(place, Told::said(ToolOutcome::NotRun, text), told).await;
        }
        end
    }

    /// A call is over.
    async fn finish(&self, place: usize, said: Told, told: &mut [Option<Told>]) {
        let Some((slot, call)) = told.get_mut(place).zip(self.calls.get(place)) else { return };
        let Told { outcome, output, duration } = said.clone();
        *slot = Some(said);
        let (step, call) = (self.step, call.clone());
        self.tell(ToolLoopEvent::ToolFinished { step, call, outcome, output, duration }).await;
    }

    async fn tell(&self, event: ToolLoopEvent) {
        if let Some(events) = self.events {
            events.send(event).await;
        }
    }

    fn time_is_up(&self) -> ToolLoopErrorKind {
        ToolLoopErrorKind::TimeLimit(self.settings.time_limit.unwrap_or_default())
    }
}

impl Job {
    /// What the model is told, and the error if it ends the loop.
    async fn run(self, limit: Option<Duration>) -> (Told, Option<ToolError>) {
        let Self { tool, call, note } = self;
        let span = spans::tool(&call);
        let started = Instant::now();
        let deadline = limit.and_then(|limit| started.checked_add(limit));
        // A tool is not used after it panicked: the loop ends.
        let work = AssertUnwindSafe(async { tool.call(&call).await }).catch_unwind();
        let (mut told, fatal) = match within(deadline, work.instrument(span.clone())).await {
            None => {
                let limit = limit.unwrap_or_default();
                let text = format!("Error: this was cut off after {limit:?}. {UNKNOWN}");
                (Told::said(ToolOutcome::TimedOut, text), None)
            }
            Some(Ok(Ok(output))) => (Told::new(ToolOutcome::Succeeded, output), None),
            Some(Ok(Err(error))) => {
                let told = Told::failed(&error);
                (told, error.is_fatal().then_some(error))
            }
            Some(Err(payload)) => {
                let error = ToolError::panicked(&*payload);
                (Told::failed(&error), Some(error))
            }
        };
        told.duration = started.elapsed();
        spans::record_tool(&span, told.outcome);
        if let Some(note) = note {
            let note = ContentPart::text(note);
            told.output = ToolOutput::parts([note].into_iter().chain(told.output.into_content()));
        }
        (told, fatal)
    }
}

/// What stands in the tool message. Services refuse one without content.
fn content(output: &ToolOutput) -> Vec<ContentPart> {
    match output.content() {
        [] => vec![ContentPart::text("(nothing)")],
        content => content.to_vec(),
    }
}

/// What comes of it, unless the deadline is earlier.
pub(super) async fn within<F: Future>(deadline: Option<Instant>, work: F) -> Option<F::Output> {
    match deadline {
        Some(deadline) => tokio::time::timeout_at(deadline, work).await.ok(),
        None => Some(work.await),
    }
}
