//! [`CallPath::call`]: a call with its span.

use std::future::Future;

use llm_types::Result;
use tokio::time::Instant;
use tracing::Instrument as _;

use super::exchange::Exchange;
use super::{Account, Call, CallPath, Stake};
use crate::spans::CallSpan;

/// What a call gave.
#[derive(Debug)]
pub struct Called<T, S: Stake = ()> {
    /// What it was made for.
    pub value: T,
    /// What is to be closed when the answer is whole, or has failed.
    pub account: Account<S>,
    /// When the call began.
    pub started: Instant,
}

impl CallPath {
    /// Makes a call: attempts until there is a value, or no use in another.
    ///
    /// # Errors
    ///
    /// The failure of the last attempt, with the records of all of them. Its advice on trying again
    /// is [`Retry::Never`](llm_types::Retry::Never), unless the service asked for a longer wait
    /// than a call makes.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future cancels the call.
    pub async fn call<E: Exchange>(
        &self,
        call: &Call,
        exchange: E,
    ) -> Result<Called<E::Value, E::Stake>> {
        self.call_in(CallSpan::start(self, call), call, self.carry_out(call, exchange)).await
    }

    /// The same in a span that knows more of the call, and with what is done beside it: `work` is
    /// [`carry_out`](Self::carry_out), and whatever else belongs into the span.
    ///
    /// # Errors
    ///
    /// That of `work`.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future cancels the call.
    pub async fn call_in<T, S: Stake>(
        &self,
        mut span: CallSpan,
        call: &Call,
        work: impl Future<Output = Result<Called<T, S>>>,
    ) -> Result<Called<T, S>> {
        // The span of a call ends with it, or lives on in its account.
        match work.instrument(span.span().clone()).await {
            Ok(mut called) => {
                span.asks_model(call, called.account.model());
                if call.asks_for_events() {
                    let now = self.clock.now();
                    span.first_content(now.saturating_duration_since(called.started));
                }
                called.account.set_span(span);
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
