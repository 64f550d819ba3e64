//! Keys for applications: who asks for one, the code that stands for the user's leave, and what it
//! is exchanged for, by the PKCE flow.
//!
//! A code is issued by `POST /auth/keys/code`, or by a page on which users allow it.

mod callback;
mod challenge;
mod codes;
mod consent;
mod pending;
mod wish;

pub(crate) use callback::Callback;
pub(crate) use challenge::Challenge;
pub(crate) use codes::{AuthCode, AuthCodes};
pub use consent::{Consent, ConsentError};
pub(crate) use pending::PendingLogins;
pub(crate) use wish::Wish;
