//! The provider conformance kit at work: every provider of this repository as its subject, and
//! providers that are broken on purpose.

mod chat_wire;
mod composites;
mod contract;
mod flawed;
mod http_service;
mod layers;
mod open_ai;
mod open_router;
mod recalled;
mod scripted;
mod wire_service;

pub use contract::provider_contract;
pub use flawed::{FlawedSubject, flawed_subjects};
use llm_provider_base::conformance::Subject;

/// Everything that is to keep the contract, and needs no network.
pub fn subjects() -> Vec<Box<dyn Subject>> {
    use composites::Composite;
    use layers::{Layered, Remembered};
    vec![
        Box::new(scripted::Scripted),
        Box::new(open_router::OverTransport),
        Box::new(open_ai::OverTransport),
        Box::new(Composite::Fallback),
        Box::new(Composite::Balance),
        Box::new(Composite::StaggeredRace),
        Box::new(Composite::Race),
        Box::new(Layered::ConcurrencyLimit),
        Box::new(Layered::ResponseCache),
        Box::new(Layered::Recorder),
        Box::new(Remembered::InCache),
        Box::new(Remembered::InCassette),
    ]
}

/// What is to keep the contract over real connections, for which the clock must run.
pub fn connected_subjects() -> Vec<Box<dyn Subject>> {
    vec![Box::new(open_router::OverHttp), Box::new(open_ai::OverHttp)]
}
