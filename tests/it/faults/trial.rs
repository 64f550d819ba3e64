//! [`Trial`]: one call against a server that fails, and what must be true of it whatever the fault.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use integration_tests::Canaries;
use llm_provider_base::{FixedRandom, ReqwestTransport};
use llm_types::{
    Accumulator, Attempt, AttemptOutcome, ChatProvider, Error, ErrorKind, HealthProvider,
    StandardRequest, StandardResponse, StreamEvent,
};
use openrouter_auth::{ApiKey, KeyPool, LeaseRequest, PoolKey};
use openrouter_provider::{OpenRouter, OpenRouterBuilder};
use openrouter_sim::fault::{FaultServer, ReceivedRequest, Script};
use tokio::time::Instant;

/// A key of account A.
pub(super) const A1: &str = "sk-or-v1-a1canary5d2f0e7b94c6a8130f";
/// Another key of account A.
pub(super) const A2: &str = "sk-or-v1-a2canary7c31e9d0b8f5462a91";
/// A key of account B.
pub(super) const B1: &str = "sk-or-v1-b1canary0f6d83a7e25c419b64";

/// What the model is asked.
const PROMPT: &str = "prompt canary: why is the night dark";

/// A call to be made against a server that goes by these scripts.
pub(super) struct Trial {
    scripts: Vec<Script>,
    set_up: Box<dyn Fn(OpenRouterBuilder) -> OpenRouterBuilder + Send + Sync>,
    model: &'static str,
    /// The text that the server delivers before the fault: each byte of it must be handed on.
    text: String,
    /// How long the caller reads nothing after the first event.
    pause: Duration,
}

/// How a call ended, and what the server saw.
pub(super) struct Watched {
    pub(super) end: Result<StandardResponse, Error>,
    /// What a stream handed out before its end, in order.
    pub(super) events: Vec<StreamEvent>,
    pub(super) requests: Vec<Arc<ReceivedRequest>>,
    pub(super) connections: usize,
    /// In tokio's time.
    pub(super) took: Duration,
    pub(super) provider: OpenRouter,
}

impl Trial {
    /// A call that meets these scripts, one a connection, the last one for ever.
    pub(super) fn of(scripts: impl IntoIterator<Item = Script>) -> Self {
        let scripts = scripts.into_iter().collect();
        Self {
            scripts,
            set_up: Box::new(|builder| builder),
            model: "a/model",
            text: String::new(),
            pause: Duration::ZERO,
        }
    }

    /// The server delivers so many words, on the connection that counts.
    pub(super) fn words(self, words: usize) -> Self {
        self.says((0..words).map(|place| format!("w{place} ")).collect::<Vec<_>>().concat())
    }

    /// The server delivers this text, on the connection that counts.
    pub(super) fn says(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// The provider is set up otherwise.
    pub(super) fn with(
        mut self,
        set_up: impl Fn(OpenRouterBuilder) -> OpenRouterBuilder + Send + Sync + 'static,
    ) -> Self {
        self.set_up = Box::new(set_up);
        self
    }

    /// The caller reads the first event, and then nothing for so long; the server, which has more
    /// to say than any buffer holds, must be waiting for it then.
    pub(super) fn pausing(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// Another model is asked.
    pub(super) fn model(mut self, model: &'static str) -> Self {
        self.model = model;
        self
    }

    /// Makes the call as a stream.
    pub(super) async fn stream(mut self) -> Watched {
        let delivered = std::mem::take(&mut self.text);
        let mut pause = std::mem::take(&mut self.pause);
        let (server, provider, request) = self.begin().await;
        let start = Instant::now();
        let mut events = Vec::new();
        let end = match provider.stream(request).await {
            Err(error) => Err(error),
            Ok(mut stream) => {
                let mut end = None;
                while let Some(item) = stream.next().await {
                    assert!(end.is_none(), "nothing follows the end");
                    match item {
                        Ok(StreamEvent::Finished(answer)) => end = Some(Ok(*answer)),
                        Ok(event) => events.push(event),
                        Err(error) => end = Some(Err(error)),
                    }
                    if !pause.is_zero() {
                        tokio::time::sleep(std::mem::take(&mut pause)).await;
                        assert_eq!(server.open_connections(), 1, "the server has got rid of it");
                    }
                }
                assert!(stream.next().await.is_none(), "the end stays the end");
                end.expect("exactly one terminal item")
            }
        };
        let answer = match &end {
            Ok(answer) => Some(answer),
            Err(error) => error.partial(),
        };
        // What was said is on the answer, or on the error, too.
        assert_eq!(answer.map(texts).unwrap_or_default(), texts(&folded(&events)));
        assert_eq!(text_of(&events), delivered, "every word once, and in order");
        Watched { events, ..watch(&server, provider, end, start.elapsed()) }
    }

    /// Makes the call for a whole answer.
    pub(super) async fn complete(self) -> Watched {
        let (server, provider, request) = self.begin().await;
        let start = Instant::now();
        let end = provider.complete(request).await;
        watch(&server, provider, end, start.elapsed())
    }

    /// The server, the provider in front of it and the request, for who makes the call himself.
    pub(super) async fn begin(self) -> (FaultServer, OpenRouter, StandardRequest) {
        let server = FaultServer::start(self.scripts).await.unwrap();
        let key = |text: &str| PoolKey::new(ApiKey::new(text).unwrap());
        let keys = [key(A1).account("a"), key(A2).account("a"), key(B1).account("b")];
        let transport = ReqwestTransport::builder().without_default_roots().build().unwrap();
        let builder = OpenRouter::builder()
            .key_pool(KeyPool::builder().keys(keys))
            .base_url(server.base_url())
            .transport(transport)
            .random(FixedRandom(0.5));
        let provider = (self.set_up)(builder).build().unwrap();
        let request = StandardRequest::prompt(PROMPT).with_model(self.model);
        (server, provider, request)
    }
}

/// The text of what was handed out.
fn text_of(events: &[StreamEvent]) -> String {
    let texts = events.iter().filter_map(|event| match event {
        StreamEvent::Text { text, .. } => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

/// What the events come to.
fn folded(events: &[StreamEvent]) -> StandardResponse {
    let mut sum = Accumulator::new();
    for event in events {
        sum.push(event).unwrap();
    }
    sum.into_partial()
}

/// The text of each choice that has one.
fn texts(answer: &StandardResponse) -> Vec<(u32, String)> {
    let texts = answer.choices.iter().map(|choice| (choice.index, choice.message.joined_text()));
    texts.filter(|(_, text)| !text.is_empty()).collect()
}

/// Holds what came of a call to what must be true of every call.
fn watch(
    server: &FaultServer,
    provider: OpenRouter,
    end: Result<StandardResponse, Error>,
    took: Duration,
) -> Watched {
    let (requests, connections) = (server.requests(), server.connections());
    let attempts = match &end {
        Ok(answer) => &answer.attempts,
        Err(error) => error.attempts(),
    };
    // An attempt is told of for each request that the server read, and in its order.
    let told: Vec<_> = attempts.iter().filter_map(|attempt| attempt.key.clone()).collect();
    let read = requests.iter().map(|request| key_id(request.key().unwrap_or_default()));
    for (told, read) in told.iter().zip(read) {
        assert_eq!(*told, read, "the attempts name the keys that were sent");
    }
    let metrics = provider.metrics().total;
    assert_eq!((metrics.started, metrics.in_flight), (1, 0), "one call, and it is over");
    let ends = (metrics.succeeded, metrics.failed, metrics.cancelled);
    assert_eq!(ends, if end.is_ok() { (1, 0, 0) } else { (0, 1, 0) });
    let leases: u32 =
        provider.key_pool().status(Instant::now()).keys.iter().map(|k| k.in_flight).sum();
    assert_eq!(leases, 0, "no key is out");
    assert!(requests.windows(2).all(|two| two[0].body == two[1].body), "the same bytes each time");
    assert_hidden(&end, &provider);
    Watched { end, events: Vec::new(), requests, connections, took, provider }
}

/// No secret can be read in what a caller may print.
fn assert_hidden(end: &Result<StandardResponse, Error>, provider: &OpenRouter) {
    let canaries = Canaries::new([("A1", A1), ("A2", A2), ("B1", B1), ("prompt", PROMPT)]);
    let status = provider.key_pool().status(Instant::now());
    canaries.assert_hidden("the status", serde_json::to_string(&status).unwrap());
    canaries.assert_hidden("the provider", format!("{provider:?} {provider:#?}"));
    canaries.assert_hidden("the metrics", format!("{:?}", provider.metrics()));
    if let Err(error) = end {
        canaries.assert_hidden("the error", format!("{error} {error:?} {error:#?}"));
        let mut source = std::error::Error::source(error);
        while let Some(error) = source {
            canaries.assert_hidden("a source", format!("{error} {error:?}"));
            source = error.source();
        }
    }
}

/// How attempts name a key.
fn key_id(key: &str) -> String {
    ApiKey::new(key).unwrap().id().to_string()
}

impl Watched {
    /// The keys of the requests that the server read, in order.
    #[track_caller]
    pub(super) fn sent<const N: usize>(self, keys: [&str; N]) -> Self {
        let sent: Vec<_> =
            self.requests.iter().map(|request| request.key().unwrap_or_default()).collect();
        assert_eq!(sent, keys, "the keys of the requests");
        self
    }

    /// It succeeded, with so many failed attempts before.
    #[track_caller]
    pub(super) fn succeeded_after(self, failures: usize) -> Self {
        let answer = match &self.end {
            Ok(answer) => answer,
            Err(error) => panic!("{error}"),
        };
        let outcomes = answer.attempts.iter().map(|attempt| attempt.outcome);
        let failed = outcomes.filter(|outcome| *outcome != AttemptOutcome::Succeeded).count();
        assert_eq!(failed, failures, "{:?}", answer.attempts);
        self
    }

    /// It failed so, and whether what failed may be on the bill.
    #[track_caller]
    pub(super) fn failed(self, kind: ErrorKind, maybe_billed: bool) -> Self {
        let error = self.error();
        assert_eq!((error.kind(), error.maybe_billed()), (kind, maybe_billed), "{error}");
        self
    }

    /// The attempts of a call that failed.
    #[track_caller]
    pub(super) fn attempts(&self) -> &[Attempt] {
        self.error().attempts()
    }

    /// It took at least and at most so many seconds.
    #[track_caller]
    pub(super) fn within(self, seconds: std::ops::RangeInclusive<u64>) -> Self {
        assert!(seconds.contains(&self.took.as_secs()), "it took {:?}", self.took);
        self
    }

    /// The keys that can be leased still.
    pub(super) fn available(&self) -> Vec<&'static str> {
        let pool = self.provider.key_pool();
        let is_left = |key: &&str| {
            let id = ApiKey::new(*key).unwrap().id();
            pool.lease(&LeaseRequest::new().only(id), Instant::now()).is_ok()
        };
        [A1, A2, B1].into_iter().filter(is_left).collect()
    }

    /// Every key can be leased still.
    #[track_caller]
    pub(super) fn no_key_blamed(self) -> Self {
        assert_eq!(self.available(), [A1, A2, B1], "{:?}", self.provider.key_pool());
        self
    }

    #[track_caller]
    fn error(&self) -> &Error {
        match &self.end {
            Ok(answer) => panic!("it succeeded: {:?}", answer.attempts),
            Err(error) => error,
        }
    }
}
