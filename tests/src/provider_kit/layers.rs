//! [`Layered`] and [`Remembered`]: OpenRouter with a layer before it.

use std::fmt::Display;
use std::sync::Arc;

use async_trait::async_trait;
use llm_provider_base::conformance::{CannotStage, Ending, Scenario, Stage, Subject};
use llm_provider_base::{ConcurrencyLimit, LayerExt as _, Recorder, ResponseCache};
use tempfile::TempDir;

use super::open_router::OverTransport;
use super::recalled::Recalled;

/// OpenRouter with a layer before it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Layered {
    /// One call at a time: a permit that is lost stops everything.
    ConcurrencyLimit,
    ResponseCache,
    Recorder,
}

#[async_trait]
impl Subject for Layered {
    fn name(&self) -> String {
        let layer = match self {
            Self::ConcurrencyLimit => "concurrency limit",
            Self::ResponseCache => "response cache",
            Self::Recorder => "recorder",
        };
        format!("{layer} before openrouter")
    }

    async fn stage(&self, scenario: &Scenario) -> Result<Stage, CannotStage> {
        let stage = OverTransport.stage(scenario).await?;
        self.before(stage)
    }
}

impl Layered {
    fn before(self, stage: Stage) -> Result<Stage, CannotStage> {
        Ok(match self {
            Self::ConcurrencyLimit => {
                stage.wrap(|inner| Arc::new(inner.layer(ConcurrencyLimit::new(1))))
            }
            Self::ResponseCache => {
                stage.wrap(|inner| Arc::new(inner.layer(ResponseCache::new(100))))
            }
            Self::Recorder => {
                // The file goes with its folder, at the latest when it is closed.
                let folder = TempDir::new().map_err(|error| reason(&error))?;
                let recorder = Recorder::to(folder.path().join("calls.jsonl"));
                let recorder = recorder.map_err(|error| reason(&error))?;
                stage.wrap(|inner| Arc::new(inner.layer(recorder)))
            }
        })
    }
}

fn reason(error: &dyn Display) -> CannotStage {
    CannotStage::new(error.to_string())
}

/// What remembers, asked for what it remembers: each call is made before, and its answer kept.
#[derive(Debug, Clone, Copy)]
pub(super) enum Remembered {
    InCache,
    InCassette,
}

#[async_trait]
impl Subject for Remembered {
    fn name(&self) -> String {
        match self {
            Self::InCache => "answers out of a response cache".to_owned(),
            Self::InCassette => "calls out of a cassette".to_owned(),
        }
    }

    async fn stage(&self, scenario: &Scenario) -> Result<Stage, CannotStage> {
        let ends = |ending: &Ending| match self {
            Self::InCache => *ending == Ending::Finished,
            Self::InCassette => *ending != Ending::Silent,
        };
        if !scenario.reactions.iter().all(|reaction| ends(&reaction.ending)) {
            return Err(CannotStage::new("this is not remembered"));
        }
        let stage = OverTransport.stage(scenario).await?;
        Ok(match self {
            Self::InCache => {
                let stage = Layered::ResponseCache.before(stage)?;
                stage.wrap(|cached| Arc::new(Recalled::cached(cached)))
            }
            Self::InCassette => stage.wrap(|inner| Arc::new(Recalled::played(inner))),
        })
    }

    fn exemption(&self, clause: &str) -> Option<&str> {
        let made = ["attempts-listed", "receipt", "metrics-add-up", "log-in-and-out"];
        let limited = ["timeout-zero", "timeout", "bounded-attempts"];
        if made.contains(&clause) || limited.contains(&clause) {
            return Some("the call was made before");
        }
        if matches!(self, Self::InCache) && clause == "usage-as-told" {
            return Some("what is remembered costs nothing, and says so");
        }
        None
    }
}
