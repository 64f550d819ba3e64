//! A server that speaks the chat API of OpenAI, in a process, for tests and demos: real HTTP on
//! loopback, no real model.
//!
//! [`Simulator::start`] serves what an application asks for: chat, whole and streamed, with tools
//! and structured answers; vectors; the list of models. Answers are generated: the same request gets
//! the same answer, and each says that it is simulated. A [`Personality`] decides which server it
//! is like, where servers differ. [`Simulator::fail_next`] makes it fail.
//!
//! It knows the wire and nothing above it: any client of the API can be pointed at
//! [`Simulator::base_url`].

mod builder;
mod completion;
mod endpoints;
mod fault;
mod instance;
mod personality;
mod reply;
mod request_log;
mod server;
mod simulator;

pub use builder::{SimulatorBuilder, StartError};
pub use fault::Fault;
pub use personality::Personality;
pub use request_log::RecordedRequest;
pub use simulator::Simulator;

#[cfg(test)]
mod tests;
