//! A call of the real provider, over a transport without a network, in paused time.

use std::future::Future;

use llm_provider_base::{FixedRandom, RetryPolicy, ScriptedReply, ScriptedTransport};
use openrouter_provider::OpenRouter;

/// The key that is sent, and that servers echo.
pub(crate) const KEY: &str = "sk-or-v1-canary0123456789abcdef0123456789abcdef";

/// Runs a future in paused time: what waits takes none.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    thread_local! {
        static RUNTIME: tokio::runtime::Runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .expect("a runtime");
    }
    RUNTIME.with(|runtime| runtime.block_on(future))
}

/// A provider that gets this reply to its one attempt.
pub(crate) fn provider(reply: ScriptedReply) -> OpenRouter {
    OpenRouter::builder()
        .api_key(KEY)
        .transport(ScriptedTransport::new([reply]))
        .retry_policy(RetryPolicy::never())
        .random(FixedRandom(0.5))
        .build()
        .expect("a provider")
}
