//! [`ReplayProvider`]: a provider that answers from a cassette.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use futures::StreamExt as _;
use llm_types::{
    AuthConfig, AuthMethod, AuthProvider, Capabilities, ChatProvider, ConfigurableProvider, Error,
    ErrorKind, Freshness, HealthProvider, HealthState, HealthStatus, Model, ModelId, ModelProvider,
    Operation, ProviderConfig, ProviderIdentity, ProviderMetrics, ProviderType, RateLimitProvider,
    Receipt, Result, StandardRequest, StandardResponse, StandardStream, StreamEvent, ToolFormat,
};

use super::line::{Line, RecordedProvider};
use super::play::{Gaps, play, play_whole};
use super::playlist::{Playlist, recorded, without_limits};
use super::scrub::Scrubber;

/// A provider that answers from a [`Cassette`](super::Cassette), and asks nobody.
///
/// Of itself it says what the recorded provider said: its name, what it can do, its default model.
/// It is healthy and logged in, takes any configuration without heeding it, and knows no models and
/// no limits: of those nothing is recorded.
pub struct ReplayProvider {
    playlist: Mutex<Playlist>,
    provider: RecordedProvider,
    scrubber: Scrubber,
    gaps: Gaps,
    last_used: Arc<Mutex<Option<ModelId>>>,
    is_authenticated: AtomicBool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl ReplayProvider {
    pub(super) fn new(
        playlist: Playlist,
        provider: RecordedProvider,
        scrubber: Scrubber,
        gaps: Gaps,
    ) -> Self {
        Self {
            playlist: Mutex::new(playlist),
            provider,
            scrubber,
            gaps,
            last_used: Arc::default(),
            is_authenticated: AtomicBool::new(true),
        }
    }

    /// The lines of the file whose calls nobody has made again so far.
    pub fn unplayed(&self) -> Vec<usize> {
        lock(&self.playlist).unplayed()
    }

    /// Checks that every recorded call was made again.
    ///
    /// # Panics
    ///
    /// If one was not: it is an assertion for tests.
    #[track_caller]
    pub fn assert_played(&self) {
        let unplayed = self.unplayed();
        assert!(
            unplayed.is_empty(),
            "recorded calls were not made again: those on lines {unplayed:?}"
        );
    }

    fn take(&self, request: &StandardRequest) -> Result<Line> {
        if request.timeout.is_some_and(|timeout| timeout.is_zero()) {
            let message = "the call has no time";
            return Err(Error::new(ErrorKind::Timeout, message).with_operation(Operation::Chat));
        }
        let mut asked = recorded(request, &self.scrubber)?;
        without_limits(&mut asked);
        let mut playlist = lock(&self.playlist);
        playlist.take(&asked).ok_or_else(|| playlist.missing(&asked))
    }

    fn begin(&self, request: StandardRequest) -> Result<(Line, Receipt, Gaps)> {
        let gaps = self.gaps.within(request.timeout);
        let taken = self.take(&request);
        let receipt = request.receipt.unwrap_or_default();
        if taken.is_err() {
            receipt.begin().close(false);
        }
        taken.map(|line| (line, receipt, gaps))
    }
}

#[async_trait]
impl ChatProvider for ReplayProvider {
    async fn complete(&self, request: StandardRequest) -> Result<StandardResponse> {
        let (line, receipt, gaps) = self.begin(request)?;
        let answer = play_whole(line, receipt, gaps).await?;
        lock(&self.last_used).clone_from(&answer.model);
        Ok(answer)
    }

    async fn stream(&self, request: StandardRequest) -> Result<StandardStream> {
        let (line, receipt, gaps) = self.begin(request)?;
        let stream = play(line, receipt, gaps).await?;
        let last_used = Arc::clone(&self.last_used);
        Ok(stream.wrap(|items| {
            items.inspect(move |item| {
                if let Ok(StreamEvent::Finished(answer)) = item {
                    lock(&last_used).clone_from(&answer.model);
                }
            })
        }))
    }
}

impl ProviderIdentity for ReplayProvider {
    fn name(&self) -> &str {
        &self.provider.name
    }

    fn provider_type(&self) -> ProviderType {
        self.provider.provider_type.clone()
    }

    fn description(&self) -> &str {
        &self.provider.description
    }

    fn capabilities(&self) -> Capabilities {
        self.provider.capabilities.clone()
    }

    fn tool_format(&self) -> ToolFormat {
        self.provider.tool_format.unwrap_or(ToolFormat::OpenAi)
    }
}

#[async_trait]
impl ModelProvider for ReplayProvider {
    async fn models(&self) -> Result<Arc<[Model]>> {
        Ok(Arc::new([]))
    }

    fn default_model(&self) -> Option<ModelId> {
        self.provider.default_model.clone()
    }

    fn last_used_model(&self) -> Option<ModelId> {
        lock(&self.last_used).clone()
    }
}

#[async_trait]
impl AuthProvider for ReplayProvider {
    fn configured_auth(&self) -> Vec<AuthMethod> {
        if self.is_authenticated() { vec![AuthMethod::ApiKey] } else { Vec::new() }
    }

    fn is_authenticated(&self) -> bool {
        self.is_authenticated.load(Ordering::Relaxed)
    }

    async fn authenticate(&self, _: AuthConfig) -> Result<()> {
        self.is_authenticated.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn logout(&self) -> Result<()> {
        self.is_authenticated.store(false, Ordering::Relaxed);
        Ok(())
    }
}

impl ConfigurableProvider for ReplayProvider {
    fn configure(&self, _: ProviderConfig) -> Result<()> {
        Ok(())
    }
}

#[async_trait]
impl HealthProvider for ReplayProvider {
    async fn test_connectivity(&self, _: Freshness) -> Result<()> {
        Ok(())
    }

    async fn health_check(&self) -> HealthStatus {
        // It reads no clock: nothing is checked.
        HealthStatus::new(HealthState::Healthy, Duration::ZERO, SystemTime::UNIX_EPOCH)
    }

    fn metrics(&self) -> ProviderMetrics {
        ProviderMetrics::default()
    }
}

impl RateLimitProvider for ReplayProvider {}

impl fmt::Debug for ReplayProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What was recorded is user content.
        f.debug_struct("ReplayProvider")
            .field("provider", &self.provider.name)
            .field("unplayed", &self.unplayed())
            .finish_non_exhaustive()
    }
}
