//! [`Actor`]: a scripted provider that takes its time, and of which it is known whether it is still
//! at work.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use futures::stream;
use llm_types::mock::ScriptedProvider;
use llm_types::*;
use tokio::time::sleep;

/// What it does when it is asked: waits, then gives these one after another, each after a wait.
#[derive(Debug, Clone, Default)]
pub(super) struct Act {
    pub(super) before: Duration,
    pub(super) items: Vec<(Duration, Result<StreamEvent>)>,
    /// Does not return before the first item; otherwise at once.
    pub(super) is_eager: bool,
    pub(super) panics: bool,
    /// Says this name in its receipt when it is asked.
    pub(super) id: Option<&'static str>,
    /// Its receipt says that nothing was sent.
    pub(super) sends_nothing: bool,
}

/// Plays acts; what else it is a scripted provider says.
#[derive(Debug)]
pub(super) struct Actor {
    pub(super) script: ScriptedProvider,
    acts: Mutex<Vec<Act>>,
    requests: Mutex<Vec<StandardRequest>>,
    at_work: Arc<AtomicUsize>,
    /// Does not say how it is.
    is_silent: bool,
}

pub(super) fn text(text: &str) -> StreamEvent {
    StreamEvent::Text { choice: 0, text: text.to_owned() }
}

pub(super) fn failure(kind: ErrorKind) -> Error {
    Error::new(kind, "it failed")
}

impl Act {
    /// A text in pieces, after a wait before the first.
    pub(super) fn says(after: Duration, pieces: &[&str]) -> Self {
        let mut response = StandardResponse::text(pieces.concat());
        response.model = Some("answering".into());
        let mut items: Vec<_> = pieces.iter().map(|it| (Duration::ZERO, Ok(text(it)))).collect();
        items.push((Duration::ZERO, Ok(StreamEvent::Finished(Box::new(response)))));
        Self { before: after, items, ..Self::default() }
    }

    pub(super) fn fails(after: Duration, error: Error) -> Self {
        Self { before: after, items: vec![(Duration::ZERO, Err(error))], ..Self::default() }
    }

    /// Answers only after so long: never, as far as a test is concerned.
    pub(super) fn hangs() -> Self {
        Self::says(Duration::from_secs(1_000_000), &["late"])
    }

    /// Gives a stream at once, and nothing in it before the first wait is over.
    pub(super) fn eagerly(mut self) -> Self {
        if let Some(first) = self.items.first_mut() {
            first.0 += std::mem::take(&mut self.before);
        }
        Self { is_eager: true, ..self }
    }

    /// After the piece in this place, waits so long.
    pub(super) fn pausing(mut self, place: usize, wait: Duration) -> Self {
        self.items[place].0 = wait;
        self
    }

    pub(super) fn named(self, id: &'static str) -> Self {
        Self { id: Some(id), ..self }
    }

    pub(super) fn sending_nothing(self) -> Self {
        Self { sends_nothing: true, ..self }
    }
}

impl Actor {
    pub(super) fn new(name: &str, acts: impl IntoIterator<Item = Act>) -> Arc<Self> {
        Self::of(ScriptedProvider::new().with_name(name), acts)
    }

    pub(super) fn of(script: ScriptedProvider, acts: impl IntoIterator<Item = Act>) -> Arc<Self> {
        let mut acts: Vec<_> = acts.into_iter().collect();
        acts.reverse();
        Arc::new(Self {
            script,
            acts: Mutex::new(acts),
            requests: Mutex::default(),
            at_work: Arc::default(),
            is_silent: false,
        })
    }

    /// Never says how it is.
    pub(super) fn silent(name: &str) -> Self {
        Self {
            script: ScriptedProvider::new().with_name(name),
            acts: Mutex::default(),
            requests: Mutex::default(),
            at_work: Arc::default(),
            is_silent: true,
        }
    }

    /// Futures and streams of its that are there now.
    pub(super) fn at_work(&self) -> usize {
        self.at_work.load(Ordering::SeqCst)
    }

    pub(super) fn requests(&self) -> Vec<StandardRequest> {
        self.requests.lock().unwrap().clone()
    }

    /// The next act; the last one is played for ever.
    fn act(&self, request: &StandardRequest) -> Act {
        self.requests.lock().unwrap().push(request.clone());
        let mut acts = self.acts.lock().unwrap();
        if acts.len() > 1 { acts.pop().unwrap() } else { acts.last().cloned().unwrap_or_default() }
    }
}

/// Counts as long as it lives.
struct AtWork(Arc<AtomicUsize>);

impl AtWork {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(count))
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[async_trait]
impl ChatProvider for Actor {
    async fn complete(&self, request: StandardRequest) -> Result<StandardResponse> {
        self.stream(request).await?.collect().await
    }

    async fn stream(&self, request: StandardRequest) -> Result<StandardStream> {
        let act = self.act(&request);
        let at_work = AtWork::new(&self.at_work);
        let receipt = request.receipt.filter(|_| act.id.is_some() || act.sends_nothing);
        let open = receipt.as_ref().map(Receipt::begin);
        if let (Some(receipt), Some(id)) = (&receipt, act.id) {
            let mut attempt = Attempt::new(AttemptOutcome::Unfinished, Duration::ZERO);
            attempt.response_id = Some(id.into());
            attempt.maybe_billed = true;
            drop(receipt.attempt(attempt));
        }
        sleep(act.before).await;
        assert!(!act.panics, "the member panics");
        let mut items = act.items.into_iter();
        let mut first = None;
        if !act.is_eager
            && let Some((wait, item)) = items.next()
        {
            sleep(wait).await;
            first = Some((Duration::ZERO, Ok(item?)));
        }
        let items = stream::unfold((first, items, at_work), async |(first, mut items, work)| {
            let (wait, item) = match first {
                Some(first) => first,
                None => items.next()?,
            };
            sleep(wait).await;
            Some((item, (None, items, work)))
        });
        Ok(match open {
            Some(open) => StandardStream::with_receipt(items, open),
            None => StandardStream::new(items),
        })
    }
}

impl ProviderIdentity for Actor {
    fn name(&self) -> &str {
        self.script.name()
    }

    fn provider_type(&self) -> ProviderType {
        self.script.provider_type()
    }

    fn description(&self) -> &str {
        self.script.description()
    }

    fn capabilities(&self) -> Capabilities {
        self.script.capabilities()
    }

    fn tool_format(&self) -> ToolFormat {
        self.script.tool_format()
    }
}

#[async_trait]
impl ModelProvider for Actor {
    async fn models(&self) -> Result<Arc<[Model]>> {
        self.script.models().await
    }

    fn default_model(&self) -> Option<ModelId> {
        self.script.default_model()
    }

    fn last_used_model(&self) -> Option<ModelId> {
        None
    }
}

#[async_trait]
impl AuthProvider for Actor {
    fn configured_auth(&self) -> Vec<AuthMethod> {
        self.script.configured_auth()
    }

    fn is_authenticated(&self) -> bool {
        self.script.is_authenticated()
    }

    async fn authenticate(&self, credentials: AuthConfig) -> Result<()> {
        self.script.authenticate(credentials).await
    }

    async fn logout(&self) -> Result<()> {
        self.script.logout().await
    }
}

impl ConfigurableProvider for Actor {
    fn configure(&self, config: ProviderConfig) -> Result<()> {
        self.script.configure(config)
    }
}

#[async_trait]
impl HealthProvider for Actor {
    async fn test_connectivity(&self, freshness: Freshness) -> Result<()> {
        if self.is_silent {
            return std::future::pending().await;
        }
        self.script.test_connectivity(freshness).await
    }

    async fn health_check(&self) -> HealthStatus {
        if self.is_silent {
            return std::future::pending().await;
        }
        self.script.health_check().await
    }

    fn metrics(&self) -> ProviderMetrics {
        self.script.metrics()
    }
}

impl RateLimitProvider for Actor {}
