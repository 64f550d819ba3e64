//! What the account used, day by day.

mod day;
pub use day::{ParseUtcDayError, UtcDay};
mod report;
pub use report::{ActivityBy, ActivityGroup, ActivityReport, ActivityRow};
mod totals;
pub use totals::ActivityTotals;

use llm_types::Result;
use openrouter_wire::activity;

use crate::OpenRouter;

impl OpenRouter {
    /// What the account used on the last 30 whole days of UTC, today not among them; or of the one
    /// day, key, member or workspace that `asked` names.
    ///
    /// ```no_run
    /// # async fn example(openrouter: openrouter_provider::OpenRouter) -> llm_types::Result<()> {
    /// use openrouter_provider::{ActivityBy, openrouter_wire::activity};
    ///
    /// let report = openrouter.activity(&activity::Get::default()).await?;
    /// for model in report.groups(ActivityBy::Model).iter().take(3) {
    ///     println!("{:?}: {} USD", model.name, model.total.cost);
    /// }
    /// println!("in the last week: {} USD", report.last(7).total().cost);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call). It takes a
    /// [management key](crate::OpenRouterBuilder::management_key).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future cancels the request.
    pub async fn activity(&self, asked: &activity::Get) -> Result<ActivityReport> {
        let reply = self.call(asked).await?;
        let today = UtcDay::of(self.client().path.clock.wall());
        Ok(ActivityReport::new(&reply, asked, today))
    }
}
