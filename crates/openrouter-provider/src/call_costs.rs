//! [`CallCosts`]: what a provider may do for money, and with it.

use std::sync::Arc;
use std::time::Duration;

use llm_provider_base::SpendingBudget;

use crate::OpenRouterBuilder;
use crate::spending::Spending;

/// What a provider may do for money, and with it. All of it is off unless it is asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct CallCosts {
    /// What calls may cost together.
    pub(crate) spending: Option<Arc<Spending>>,
    /// An answer is shortened to what the account can afford, if that is at least so many tokens.
    pub(crate) shorten_to_afford: Option<u64>,
    /// A second attempt is begun after so long without an answer.
    pub(crate) hedge_after: Option<Duration>,
}

/// What calls may cost.
impl OpenRouterBuilder {
    /// Makes calls from a budget: each attempt that is charged for sets aside what it may cost
    /// before it is sent, and is not sent if that is not there. Clones of one budget may be given
    /// to several providers.
    ///
    /// What a chat of text may cost is told by the prices of [`models`], once those have been
    /// asked for; nothing is asked for that purpose. Where they are not known, and for all that is
    /// no such chat, it is [`SpendingBudget::per_call`]. When the answer says what it cost, that is
    /// counted. What failed and may have been charged for counts as estimated, until
    /// [`OpenRouter::reconcile`] learns better.
    ///
    /// A call for which too little is left fails with [`ErrorKind::BudgetExceeded`], whose figures
    /// are a [`BudgetExceeded`](llm_provider_base::BudgetExceeded).
    ///
    /// ```
    /// use openrouter_provider::OpenRouter;
    /// use openrouter_provider::llm_provider_base::SpendingBudget;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let budget = SpendingBudget::daily("5".parse()?, "0.25".parse()?);
    /// let openrouter = OpenRouter::builder().spending_budget(budget.clone()).build()?;
    /// println!("left for today: {} USD", budget.status().available());
    /// # Ok(()) }
    /// ```
    ///
    /// [`models`]: llm_types::ModelProvider::models
    /// [`OpenRouter::reconcile`]: crate::OpenRouter::reconcile
    /// [`ErrorKind::BudgetExceeded`]: llm_types::ErrorKind::BudgetExceeded
    pub fn spending_budget(mut self, budget: SpendingBudget) -> Self {
        self.foundation.costs.spending = Some(Arc::new(Spending::new(budget)));
        self
    }

    /// Takes a shorter answer where the account cannot afford the one that was asked for: if the
    /// service says how long an answer it can pay for, and that is at least `min_tokens`, the call
    /// is tried once more at once, with that as its longest answer.
    /// [`Attempt::shortened_to`](llm_types::Attempt::shortened_to) tells of it. Without this such a
    /// call fails, and [`Error::affordable_tokens`](llm_types::Error::affordable_tokens) has the
    /// number.
    pub const fn shorten_to_afford(mut self, min_tokens: u64) -> Self {
        self.foundation.costs.shorten_to_afford = Some(min_tokens);
        self
    }

    /// Begins a second attempt beside one of a chat that has given no content after so long: of the
    /// next [model](Self::models), if there is one to choose, or else with another key, if there is
    /// one, or else the same again. The first that answers wins, and the other is broken off.
    ///
    /// It is paid for twice: what is broken off is charged for as far as it came, and most
    /// upstreams go on to the end of an answer that was asked for whole. Its attempt is marked as
    /// [`Lost`](llm_types::AttemptOutcome::Lost), and as maybe billed. There is one for a call at
    /// the most; it is one of its attempts, and limited by what all calls may spend on retries.
    pub const fn hedge_after(mut self, wait: Duration) -> Self {
        self.foundation.costs.hedge_after = Some(wait);
        self
    }
}
