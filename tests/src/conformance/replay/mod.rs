//! Exchanges once more: a server gives the recorded replies, and the real provider asks for them.

mod ask;
mod chat;
mod get;
mod summary;

use openrouter_sim::fault::FaultServer;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use llm_provider_base::{ReqwestTransport, RetryPolicy, Transport};
use openrouter_provider::OpenRouter;
use openrouter_wire::{Operation as _, key, models};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::exchange::Exchange;
use super::report::{Check, Report};
use crate::{ServerReply, SkippingClock};

/// How many exchanges are replayed at a time.
const AT_A_TIME: usize = 16;

/// Replays all exchanges that the provider has a call for.
pub(crate) async fn check(exchanges: Vec<Exchange>, report: &mut Report) {
    // A transport for all: none of the servers needs certificates.
    let transport = match ReqwestTransport::builder().without_default_roots().build() {
        Ok(transport) => Arc::new(transport),
        Err(error) => return report.record(Check::Served, "all", Err(error.to_string())),
    };
    let places = Arc::new(Semaphore::new(AT_A_TIME));
    let mut running = JoinSet::new();
    for (seed, exchange) in exchanges.into_iter().enumerate() {
        let places = Arc::clone(&places);
        let replay = Replay { exchange, transport: Arc::clone(&transport), seed };
        running.spawn(async move {
            let _place = places.acquire_owned().await;
            let mut report = Report::default();
            replay.check(&mut report).await;
            report
        });
    }
    while let Some(checked) = running.join_next().await {
        match checked {
            Ok(checked) => report.merge(checked),
            Err(error) => report.record(Check::Served, "an exchange", Err(error.to_string())),
        }
    }
}

/// One exchange, and the way to it.
struct Replay {
    exchange: Exchange,
    transport: Arc<ReqwestTransport>,
    /// Where bodies are cut.
    seed: usize,
}

impl Replay {
    async fn check(&self, report: &mut Report) {
        if self.exchange.is_at(openrouter_wire::chat::Request::PATH) {
            chat::check(self, report).await;
        } else if self.exchange.is_at(models::List::PATH) {
            get::check_models(self, report).await;
        } else if self.exchange.is_at(key::Get::PATH) {
            get::check_key(self, report).await;
        }
    }

    /// A server that gives the recorded reply, and a provider that asks it.
    async fn start(
        &self,
        endpoint: &str,
        policy: RetryPolicy,
    ) -> Result<(FaultServer, OpenRouter), String> {
        let exchange = &self.exchange;
        let reply = ServerReply::json(exchange.status, exchange.body.clone())
            .with_headers(exchange.reply_headers())
            .cut(self.seed);
        let server = FaultServer::start([reply]).await.map_err(|error| error.to_string())?;
        let path = exchange.path.trim_end_matches('/');
        let root = path.strip_suffix(endpoint).unwrap_or(path);
        let transport: Arc<dyn Transport> = self.transport.clone();
        let provider = OpenRouter::builder()
            .api_key("sk-or-v1-replay")
            .base_url(server.url(root))
            .transport(transport)
            .retry_policy(policy)
            .clock(SkippingClock::at(noon()))
            .build()
            .map_err(|error| error.to_string())?;
        Ok((server, provider))
    }
}

/// Far from the end of a day, at which quotas of a day begin anew.
fn noon() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(20_681 * 86_400 + 43_200)
}

/// Tries again at once, as often as the default policy does.
fn at_once() -> RetryPolicy {
    let mut policy = RetryPolicy::default();
    policy.max_retry_after = Duration::MAX;
    policy
}
