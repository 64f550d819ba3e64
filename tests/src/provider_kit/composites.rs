//! [`Composite`]: providers that are made of others, over two that share a service.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use llm_provider_base::conformance::{CannotStage, Scenario, Stage, Subject};
use llm_provider_base::{Balance, Fallback, Member, Race};
use llm_types::Provider;

use super::chat_wire::Dialect;
use super::open_router;
use super::wire_service::WireService;

/// A provider that is made of two, in front of the same service.
#[derive(Debug, Clone, Copy)]
pub(super) enum Composite {
    Fallback,
    Balance,
    /// The second one is asked late.
    StaggeredRace,
    /// Both are asked at once.
    Race,
}

impl Composite {
    fn of(self, members: [Member; 2]) -> Arc<dyn Provider> {
        match self {
            Self::Fallback => Arc::new(Fallback::new(members)),
            Self::Balance => Arc::new(Balance::new(members)),
            Self::StaggeredRace => Arc::new(Race::new(members).stagger(Duration::from_secs(3600))),
            Self::Race => Arc::new(Race::new(members)),
        }
    }
}

#[async_trait]
impl Subject for Composite {
    fn name(&self) -> String {
        let name = match self {
            Self::Fallback => "fallback",
            Self::Balance => "balance",
            Self::StaggeredRace => "staggered race",
            Self::Race => "race",
        };
        format!("{name} of two")
    }

    async fn stage(&self, scenario: &Scenario) -> Result<Stage, CannotStage> {
        let service = WireService::new(Dialect::OpenRouter, scenario);
        let [one, two] = [open_router::over(service.clone())?, open_router::over(service.clone())?];
        let members = [Member::new(one).named("one"), Member::new(two).named("two")];
        Ok(Stage::new(self.of(members)).with_service(Arc::new(service)))
    }

    fn exemption(&self, clause: &str) -> Option<&str> {
        match (self, clause) {
            (_, "no-useless-attempts") => Some("what one provider refuses another may take"),
            (Self::Race, "no-retry-after-content") => Some("it asks two at once"),
            (Self::Race, "concurrent-calls") => {
                Some("it asks twice for each call, and the service numbers its answers")
            }
            _ => None,
        }
    }
}
