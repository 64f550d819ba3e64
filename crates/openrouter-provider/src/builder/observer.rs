//! Who is told of the calls.

use llm_types::CallReport;

use super::OpenRouterBuilder;

impl OpenRouterBuilder {
    /// Tells `observer` of each call that is over, whatever became of it. Several may be told.
    ///
    /// It is called where the call ends, on its thread, and must not block it. What it does with the
    /// report is best done elsewhere: hand it over to a channel that has bounds, and drop what does
    /// not fit. If it panics, that is logged, and nothing else happens.
    ///
    /// ```
    /// # fn main() -> llm_types::Result<()> {
    /// use openrouter_provider::OpenRouter;
    ///
    /// let (reports, mut inbox) = tokio::sync::mpsc::channel(1024);
    /// let openrouter = OpenRouter::builder()
    ///     .on_call_end(move |report| drop(reports.try_send(report.clone())))
    ///     .build()?;
    /// # drop(openrouter);
    /// // Elsewhere, for as long as the provider is there:
    /// # async fn read(mut inbox: tokio::sync::mpsc::Receiver<llm_types::CallReport>) {
    /// while let Some(report) = inbox.recv().await {
    ///     println!("{:?} took {:?}: {:?}", report.model, report.duration, report.end);
    /// }
    /// # }
    /// # inbox.close();
    /// # Ok(()) }
    /// ```
    pub fn on_call_end(mut self, observer: impl Fn(&CallReport) + Send + Sync + 'static) -> Self {
        self.foundation.metrics = self.foundation.metrics.on_call_end(observer);
        self
    }
}
