//! Support code for the end-to-end tests, the conformance runner, the check for wire drift and the soak.

mod canary;
pub use canary::{Canaries, Leak};
mod conformance;
pub use conformance::{Report, run};
#[expect(dead_code, reason = "its readers are being added")]
mod openapi;
mod provider_kit;
pub use provider_kit::{
    FlawedSubject, connected_subjects, flawed_subjects, provider_contract, subjects,
};
mod secret_holders;
pub use secret_holders::secret_holders;
mod server_reply;
pub use server_reply::ServerReply;
mod skipping_clock;
pub use skipping_clock::SkippingClock;
mod soak;
pub use soak::{SoakOptions, SoakReport, serve, soak};
mod wire_drift;
pub use wire_drift::{Drift, wire_drift};
