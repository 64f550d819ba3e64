//! `/auth/keys`: API keys for applications, by the PKCE flow (RFC 7636).
//!
//! A code is made by the service's own page, or by `POST /auth/keys/code`
//! ([`CodeRequest`]), and exchanged for a key at `POST /auth/keys` ([`TokenRequest`]). Both sides
//! of both hold secrets: `Debug` does not show them, and the caller moves them to a type that
//! protects them.

mod challenge;
mod code;
mod token;

pub use challenge::ChallengeMethod;
pub use code::{Code, CodeRequest, CodeResponse};
pub use token::{TokenRequest, TokenResponse};
