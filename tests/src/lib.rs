//! Support code for the end-to-end tests, the conformance runner and the check for wire drift.

mod canary;
pub use canary::{Canaries, Leak};
mod conformance;
pub use conformance::{Report, run};
#[expect(dead_code, reason = "its readers are being added")]
mod openapi;
mod secret_holders;
pub use secret_holders::secret_holders;
mod server_reply;
pub use server_reply::ServerReply;
mod skipping_clock;
pub use skipping_clock::SkippingClock;
mod wire_drift;
pub use wire_drift::{Drift, wire_drift};
