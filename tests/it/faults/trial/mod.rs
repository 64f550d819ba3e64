//! [`Trial`]: one call against a server that fails, and what must be true of it whatever the fault.

mod heap;
mod invariants;
#[cfg(test)]
mod self_tests;
mod session;
mod watched;

use std::sync::Arc;
use std::time::Duration;

use llm_provider_base::{FixedRandom, ReqwestTransport, ReqwestTransportBuilder, Transport};
use llm_types::StandardRequest;
use openrouter_auth::{ApiKey, KeyPool, PoolKey};
use openrouter_provider::{OpenRouter, OpenRouterBuilder};
use openrouter_sim::fault::{Authority, FaultServer, Script};

pub(super) use session::Session;
pub(super) use watched::Watched;

/// A key of account A.
pub(super) const A1: &str = "sk-or-v1-a1canary5d2f0e7b94c6a8130f";
/// Another key of account A.
pub(super) const A2: &str = "sk-or-v1-a2canary7c31e9d0b8f5462a91";
/// A key of account B.
pub(super) const B1: &str = "sk-or-v1-b1canary0f6d83a7e25c419b64";

/// What the model is asked.
pub(super) const PROMPT: &str = "prompt canary: why is the night dark";

/// A call to be made against a server that goes by these scripts.
#[derive(Clone)]
pub(super) struct Trial {
    scripts: Vec<Script>,
    set_up: Arc<dyn Fn(OpenRouterBuilder) -> OpenRouterBuilder + Send + Sync>,
    /// Nothing, if the provider chooses.
    model: Option<&'static str>,
    models: Vec<&'static str>,
    asking: fn(StandardRequest) -> StandardRequest,
    /// How the provider connects.
    connects: Arc<dyn Fn(ReqwestTransportBuilder) -> ReqwestTransportBuilder + Send + Sync>,
    /// Where the provider takes the server to be, without its port.
    origin: &'static str,
    prompt: String,
    /// The text that the server delivers before the fault: each byte of it must be handed on.
    text: String,
    /// How long the caller reads nothing after the first event.
    pause: Duration,
    /// Where on the server the service is.
    path: &'static str,
    /// How many bytes the call may hold, as the limit of what it reads, beyond a megabyte.
    may_hold: usize,
}

impl Trial {
    /// A call that meets these scripts, one a connection, the last one for ever.
    pub(super) fn of(scripts: impl IntoIterator<Item = Script>) -> Self {
        let scripts = scripts.into_iter().collect();
        let set_up = Arc::new(|builder| builder);
        let connects = Arc::new(ReqwestTransportBuilder::without_default_roots);
        let origin = "http://127.0.0.1";
        let (text, pause) = (String::new(), Duration::ZERO);
        let (model, models) = (Some("a/model"), Vec::new());
        let path = "/api/v1";
        let asking = |request| request;
        let prompt = PROMPT.to_owned();
        Self {
            scripts,
            set_up,
            connects,
            origin,
            model,
            models,
            asking,
            prompt,
            text,
            pause,
            path,
            may_hold: 0,
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
        self.set_up = Arc::new(set_up);
        self
    }

    /// The provider connects otherwise, too.
    pub(super) fn connecting(
        mut self,
        connects: impl Fn(ReqwestTransportBuilder) -> ReqwestTransportBuilder + Send + Sync + 'static,
    ) -> Self {
        let before = self.connects;
        self.connects = Arc::new(move |transport| connects(before(transport)));
        self
    }

    /// The provider takes the server to be there: a scheme and a host, without its port.
    pub(super) fn origin(mut self, origin: &'static str) -> Self {
        self.origin = origin;
        self
    }

    /// The provider speaks TLS, and trusts this authority.
    pub(super) fn trusting(self, authority: &Authority) -> Self {
        let pem = authority.pem();
        self.origin("https://127.0.0.1")
            .connecting(move |transport| transport.add_root_certificates(pem.clone()))
    }

    /// The caller reads the first event, and then nothing for so long; the server, which has more
    /// to say than any buffer holds, must be waiting for it then.
    pub(super) fn pausing(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// Another model is asked.
    pub(super) fn model(mut self, model: &'static str) -> Self {
        self.model = Some(model);
        self
    }

    /// The call names no model: the provider has these to choose from.
    pub(super) fn models<const N: usize>(mut self, models: [&'static str; N]) -> Self {
        self.model = None;
        self.models = models.to_vec();
        self
    }

    /// The request says more than what is asked.
    pub(super) fn asking(mut self, asking: fn(StandardRequest) -> StandardRequest) -> Self {
        self.asking = asking;
        self
    }

    /// The service is at this path of the server.
    pub(super) fn at(mut self, path: &'static str) -> Self {
        self.path = path;
        self
    }

    /// The model is asked this, too.
    pub(super) fn asks(mut self, more: impl AsRef<str>) -> Self {
        self.prompt.push_str(more.as_ref());
        self
    }

    /// The call may hold so many bytes, and a megabyte: the limit of what it reads, or the size of
    /// its answer.
    pub(super) fn may_hold(mut self, bytes: usize) -> Self {
        self.may_hold = bytes;
        self
    }

    /// Makes the call as a stream.
    pub(super) async fn stream(self) -> Watched {
        let mut session = self.open().await;
        let watched = session.stream().await;
        session.close().await;
        watched
    }

    /// Makes the call for a whole answer.
    pub(super) async fn complete(self) -> Watched {
        let mut session = self.open().await;
        let watched = session.complete().await;
        session.close().await;
        watched
    }

    /// Makes the call as a stream, and for a whole answer of another provider and server.
    pub(super) async fn both_ways(self) -> [Watched; 2] {
        let whole = self.clone();
        [self.stream().await, whole.complete().await]
    }

    /// Makes no call yet: for several calls of one provider.
    pub(super) async fn open(self) -> Session {
        Session::open(self).await
    }

    /// The server, the provider in front of it and the request, for who makes the call himself.
    pub(super) async fn begin(self) -> (FaultServer, OpenRouter, StandardRequest) {
        self.begin_over(|transport| transport).await
    }

    async fn begin_over<T: Transport>(
        self,
        transport: impl FnOnce(ReqwestTransport) -> T,
    ) -> (FaultServer, OpenRouter, StandardRequest) {
        let server = FaultServer::start(self.scripts).await.unwrap();
        let key = |text: &str| PoolKey::new(ApiKey::new(text).unwrap());
        let keys = [key(A1).account("a"), key(A2).account("a"), key(B1).account("b")];
        let inner = (self.connects)(ReqwestTransport::builder()).build().unwrap();
        let port = server.address().port();
        let builder = OpenRouter::builder()
            .key_pool(KeyPool::builder().keys(keys))
            .base_url(format!("{}:{port}{}", self.origin, self.path))
            .transport(transport(inner))
            .random(FixedRandom(0.5))
            .models(self.models);
        let provider = (self.set_up)(builder).build().unwrap();
        let mut request = StandardRequest::prompt(self.prompt);
        request.model = self.model.map(Into::into);
        (server, provider, (self.asking)(request))
    }
}
