//! The provider conformance kit at work: every provider of this repository as its subject, and
//! providers that are broken on purpose.

mod chat_wire;
mod contract;
mod flawed;
mod open_router;
mod scripted;
mod wire_service;

pub use contract::provider_contract;
pub use flawed::{FlawedSubject, flawed_subjects};
use llm_provider_base::conformance::Subject;

/// Everything that is to keep the contract, and needs no network.
pub fn subjects() -> Vec<Box<dyn Subject>> {
    vec![Box::new(scripted::Scripted), Box::new(open_router::OverTransport)]
}
