//! Support code for the end-to-end tests and the conformance runner.

mod conformance;
pub use conformance::{Report, run};
#[expect(dead_code, reason = "its readers are being added")]
mod openapi;
mod server;
pub use server::{ScriptedServer, ServedRequest, ServerReply};
mod skipping_clock;
pub use skipping_clock::SkippingClock;
