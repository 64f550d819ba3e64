//! Secrets never show, whatever is printed.
//!
//! Keys, a verifier, a code and a password are planted, and looked for in everything that comes out.

mod configuration;
mod connections;
mod failing_calls;
mod holders;
mod logins;
mod planted;
mod replies;
mod shown;
mod sinks;
