//! [`ExtractExt`]: asking any provider for a value.

use llm_types::{ChatProvider, ProviderIdentity, StandardRequest};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::Extraction;

mod sealed {
    pub trait Sealed {}
    impl<T: llm_types::ChatProvider + ?Sized> Sealed for T {}
}

/// Typed answers of every provider, `dyn` ones included. Sealed: nobody implements it.
pub trait ExtractExt: ChatProvider + ProviderIdentity + sealed::Sealed {
    /// Asks for a `T`.
    ///
    /// The model is given the JSON Schema of the type, in the best [form](super::AnswerForm) that
    /// the provider offers. An answer that does not fit is sent back once, with what is wrong with
    /// it. What is returned is awaited, [streamed](Extraction::stream), or told more before.
    ///
    /// ```
    /// use llm_toolkit::ExtractExt;
    /// use schemars::JsonSchema;
    /// use serde::Deserialize;
    ///
    /// #[derive(Debug, Deserialize, JsonSchema)]
    /// struct Recipe {
    ///     title: String,
    ///     minutes: u32,
    ///     steps: Vec<String>,
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), llm_toolkit::ExtractError> {
    /// # let provider = llm_types::mock::ScriptedProvider::new()
    /// #     .then(r#"{"title": "Pancakes", "minutes": 25, "steps": ["Mix.", "Fry."]}"#);
    /// let recipe: Recipe = provider.extract("A recipe for pancakes").await?.value;
    /// println!("{} in {} minutes, {} steps", recipe.title, recipe.minutes, recipe.steps.len());
    /// # assert_eq!(recipe.minutes, 25);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Extraction`] says.
    fn extract<T: DeserializeOwned + JsonSchema + Send>(
        &self,
        request: impl Into<StandardRequest>,
    ) -> Extraction<'_, Self, T> {
        Extraction::new(self, request.into())
    }
}

impl<T: ChatProvider + ProviderIdentity + ?Sized> ExtractExt for T {}
