//! [`OverTransport`]: OpenRouter, without a network.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use llm_provider_base::conformance::{CannotStage, Scenario, Stage, Subject};
use llm_provider_base::{FixedRandom, RetryPolicy};
use openrouter_provider::OpenRouter;

use super::chat_wire::Dialect;
use super::wire_service::WireService;

/// OpenRouter, in front of a service without a network.
#[derive(Debug, Clone, Copy)]
pub(super) struct OverTransport;

#[async_trait]
impl Subject for OverTransport {
    fn name(&self) -> String {
        "openrouter".to_owned()
    }

    async fn stage(&self, scenario: &Scenario) -> Result<Stage, CannotStage> {
        let service = WireService::new(Dialect::OpenRouter, scenario);
        let provider = OpenRouter::builder()
            .api_key(Scenario::key())
            .base_url("https://service.test/api/v1")
            .transport(service.clone())
            .random(FixedRandom(0.5))
            .retry_policy(quick())
            .build()
            .map_err(|error| CannotStage::new(error.to_string()))?;
        Ok(Stage::new(Arc::new(provider)).with_service(Arc::new(service)))
    }
}

/// As often as by default, but after shorter waits, so that nothing waits for long where the clock
/// is a real one.
pub(super) fn quick() -> RetryPolicy {
    let mut policy = RetryPolicy::default();
    let delay = Duration::from_millis(5);
    (policy.connect_delay, policy.server_delay, policy.throttle_delay) = (delay, delay, delay);
    policy
}
