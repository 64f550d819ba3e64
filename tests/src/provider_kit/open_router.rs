//! [`OverTransport`] and [`OverHttp`]: OpenRouter, without a network and with one.

use std::sync::Arc;

use async_trait::async_trait;
use llm_provider_base::conformance::{CannotStage, Scenario, Stage, Subject};
use llm_provider_base::{FixedRandom, ReqwestTransport, Transport};
use openrouter_provider::{OpenRouter, OpenRouterBuilder};

use super::chat_wire::Dialect;
use super::http_service::HttpService;
use super::wire_service::WireService;
use crate::SkippingClock;

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
        let provider = over(service.clone())?;
        Ok(Stage::new(Arc::new(provider)).with_service(Arc::new(service)))
    }
}

/// OpenRouter over a transport.
pub(super) fn over(transport: impl Transport) -> Result<OpenRouter, CannotStage> {
    let builder = OpenRouter::builder().base_url("https://service.test/api/v1");
    built(builder.transport(transport))
}

/// OpenRouter, in front of a server on loopback. Waits between attempts are skipped, because the
/// clock is a real one.
#[derive(Debug, Clone, Copy)]
pub(super) struct OverHttp;

#[async_trait]
impl Subject for OverHttp {
    fn name(&self) -> String {
        "openrouter over HTTP".to_owned()
    }

    async fn stage(&self, scenario: &Scenario) -> Result<Stage, CannotStage> {
        let reason = |error: &dyn std::fmt::Display| CannotStage::new(error.to_string());
        let service = HttpService::start(Dialect::OpenRouter, scenario);
        let service = service.await.map_err(|error| reason(&error))?;
        let transport = ReqwestTransport::builder().without_default_roots().build();
        let builder = OpenRouter::builder()
            .base_url(service.base_url())
            .transport(transport.map_err(|error| reason(&error))?)
            .clock(SkippingClock::default());
        Ok(Stage::new(Arc::new(built(builder)?)).with_service(Arc::new(service)))
    }
}

fn built(builder: OpenRouterBuilder) -> Result<OpenRouter, CannotStage> {
    let provider = builder.api_key(Scenario::key()).random(FixedRandom(0.5)).build();
    provider.map_err(|error| CannotStage::new(error.to_string()))
}
