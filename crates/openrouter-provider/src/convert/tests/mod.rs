//! Tests of whole requests and answers. Expected JSON is written down, not computed.

mod messages;
mod request;
mod response;
