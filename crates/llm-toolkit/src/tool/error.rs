//! [`ToolError`]: why a tool gave no result, and who is told.

use std::error::Error as StdError;
use std::fmt;

/// Why a tool gave no result, and who is told: the model, which may try something else, or the
/// application, whose loop it ends.
///
/// Every error converts into one that the model is told, so `?` does. What the error prints is what
/// the model reads: give an error that names what it must not see (a path, an address, a query)
/// other words first.
///
/// ```
/// use llm_toolkit::ToolError;
///
/// async fn stock(article: &str) -> Result<u32, ToolError> {
///     let count: u32 = article.trim().parse()?; // "invalid digit found in string": the model reads it.
///     if count > 100 {
///         return Err(ToolError::new("there is no such article: take one from 0 to 100"));
///     }
///     if count == 13 {
///         return Err(ToolError::fatal("the stock database is gone")); // Ends the loop.
///     }
///     Ok(count)
/// }
/// ```
///
/// It is no [`std::error::Error`] itself, as `?` could convert nothing into it then.
pub struct ToolError {
    message: String,
    reach: Reach,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// How far an error goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// To the model: the tool was run, and failed.
    Model,
    /// To the model, which wrote arguments that the tool does not take: nothing was run.
    Arguments,
    /// To the application.
    Fatal,
    /// To the application, and nobody meant it to.
    Panic,
}

impl ToolError {
    /// Tells the model this, and goes on.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), reach: Reach::Model, source: None }
    }

    /// Ends the loop: no other call of the model would help. The model reads nothing of this, also
    /// if the conversation goes on later, but that the tool failed.
    pub fn fatal(message: impl Into<String>) -> Self {
        Self { reach: Reach::Fatal, ..Self::new(message) }
    }

    /// Tells the model what is wrong with the arguments that it wrote. Nothing was run.
    pub fn bad_arguments(message: impl Into<String>) -> Self {
        Self { reach: Reach::Arguments, ..Self::new(message) }
    }

    /// The tool panicked.
    pub(crate) fn panicked(payload: &(dyn std::any::Any + Send)) -> Self {
        let said = payload
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("no message");
        Self { reach: Reach::Panic, ..Self::new(format!("panicked: {said}")) }
    }

    /// With the cause, which is for the application alone.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What the model is told, or the application if it is [fatal](Self::is_fatal).
    pub fn message(&self) -> &str {
        &self.message
    }

    /// True if it ends the loop.
    pub const fn is_fatal(&self) -> bool {
        matches!(self.reach, Reach::Fatal | Reach::Panic)
    }

    /// True if the tool panicked, which is fatal.
    pub const fn is_panic(&self) -> bool {
        matches!(self.reach, Reach::Panic)
    }

    /// True if the model wrote arguments that the tool does not take, so that nothing was run.
    pub const fn is_about_arguments(&self) -> bool {
        matches!(self.reach, Reach::Arguments)
    }

    /// The cause, if there is one.
    pub fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl<E: StdError + Send + Sync + 'static> From<E> for ToolError {
    fn from(error: E) -> Self {
        Self::new(error.to_string()).with_source(error)
    }
}

/// Without the message, which may repeat what users and models write.
impl fmt::Debug for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToolError").field("reach", &self.reach).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<u8, ToolError> {
        Ok(text.parse()?)
    }

    #[test]
    fn any_error_becomes_one_for_the_model_and_keeps_its_cause() {
        let error = parse("x").unwrap_err();
        assert_eq!(error.message(), "invalid digit found in string");
        assert!(!error.is_fatal());
        assert!(error.source().unwrap().is::<std::num::ParseIntError>());
    }

    #[test]
    fn what_the_model_reads_is_not_shown_to_a_log() {
        let error = ToolError::fatal("canary").with_source("canary");
        assert_eq!(format!("{error:?}"), "ToolError { reach: Fatal, .. }");
    }

    #[test]
    fn a_panic_says_what_it_said() {
        for (payload, message) in [
            (Box::new("a") as Box<dyn std::any::Any + Send>, "panicked: a"),
            (Box::new("b".to_owned()), "panicked: b"),
            (Box::new(1), "panicked: no message"),
        ] {
            let error = ToolError::panicked(&*payload);
            assert_eq!(error.message(), message);
            assert!(error.is_fatal() && error.is_panic());
        }
    }
}
