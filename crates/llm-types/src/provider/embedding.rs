//! [`EmbeddingProvider`].

use std::fmt::Debug;

use async_trait::async_trait;

use crate::{EmbeddingRequest, EmbeddingResponse, Result};

/// Makes vectors.
///
/// Not every [`Provider`](crate::Provider) does, so it is no part of that sum: code that needs
/// vectors takes this trait.
///
/// # Contract
///
/// There are as many vectors as inputs, in the order of the inputs, whatever order the service
/// sends them in. A reply of which that cannot be said is an error.
///
/// ```
/// use async_trait::async_trait;
/// use llm_types::{EmbeddingProvider, EmbeddingRequest, EmbeddingResponse, Result};
///
/// /// Gives each input the same vector.
/// #[derive(Debug)]
/// struct Same;
///
/// #[async_trait]
/// impl EmbeddingProvider for Same {
///     async fn embed(&self, request: EmbeddingRequest) -> Result<EmbeddingResponse> {
///         Ok(EmbeddingResponse::new(request.inputs.iter().map(|_| vec![0.6, 0.8])))
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// let answer = Same.embed(EmbeddingRequest::new("a/model", ["One.", "Two."])).await?;
/// assert_eq!(answer.vectors.len(), 2);
/// # Ok(()) }
/// ```
#[async_trait]
pub trait EmbeddingProvider: Debug + Send + Sync + 'static {
    /// Makes a vector for each input.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if no model is named or
    /// there is no input, [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) for inputs that
    /// the provider cannot express, [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the vectors
    /// do not fit the inputs; otherwise as any call.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future cancels the request. The provider may charge for it all the same.
    async fn embed(&self, request: EmbeddingRequest) -> Result<EmbeddingResponse>;
}
