//! Scripted vectors.

use async_trait::async_trait;

use super::ScriptedProvider;
use crate::{
    EmbeddingProvider, EmbeddingRequest, EmbeddingResponse, Error, ErrorKind, Operation, Result,
};

impl ScriptedProvider {
    /// Answers the next request for vectors like this. They have a script of their own: requests to
    /// a model use none of it up.
    ///
    /// ```
    /// use llm_types::mock::ScriptedProvider;
    /// use llm_types::{EmbeddingProvider, EmbeddingRequest, EmbeddingResponse, Result};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<()> {
    /// let provider = ScriptedProvider::new()
    ///     .then_embeddings(Ok(EmbeddingResponse::new([vec![0.6, 0.8]])));
    /// let answer = provider.embed(EmbeddingRequest::new("a/model", ["One."])).await?;
    /// assert_eq!(answer.vectors, [[0.6, 0.8]]);
    /// assert_eq!(provider.embedding_requests().len(), 1);
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn then_embeddings(self, answer: Result<EmbeddingResponse>) -> Self {
        self.state().embeddings.push(answer);
        self
    }

    /// What it was asked to make vectors of, in order.
    pub fn embedding_requests(&self) -> Vec<EmbeddingRequest> {
        self.state().embedding_requests.clone()
    }
}

#[async_trait]
impl EmbeddingProvider for ScriptedProvider {
    async fn embed(&self, request: EmbeddingRequest) -> Result<EmbeddingResponse> {
        let mut state = self.state();
        let expected = request.inputs.len();
        state.embedding_requests.push(request);
        let repeats_last = state.repeats_last;
        let answer = state.embeddings.next(repeats_last);
        let number = state.embedding_requests.len();
        drop(state);
        let wrong = |message: String| {
            Err(Error::new(ErrorKind::Configuration, message).with_operation(Operation::Embeddings))
        };
        match answer {
            None => wrong(format!("the script ends before request {number} for vectors")),
            // The contract holds for scripts too: a test shall not pass on an impossible answer.
            Some(Ok(answer)) if answer.vectors.len() != expected => {
                let given = answer.vectors.len();
                wrong(format!("the script has {given} vectors for {expected} inputs"))
            }
            Some(answer) => answer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(inputs: usize) -> EmbeddingRequest {
        EmbeddingRequest::new("a/m", vec!["x"; inputs])
    }

    fn vectors(count: usize) -> EmbeddingResponse {
        EmbeddingResponse::new(vec![vec![1.0]; count])
    }

    #[tokio::test]
    async fn vectors_are_played_in_order_and_errors_among_them() {
        let down = Error::new(ErrorKind::Unavailable, "down");
        let provider =
            ScriptedProvider::new().then_embeddings(Err(down)).then_embeddings(Ok(vectors(2)));
        let error = provider.embed(request(1)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unavailable);
        assert_eq!(provider.embed(request(2)).await.unwrap().vectors.len(), 2);
        let error = provider.embed(request(1)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "the script is at its end");
        assert_eq!(provider.embedding_requests().len(), 3);
        assert!(provider.requests().is_empty(), "no model was asked");
    }

    #[tokio::test]
    async fn the_last_answer_can_stand_for_all_further_ones() {
        let provider = ScriptedProvider::new().then_embeddings(Ok(vectors(1))).repeat_last();
        for _ in 0..3 {
            provider.embed(request(1)).await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_script_that_no_provider_could_keep_is_an_error() {
        let provider = ScriptedProvider::new().then_embeddings(Ok(vectors(1)));
        let error = provider.embed(request(2)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
    }

    #[tokio::test]
    async fn any_pointer_to_a_provider_makes_vectors() {
        async fn count(provider: impl EmbeddingProvider) -> usize {
            provider.embed(request(1)).await.unwrap().vectors.len()
        }
        let provider = || ScriptedProvider::new().then_embeddings(Ok(vectors(1)));
        assert_eq!(count(std::sync::Arc::new(provider())).await, 1);
        let boxed: Box<dyn EmbeddingProvider> = Box::new(provider());
        assert_eq!(count(boxed).await, 1);
    }
}
