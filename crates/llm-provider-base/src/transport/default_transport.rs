//! [`default_transport`]: the way out where none is given.

use std::sync::Arc;

use llm_types::{Error, ErrorKind, Result};

use super::Transport;
use crate::BaseUrl;

/// The built-in HTTP client, for a service at this address.
///
/// # Errors
///
/// [`ErrorKind::Configuration`] if it cannot be set up, or if feature `reqwest` is off.
#[cfg(feature = "reqwest")]
pub fn default_transport(base_url: &BaseUrl) -> Result<Arc<dyn Transport>> {
    let mut builder = super::ReqwestTransport::builder();
    if base_url.is_plain_http() {
        // Only this machine is reached without TLS: no certificates are needed.
        builder = builder.without_default_roots();
    }
    let transport = builder.build().map_err(|error| {
        Error::new(ErrorKind::Configuration, "the HTTP client cannot be set up").with_source(error)
    })?;
    Ok(Arc::new(transport))
}

/// The built-in HTTP client, which is not there.
///
/// # Errors
///
/// [`ErrorKind::Configuration`], always: feature `reqwest` is off.
#[cfg(not(feature = "reqwest"))]
pub fn default_transport(_: &BaseUrl) -> Result<Arc<dyn Transport>> {
    let message = "no transport: give one to the builder, or switch feature `reqwest` on";
    Err(Error::new(ErrorKind::Configuration, message))
}
