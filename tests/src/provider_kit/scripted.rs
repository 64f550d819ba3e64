//! [`Scripted`]: the scripted provider of the mocks, which has no service but its script.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use llm_provider_base::conformance::{CannotStage, Ending, Scenario, Service, Stage, Subject};
use llm_types::mock::{ScriptedAnswer, ScriptedProvider};
use llm_types::{CallState, ErrorKind, HealthState, HealthStatus, Model};

/// The scripted provider of the mocks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scripted;

#[async_trait]
impl Subject for Scripted {
    fn name(&self) -> String {
        "scripted".to_owned()
    }

    async fn stage(&self, scenario: &Scenario) -> Result<Stage, CannotStage> {
        let provider = Arc::new(play(scenario)?);
        Ok(Stage::new(provider.clone()).with_service(Arc::new(Asked(provider))))
    }

    fn exemption(&self, clause: &str) -> Option<&str> {
        Some(match clause {
            "retries-what-may-pass" => "each answer of the script is for one call",
            "metrics-add-up" | "drop-is-no-failure" => "its figures are the script's",
            "log-in-and-out" => "requests are answered, whoever is logged in",
            _ => return None,
        })
    }
}

/// A provider that plays what the service does.
pub(super) fn play(scenario: &Scenario) -> Result<ScriptedProvider, CannotStage> {
    let models = scenario.models.iter().map(|id| Model::new(id.clone()));
    let mut provider = ScriptedProvider::new()
        .with_timer(tokio::time::sleep)
        .with_default_model(Scenario::MODEL)
        .with_models(models);
    if !scenario.is_up {
        let health =
            HealthStatus::new(HealthState::Unhealthy, Duration::ZERO, SystemTime::UNIX_EPOCH);
        provider = provider.with_health(health.with_error(ErrorKind::Unavailable, "down"));
    }
    for reaction in &scenario.reactions {
        let said = ScriptedAnswer::events(reaction.deltas.iter().cloned());
        let mut answer = match &reaction.ending {
            Ending::Finished => ScriptedAnswer::events(reaction.events()),
            Ending::CutOff | Ending::Failed(_) => said.broken_by(reaction.error()),
            Ending::Silent if reaction.deltas.is_empty() => ScriptedAnswer::hang(),
            Ending::Silent => said.then_hang(),
            _ => return Err(CannotStage::new("a script has no word for it")),
        };
        if let Some(pause) = reaction.pause {
            answer = answer.after(pause).with_gaps(pause);
        }
        provider = provider.then(answer);
    }
    Ok(provider.repeat_last())
}

/// What a scripted provider was asked.
#[derive(Debug)]
pub(super) struct Asked(pub(super) Arc<ScriptedProvider>);

#[async_trait]
impl Service for Asked {
    fn requests(&self) -> usize {
        self.0.requests().len()
    }

    async fn idle(&self) {
        while self.0.calls().iter().any(|call| call.state == CallState::UnderWay) {
            tokio::task::yield_now().await;
        }
    }
}
