//! [`Client::call`]: a call with its span, and with what is done beside it.

use futures::FutureExt;
use llm_provider_base::CallSpan;
use llm_types::Result;

use super::account::Called;
use super::call::Call;
use super::exchange::Exchanging;
use super::{Client, Read};
use crate::spans;

impl Client {
    /// Makes a call, and beside it a check of a key that is due: the check delays nothing, and is
    /// left to the next call if this one is over before it.
    pub(crate) async fn call<R: Read>(&self, call: &Call, read: &R) -> Result<Called<R::Value>> {
        self.call_in(spans::start(self, call), call, read).await
    }

    /// The same in a span that knows more of the call.
    pub(crate) async fn call_in<R: Read>(
        &self,
        span: CallSpan,
        call: &Call,
        read: &R,
    ) -> Result<Called<R::Value>> {
        self.path.call_in(span, &call.http, self.call_beside_a_check(call, read)).await
    }

    /// Makes a call with nothing beside it, because it is itself beside another one.
    pub(super) async fn call_apart<R: Read>(
        &self,
        call: &Call,
        read: &R,
    ) -> Result<Called<R::Value>> {
        // Boxed, so that the futures of callers stay small.
        self.path.call(&call.http, Exchanging::new(self, call, read)).boxed().await
    }

    async fn call_beside_a_check<R: Read>(
        &self,
        call: &Call,
        read: &R,
    ) -> Result<Called<R::Value>> {
        if let Some(sourced) = self.due_keys(call) {
            self.refresh_keys(sourced, call).boxed().await?;
        }
        let beside = async {
            self.check_beside().await;
            std::future::pending().await
        };
        let exchange = Exchanging::new(self, call, read);
        // In this order: a call that finds no key at all makes the check itself.
        tokio::select! {
            biased;
            // Boxed, so that the futures of callers stay small.
            called = self.path.carry_out(&call.http, exchange).boxed() => called,
            called = beside => called,
        }
    }
}
