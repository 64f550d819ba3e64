//! Providers that are broken on purpose: OpenRouter, with one flaw each that is found in the wild.

mod accounts;
mod answers;
mod calls;
mod failures;
mod identity;
mod streams;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use futures::StreamExt as _;
use llm_provider_base::conformance::{CannotStage, Scenario, Stage, Subject};
use llm_types::{
    AuthConfig, AuthMethod, AuthProvider, Capabilities, ChatProvider, ConfigurableProvider,
    Freshness, HealthProvider, HealthStatus, Model, ModelId, ModelProvider, Provider,
    ProviderConfig, ProviderIdentity, ProviderMetrics, ProviderType, RateLimitProvider, Result,
    StandardRequest, StandardResponse, StandardStream, StreamEvent, ToolFormat,
};

use super::open_router::OverTransport;

/// A provider that is broken on purpose, and what the kit is to say of it.
#[derive(Debug)]
pub struct FlawedSubject {
    name: &'static str,
    make: fn() -> Arc<dyn Flaw>,
    expected: &'static [&'static str],
}

impl FlawedSubject {
    /// The clauses that it breaks, in the kit's order; the first that is listed here names the flaw.
    pub const fn expected(&self) -> &'static [&'static str] {
        self.expected
    }
}

#[async_trait]
impl Subject for FlawedSubject {
    fn name(&self) -> String {
        self.name.to_owned()
    }

    async fn stage(&self, scenario: &Scenario) -> Result<Stage, CannotStage> {
        let stage = OverTransport.stage(scenario).await?;
        Ok(stage.wrap(|inner| Arc::new(Flawed { inner, flaw: (self.make)() })))
    }
}

/// A row of the table: a flaw, its name, and the clauses that it breaks.
macro_rules! flaw {
    ($name:literal, $flaw:expr, $($clause:literal),+) => {
        FlawedSubject { name: $name, make: || Arc::new($flaw), expected: &[$($clause),+] }
    };
}

/// Every provider that the kit must reject.
pub fn flawed_subjects() -> Vec<FlawedSubject> {
    vec![
        flaw!(
            "ends where the stream breaks off",
            streams::QuietTruncation,
            "truncation",
            "attempts-listed"
        ),
        flaw!("takes an error for the end", streams::SwallowedError, "error-after-content"),
        flaw!("ends twice", streams::TwoEnds, "usage-as-told", "complete-is-stream"),
        flaw!(
            "asks again after content",
            streams::RetryAfterContent,
            "no-retry-after-content",
            "one-end",
            "partial-answer",
            "attempts-listed",
            "metrics-add-up"
        ),
        flaw!("loses what comes with the end", streams::LostLastPiece, "deltas-add-up", "one-end"),
        flaw!("gives a stream before it has one", streams::EagerStream, "first-content"),
        flaw!("collects before it streams", streams::Collected, "as-it-comes", "partial-answer"),
        flaw!("forgets what had come", streams::NoPartial, "partial-answer"),
        flaw!("hands out empty pieces", streams::EmptyPieces, "no-empty-text"),
        flaw!("offers cut calls as whole", answers::CutCallsWhole, "cut-tool-calls"),
        flaw!("trims whole answers", answers::TrimmedAnswer, "complete-is-stream", "whole-answer"),
        flaw!("loses signatures", answers::LostSignatures, "whole-answer"),
        flaw!("breaks letters", answers::BrokenLetters, "whole-answer", "complete-is-stream"),
        flaw!(
            "takes long answers for nonsense",
            answers::ShortAnswers,
            "answers",
            "complete-is-stream"
        ),
        flaw!("invents usage", answers::InventedUsage, "usage-not-invented"),
        flaw!("says the model that was asked", answers::AskedModel, "answer-names", "last-model"),
        flaw!("takes a bad key for an outage", failures::FlatKinds, "error-kinds"),
        flaw!("repeats the prompt in errors", failures::RepeatedPrompt, "error-reads"),
        flaw!("advises to try what cannot work", failures::HopefulAdvice, "advice"),
        flaw!("panics without messages", failures::PanicOnEmpty, "empty-request"),
        flaw!("ignores the timeout", calls::IgnoredTimeout, "timeout", "timeout-zero"),
        flaw!("ignores the bound of attempts", calls::IgnoredBound, "bounded-attempts"),
        flaw!("tries a wrong request again", calls::UselessRetry, "no-useless-attempts"),
        flaw!("never tries again", calls::NeverRetries, "retries-what-may-pass"),
        flaw!("goes on after it is dropped", calls::GoesOn, "drop-cancels", "drop-is-no-failure"),
        flaw!("keeps a permit for ever", calls::LostPermit::new(), "usable-after-drop"),
        flaw!("mixes answers", calls::MixedAnswers::default(), "concurrent-calls"),
        flaw!("stumbles over foreign options", calls::StrictOptions, "foreign-extension"),
        flaw!("counts dropped calls as failed", accounts::DropsAreFailures, "drop-is-no-failure"),
        flaw!("counts calls twice", accounts::CountedTwice, "metrics-add-up"),
        flaw!("writes no receipt", accounts::NoReceipt, "receipt"),
        flaw!("lists no attempts", accounts::NoAttempts, "attempts-listed", "receipt"),
        flaw!("shows the key in Debug", identity::KeyInDebug, "no-secrets"),
        flaw!("claims what it cannot", identity::Boast, "capabilities"),
        flaw!("is configured by half", identity::HalfConfigured::default(), "configure"),
        flaw!("is always healthy", identity::AlwaysHealthy, "health"),
        flaw!("does not log out", identity::NoLogout, "log-in-and-out"),
        flaw!("lists a model twice", identity::TwinModels, "models-can-be-asked"),
        flaw!("forgets which model answered", identity::ForgottenModel, "last-model"),
        flaw!("has a name for people", identity::ShoutedName, "name"),
    ]
}

/// What is wrong with a provider: what it does otherwise.
#[async_trait]
trait Flaw: fmt::Debug + Send + Sync + 'static {
    async fn complete(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardResponse> {
        inner.complete(request).await
    }

    async fn stream(
        &self,
        inner: &Arc<dyn Provider>,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        inner.stream(request).await
    }

    fn name<'a>(&self, inner: &'a dyn Provider) -> &'a str {
        inner.name()
    }

    async fn models(&self, inner: &dyn Provider) -> Result<Arc<[Model]>> {
        inner.models().await
    }

    fn default_model(&self, inner: &dyn Provider) -> Option<ModelId> {
        inner.default_model()
    }

    fn last_used_model(&self, inner: &dyn Provider) -> Option<ModelId> {
        inner.last_used_model()
    }

    async fn logout(&self, inner: &dyn Provider) -> Result<()> {
        inner.logout().await
    }

    fn configure(&self, inner: &dyn Provider, config: ProviderConfig) -> Result<()> {
        inner.configure(config)
    }

    async fn health_check(&self, inner: &dyn Provider) -> HealthStatus {
        inner.health_check().await
    }

    fn metrics(&self, inner: &dyn Provider) -> ProviderMetrics {
        inner.metrics()
    }
}

/// A provider with a flaw. Its `Debug` is the flaw's and the provider's.
#[derive(Debug)]
struct Flawed {
    inner: Arc<dyn Provider>,
    flaw: Arc<dyn Flaw>,
}

/// The same stream, with each item changed.
fn changed(
    stream: StandardStream,
    change: impl FnMut(Result<StreamEvent>) -> Result<StreamEvent> + Send + 'static,
) -> StandardStream {
    let receipt = stream.receipt().begin();
    StandardStream::with_receipt(stream.map(change), receipt)
}

/// The same stream, with its whole answer changed.
fn with_answer(
    stream: StandardStream,
    change: impl Fn(&mut StandardResponse) + Send + 'static,
) -> StandardStream {
    changed(stream, move |item| {
        item.map(|event| match event {
            StreamEvent::Finished(mut response) => {
                change(&mut response);
                StreamEvent::Finished(response)
            }
            delta => delta,
        })
    })
}

impl ProviderIdentity for Flawed {
    fn name(&self) -> &str {
        self.flaw.name(&*self.inner)
    }

    fn provider_type(&self) -> ProviderType {
        self.inner.provider_type()
    }

    fn description(&self) -> &str {
        self.inner.description()
    }

    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    fn tool_format(&self) -> ToolFormat {
        self.inner.tool_format()
    }
}

#[async_trait]
impl ChatProvider for Flawed {
    async fn complete(&self, request: StandardRequest) -> Result<StandardResponse> {
        self.flaw.complete(&*self.inner, request).await
    }

    async fn stream(&self, request: StandardRequest) -> Result<StandardStream> {
        self.flaw.stream(&self.inner, request).await
    }
}

#[async_trait]
impl ModelProvider for Flawed {
    async fn models(&self) -> Result<Arc<[Model]>> {
        self.flaw.models(&*self.inner).await
    }

    fn default_model(&self) -> Option<ModelId> {
        self.flaw.default_model(&*self.inner)
    }

    fn last_used_model(&self) -> Option<ModelId> {
        self.flaw.last_used_model(&*self.inner)
    }
}

#[async_trait]
impl AuthProvider for Flawed {
    fn configured_auth(&self) -> Vec<AuthMethod> {
        self.inner.configured_auth()
    }

    fn is_authenticated(&self) -> bool {
        self.inner.is_authenticated()
    }

    async fn authenticate(&self, credentials: AuthConfig) -> Result<()> {
        self.inner.authenticate(credentials).await
    }

    async fn logout(&self) -> Result<()> {
        self.flaw.logout(&*self.inner).await
    }
}

impl ConfigurableProvider for Flawed {
    fn configure(&self, config: ProviderConfig) -> Result<()> {
        self.flaw.configure(&*self.inner, config)
    }
}

#[async_trait]
impl HealthProvider for Flawed {
    async fn test_connectivity(&self, freshness: Freshness) -> Result<()> {
        self.inner.test_connectivity(freshness).await
    }

    async fn health_check(&self) -> HealthStatus {
        self.flaw.health_check(&*self.inner).await
    }

    fn metrics(&self) -> ProviderMetrics {
        self.flaw.metrics(&*self.inner)
    }
}

impl RateLimitProvider for Flawed {}
