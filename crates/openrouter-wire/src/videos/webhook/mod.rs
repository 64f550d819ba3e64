//! What the service tells an application about a video, without being asked.
//!
//! It sends a `POST` to [`Create::callback_url`](super::Create::callback_url) with an [`Event`].
//! If the workspace has a signing secret, a [`Signature`] stands in the header
//! [`SIGNATURE`](crate::headers::SIGNATURE). Events can come twice: those with the same
//! [`IDEMPOTENCY_KEY`](crate::headers::IDEMPOTENCY_KEY) are the same.
//!
//! ```
//! use openrouter_wire::videos::webhook::Signature;
//!
//! let header = format!("t=1786000000,v1={}", "0a".repeat(32));
//! let signature: Signature = header.parse()?;
//! assert!(signature.is_fresh(1_786_000_299) && !signature.is_fresh(1_786_000_301));
//! // What is signed, with HMAC-SHA-256 and the secret:
//! let body = br#"{"type":"video.generation.completed"}"#;
//! let signed = [signature.prefix().as_bytes(), body].concat();
//! assert!(signed.starts_with(br#"1786000000,{"type""#));
//! # Ok::<(), openrouter_wire::videos::webhook::SignatureError>(())
//! ```

mod event;
mod signature;

pub use event::{Event, EventType, Outcome};
pub use signature::{Signature, SignatureError};
