//! [`Client::call`]: a call with its span, and with what is done beside it.

use futures::FutureExt;
use llm_types::Result;
use tracing::Instrument as _;

use super::call::{Call, Called};
use super::{Client, Read};
use crate::spans::CallSpan;

impl Client {
    /// Makes a call, and beside it a check of a key that is due: the check delays nothing, and is
    /// left to the next call if this one is over before it.
    pub(crate) async fn call<R: Read>(&self, call: &Call, read: &R) -> Result<Called<R::Value>> {
        self.call_in(CallSpan::start(call, self.content), call, read).await
    }

    /// The same in a span that knows more of the call.
    pub(crate) async fn call_in<R: Read>(
        &self,
        span: CallSpan,
        call: &Call,
        read: &R,
    ) -> Result<Called<R::Value>> {
        let called = self.call_beside_a_check(call, read);
        let called = called.instrument(span.span().clone()).await;
        self.hand_over(span, call, called)
    }

    /// Makes a call with nothing beside it, because it is itself beside another one.
    pub(super) async fn call_apart<R: Read>(
        &self,
        call: &Call,
        read: &R,
    ) -> Result<Called<R::Value>> {
        let span = CallSpan::start(call, self.content);
        let called = self.carry_out(call, read).instrument(span.span().clone()).await;
        self.hand_over(span, call, called)
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
        // In this order: a call that finds no key at all makes the check itself.
        tokio::select! {
            biased;
            // Boxed, so that the futures of callers stay small.
            called = self.carry_out(call, read).boxed() => called,
            called = beside => called,
        }
    }

    /// The span of a call ends with it, or lives on in its account.
    fn hand_over<T>(
        &self,
        mut span: CallSpan,
        call: &Call,
        called: Result<Called<T>>,
    ) -> Result<Called<T>> {
        match called {
            Ok(mut called) => {
                span.asks_model(call, called.account.model.as_ref());
                if call.asks_for_events() {
                    let now = self.clock.now();
                    span.first_content(now.saturating_duration_since(called.started));
                }
                called.account.call_span = span;
                Ok(called)
            }
            Err(error) => {
                span.asks_model(call, error.model());
                span.failed(&error);
                Err(error)
            }
        }
    }
}
