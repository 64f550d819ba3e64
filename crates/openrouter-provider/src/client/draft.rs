//! [`Draft`]: a chat whose model is not chosen yet.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use llm_types::{Error, ErrorKind, ModelId, Result};
use openrouter_wire::chat::Request;

/// A chat whose model is not chosen yet: what is sent is written for each model that is asked.
#[derive(Debug)]
pub(crate) struct Draft {
    /// Held while it is written.
    request: Mutex<Box<Request>>,
}

impl Draft {
    pub(crate) fn new(request: Request) -> Self {
        Self { request: Mutex::new(Box::new(request)) }
    }

    /// What is sent to ask this model.
    pub(crate) fn of(&self, model: &ModelId) -> Result<Bytes> {
        let mut request = self.request.lock().unwrap_or_else(PoisonError::into_inner);
        request.model = Some(model.as_str().to_owned());
        let body = written(&request);
        drop(request);
        body
    }
}

/// The same chat, with an answer of no more than so many tokens.
pub(crate) fn shortened(body: &[u8], tokens: u64) -> Result<Bytes> {
    let mut request: Request = openrouter_wire::decode(body).map_err(|error| {
        Error::new(ErrorKind::InvalidRequest, "the request cannot be read back").with_source(error)
    })?;
    // Where both names are said, either may be the one that the upstream goes by.
    if let Some(most) = &mut request.max_completion_tokens {
        *most = tokens.min(*most);
    }
    request.max_tokens = Some(request.max_tokens.map_or(tokens, |most| most.min(tokens)));
    written(&request)
}

/// A chat as it is sent.
pub(crate) fn written(request: &Request) -> Result<Bytes> {
    let body = serde_json::to_vec(request).map_err(|error| {
        Error::new(ErrorKind::InvalidRequest, "the request cannot be written as JSON")
            .with_source(error)
    })?;
    Ok(body.into())
}
