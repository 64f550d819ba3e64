//! [`ProviderExt`]: what every chat provider can do besides.

use std::future::Future;
use std::ops::Deref;

use crate::{ChatProvider, Result, StandardRequest, StandardResponse};

mod sealed {
    pub trait Sealed {}
    impl<T: crate::ChatProvider + ?Sized> Sealed for T {}
}

/// Conveniences for every [`ChatProvider`], `dyn` ones included. Sealed: nobody implements it.
pub trait ProviderExt: ChatProvider + sealed::Sealed {
    /// Asks one thing, and waits for the answer.
    ///
    /// ```
    /// # async fn example(provider: &dyn llm_types::ChatProvider) -> llm_types::Result<()> {
    /// use llm_types::ProviderExt;
    /// let answer = provider.ask("Why is the sky blue?").await?;
    /// println!("{answer}");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`ChatProvider::complete`].
    fn ask(
        &self,
        request: impl Into<StandardRequest> + Send,
    ) -> impl Future<Output = Result<Completion>> + Send {
        let request = request.into();
        async move { self.complete(request).await.map(Completion) }
    }
}

impl<T: ChatProvider + ?Sized> ProviderExt for T {}

/// An answer that prints its text.
#[derive(Debug, Clone, PartialEq)]
pub struct Completion(StandardResponse);

impl Completion {
    /// The whole answer.
    pub fn into_response(self) -> StandardResponse {
        self.0
    }
}

impl Deref for Completion {
    type Target = StandardResponse;

    fn deref(&self) -> &StandardResponse {
        &self.0
    }
}

impl std::fmt::Display for Completion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for part in self.0.message().map(|message| &message.content).into_iter().flatten() {
            if let Some(text) = part.as_text() {
                f.write_str(text)?;
            }
        }
        Ok(())
    }
}
