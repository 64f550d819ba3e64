//! Learning what a call cost that gave no whole answer.

use std::time::Duration;

use futures::future::join_all;
use llm_types::{Attempt, Error, ErrorKind, Receipt, ResponseId, Result, Usd};
use openrouter_auth::KeyId;
use openrouter_wire::generation;
use serde_json::Number;
use tokio::time::Instant;

use super::plan::{Form, plan};
use super::{CallOptions, document};
use crate::OpenRouter;
use crate::client::{Caller, Client};

/// How long a record that is not there is looked for.
const PATIENCE: Duration = Duration::from_secs(30);
/// The first and the longest wait between two looks.
const WAITS: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(8));

/// What is known of what a call cost that gave no whole answer: [`OpenRouter::reconcile`].
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Reconciliation {
    /// One for each attempt that may have been charged for, in their order.
    pub attempts: Vec<AttemptCost>,
}

impl Reconciliation {
    /// What the attempts cost whose cost is known.
    pub fn known_cost(&self) -> Usd {
        self.attempts.iter().filter_map(|attempt| attempt.cost.amount()).sum()
    }

    /// True if that is all there is.
    pub fn is_complete(&self) -> bool {
        self.attempts.iter().all(|attempt| attempt.cost.amount().is_some())
    }
}

/// What is known of the cost of one attempt.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AttemptCost {
    /// Its place among the attempts that were asked about.
    pub attempt: usize,
    /// The service's name for what it began to answer.
    pub response_id: Option<ResponseId>,
    /// What it cost.
    pub cost: LookedUpCost,
}

/// What became of the question what something cost.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum LookedUpCost {
    /// It is on record.
    Known {
        /// What the account was charged.
        cost: Usd,
        /// Tokens read, by the upstream's count or else the service's.
        input_tokens: Option<u64>,
        /// Tokens written, by the same count.
        output_tokens: Option<u64>,
    },
    /// It was not on record within half a minute. It may come up later.
    NotFound,
    /// Nobody knows by what name to ask: the attempt was over before the service said one.
    Unnamed,
    /// The question itself failed.
    Failed(Error),
}

impl LookedUpCost {
    /// The amount, if it is known.
    pub const fn amount(&self) -> Option<Usd> {
        match self {
            Self::Known { cost, .. } => Some(*cost),
            Self::NotFound | Self::Unnamed | Self::Failed(_) => None,
        }
    }
}

impl OpenRouter {
    /// Looks up what a call cost that failed and may have been charged for all the same: each such
    /// attempt of which the service said by what name it is called, with the key that made it.
    ///
    /// The service writes such records late: each is looked for after half a second, one, two, up
    /// to eight, and no more after half a minute. Attempts are looked up side by side. Nothing is
    /// asked for an error that is certainly not charged for, and nothing ever by itself. What is
    /// learnt settles the [budget](crate::OpenRouterBuilder::spending_budget), in which until then
    /// an estimate stands.
    ///
    /// ```no_run
    /// # async fn example(openrouter: openrouter_provider::OpenRouter) -> llm_types::Result<()> {
    /// use llm_types::ProviderExt;
    ///
    /// if let Err(error) = openrouter.ask("Why is the sky blue?").await {
    ///     let costs = openrouter.reconcile(&error).await;
    ///     println!("{error}; cost {} USD at the least", costs.known_cost());
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Cancel safety
    ///
    /// Dropping the future stops looking; what was not learnt can be looked up again.
    pub async fn reconcile(&self, error: &Error) -> Reconciliation {
        self.reconcile_attempts(error.attempts()).await
    }

    /// Looks up what a call cost that was dropped, by its receipt: the answer that nobody read to
    /// its end, and whatever was tried before and beside it. Otherwise as
    /// [`reconcile`](Self::reconcile).
    ///
    /// An attempt has a name as soon as its reply begins. One that was dropped before has none, and
    /// nobody can tell what it cost. What is under way still has no record, and is looked for in
    /// vain.
    ///
    /// ```no_run
    /// # async fn example(openrouter: openrouter_provider::OpenRouter) -> llm_types::Result<()> {
    /// use std::time::Duration;
    /// use llm_types::{ChatProvider, Receipt, StandardRequest};
    ///
    /// let receipt = Receipt::new();
    /// let request = StandardRequest::prompt("Count to a million.").with_receipt(&receipt);
    /// let answer = tokio::time::timeout(Duration::from_secs(5), openrouter.complete(request)).await;
    /// if answer.is_err() {
    ///     // Nobody waited any longer. Some models go on, and all are paid for.
    ///     let costs = openrouter.reconcile_call(&receipt).await;
    ///     println!("dropped; cost {} USD at the least", costs.known_cost());
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Cancel safety
    ///
    /// As [`reconcile`](Self::reconcile).
    pub async fn reconcile_call(&self, receipt: &Receipt) -> Reconciliation {
        self.reconcile_attempts(&receipt.attempts()).await
    }

    /// Looks up what those of these attempts cost that gave no answer and may have been charged for
    /// all the same: of a [response](llm_types::StandardResponse::attempts), what was tried before
    /// it, and what lost against it. What other providers were asked for the same call, which
    /// [names](Attempt::provider) each, is passed over. Otherwise as
    /// [`reconcile`](Self::reconcile).
    ///
    /// # Cancel safety
    ///
    /// As [`reconcile`](Self::reconcile).
    pub async fn reconcile_attempts(&self, attempts: &[Attempt]) -> Reconciliation {
        let client = self.client();
        let lost = lost_attempts(attempts, &client.pool.keys()).into_iter().map(|lost| {
            let client = &client;
            async move {
                let Lost { attempt, response_id, key } = lost;
                let cost = match &response_id {
                    Some(id) => client.look_up_cost(id, key).await,
                    None => LookedUpCost::Unnamed,
                };
                AttemptCost { attempt, response_id, cost }
            }
        });
        Reconciliation { attempts: join_all(lost).await }
    }

    /// Looks up what one answer cost: one that was broken off by its reader, say, or whose usage
    /// was missing. Otherwise as [`reconcile`](Self::reconcile).
    ///
    /// # Cancel safety
    ///
    /// As [`reconcile`](Self::reconcile).
    pub async fn reconcile_response(&self, id: &ResponseId) -> LookedUpCost {
        self.client().look_up_cost(id, None).await
    }
}

/// An attempt that may have been charged for.
struct Lost {
    attempt: usize,
    response_id: Option<ResponseId>,
    key: Option<KeyId>,
}

fn lost_attempts(attempts: &[Attempt], own: &[KeyId]) -> Vec<Lost> {
    // What several providers were asked for stands in one list, under the application's names for
    // them: ours is what one of our keys has sent.
    let is_ours = |attempt: &Attempt| {
        attempt.provider.is_none() || maker(attempt).is_some_and(|key| own.contains(&key))
    };
    let attempts = attempts.iter().enumerate();
    attempts
        .filter(|(_, attempt)| attempt.maybe_billed && is_ours(attempt))
        .map(|(place, attempt)| Lost {
            attempt: place,
            response_id: attempt.response_id.clone(),
            key: maker(attempt),
        })
        .collect()
}

/// The key that made an attempt.
pub(super) fn maker(attempt: &Attempt) -> Option<KeyId> {
    attempt.key.as_ref()?.parse().ok()
}

impl Client {
    /// Looks until the record is there, or time is up.
    async fn look_up_cost(&self, id: &ResponseId, key: Option<KeyId>) -> LookedUpCost {
        let end = self.path.clock.now() + PATIENCE;
        let mut wait = WAITS.0;
        loop {
            let error = match self.record(id, key, end).await {
                Ok(record) => {
                    let found = cost(&record);
                    if let (Some(spending), Some(cost)) = (&self.costs.spending, found.amount()) {
                        spending.correct(id, cost);
                    }
                    return found;
                }
                Err(error) => error,
            };
            if error.kind() != ErrorKind::NotFound {
                return LookedUpCost::Failed(error);
            }
            if self.path.clock.now() + wait >= end {
                return LookedUpCost::NotFound;
            }
            self.path.clock.sleep(wait).await;
            wait = WAITS.1.min(wait * 2);
        }
    }

    /// Asks once.
    async fn record(
        &self,
        id: &ResponseId,
        key: Option<KeyId>,
        end: Instant,
    ) -> Result<generation::Generation> {
        let left = end.saturating_duration_since(self.path.clock.now());
        let options = CallOptions::default().with_timeout(left);
        let mut call = plan(self, &generation::Get::new(id.as_str()), Form::Document, &options)?;
        if let Some(key) = key {
            call.caller = Caller::Maker(key);
        }
        let document = document::<generation::Response>(self, &call).await?;
        Ok(document.value.data)
    }
}

/// What a record says. One that does not say the cost yet is none.
fn cost(record: &generation::Generation) -> LookedUpCost {
    let amount = |number: &Number| number.to_string().parse().ok();
    let cost = record.total_cost.as_ref().or(record.usage.as_ref()).and_then(amount);
    let Some(cost) = cost else { return LookedUpCost::NotFound };
    let native = (&record.native_tokens_prompt, &record.native_tokens_completion);
    let counted = (&record.tokens_prompt, &record.tokens_completion);
    let (input, output) = if native.1.is_some() { native } else { counted };
    LookedUpCost::Known {
        cost,
        input_tokens: input.as_ref().and_then(openrouter_wire::Count::get),
        output_tokens: output.as_ref().and_then(openrouter_wire::Count::get),
    }
}
