//! To ask how a batch fares.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Batch;
use crate::{Method, Operation, Root};

/// `GET /batches/{id}`: how a batch fares, and once it is done its results.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Get {
    /// Which batch: `gen-batch-…`.
    #[serde(skip)]
    pub id: String,
}

impl Get {
    /// Creates a question about a batch.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for Get {
    const ID: &'static str = "getBatch";
    const METHOD: Method = Method::Get;
    const ROOT: Root = Root::Beta;
    const PATH: &'static str = "/batches/{id}";
    type Response = Batch;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_named_in_the_path() {
        assert_eq!(Get::new("gen-batch-1").path().unwrap(), "/batches/gen-batch-1");
        assert_eq!(Get::ROOT, Root::Beta);
    }
}
