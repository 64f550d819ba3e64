//! [`OverTransport`] and [`OverHttp`]: a server that speaks the chat API of `OpenAI`, without a
//! network and with one.

use std::sync::Arc;

use async_trait::async_trait;
use llm_provider_base::conformance::{CannotStage, Reaction, Scenario, Stage, Subject};
use llm_provider_base::{FixedRandom, ReqwestTransport};
use llm_types::StreamEvent;
use openai_provider::{OpenAi, OpenAiBuilder};

use super::chat_wire::Dialect;
use super::http_service::HttpService;
use super::wire_service::WireService;
use crate::SkippingClock;

/// The provider, in front of a service without a network.
#[derive(Debug, Clone, Copy)]
pub(super) struct OverTransport;

#[async_trait]
impl Subject for OverTransport {
    fn name(&self) -> String {
        "openai".to_owned()
    }

    async fn stage(&self, scenario: &Scenario) -> Result<Stage, CannotStage> {
        sayable(scenario)?;
        let service = WireService::new(Dialect::OpenAi, scenario);
        let builder = OpenAi::builder().base_url("https://service.test/v1");
        let provider = built(builder.transport(service.clone()))?;
        Ok(Stage::new(Arc::new(provider)).with_service(Arc::new(service)))
    }

    fn exemption(&self, clause: &str) -> Option<&str> {
        keyless(clause)
    }
}

/// The provider, in front of a server on loopback. Waits between attempts are skipped, because the
/// clock is a real one.
#[derive(Debug, Clone, Copy)]
pub(super) struct OverHttp;

#[async_trait]
impl Subject for OverHttp {
    fn name(&self) -> String {
        "openai over HTTP".to_owned()
    }

    async fn stage(&self, scenario: &Scenario) -> Result<Stage, CannotStage> {
        sayable(scenario)?;
        let reason = |error: &dyn std::fmt::Display| CannotStage::new(error.to_string());
        let service = HttpService::start(Dialect::OpenAi, scenario);
        let service = service.await.map_err(|error| reason(&error))?;
        let transport = ReqwestTransport::builder().without_default_roots().build();
        let builder = OpenAi::builder()
            .base_url(service.base_url())
            .transport(transport.map_err(|error| reason(&error))?)
            .clock(SkippingClock::default());
        Ok(Stage::new(Arc::new(built(builder)?)).with_service(Arc::new(service)))
    }

    fn exemption(&self, clause: &str) -> Option<&str> {
        keyless(clause)
    }
}

fn built(builder: OpenAiBuilder) -> Result<OpenAi, CannotStage> {
    let provider = builder.api_key(Scenario::key()).random(FixedRandom(0.5)).build();
    provider.map_err(|error| CannotStage::new(error.to_string()))
}

fn keyless(clause: &str) -> Option<&'static str> {
    (clause == "log-in-and-out").then_some("servers that want no key are asked without one")
}

/// The API has no word for everything.
fn sayable(scenario: &Scenario) -> Result<(), CannotStage> {
    let signs =
        |delta: &StreamEvent| matches!(delta, StreamEvent::Reasoning { blocks: Some(_), .. });
    let any = |of: &dyn Fn(&Reaction) -> bool| scenario.reactions.iter().any(of);
    if any(&|reaction| reaction.deltas.iter().any(signs)) {
        return Err(CannotStage::new("the API has no signed thoughts"));
    }
    if any(&|reaction| reaction.usage.as_ref().is_some_and(|usage| usage.cost.is_some())) {
        return Err(CannotStage::new("the API tells no costs"));
    }
    Ok(())
}
