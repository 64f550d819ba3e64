//! Getting a key by OAuth with PKCE ([RFC 7636]).
//!
//! OpenRouter needs no registration of the application, no client secret and no refresh: the
//! result is an API key that belongs to the user, and lasts.
//!
//! 1. Start an [`OAuthFlow`]: it makes the secret verifier.
//! 2. Send the user to the address that [`OAuthFlow::authorize_url`] builds.
//! 3. Read the [`AuthorizationCode`] from the address that they come back to, or that they paste.
//! 4. [`OAuthFlow::exchange`] makes the request; send its body to `POST /auth/keys`, once.
//! 5. [`IssuedKey::from_reply`] reads the answer.
//!
//! [RFC 7636]: https://datatracker.ietf.org/doc/html/rfc7636

mod flow;
pub use flow::OAuthFlow;
mod callback_url;
pub use callback_url::CallbackUrl;
mod authorize;
pub use authorize::AuthorizeUrl;
mod key_wishes;
pub use key_wishes::KeyWishes;
mod callback;
pub use callback::AuthorizationCode;
mod exchange;
pub use exchange::{IssuedKey, TokenExchange};
mod pkce;
pub use pkce::{CodeChallenge, CodeVerifier};
mod error;
pub use error::OAuthError;

#[cfg(test)]
mod tests;
