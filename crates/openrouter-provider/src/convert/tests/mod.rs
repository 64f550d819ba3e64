//! Tests of whole requests and answers. Expected JSON is written down, not computed.

mod messages;
mod ranges;
mod request;
mod response;
