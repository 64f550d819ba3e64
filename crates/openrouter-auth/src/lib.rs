//! OpenRouter API keys and how to get them.
//!
//! - [`ApiKey`] holds a key so that it cannot leak; [`KeyId`] is how everything else names it.
//! - [`Environment`] reads keys from environment variables, and is the one place that does.
//! - [`CredentialSource`] is where keys come from: the environment, a [`KeyFile`], [`StoredKeys`], a
//!   vault of one's own; `default_storage` is where a login keeps them.
//! - [`KeyPool`] hands out one key per attempt as a [`KeyLease`], and rests the keys that fail for
//!   reasons of their own ([`Blame`]).
//! - [`OAuthFlow`] gets a key from the user by OAuth with PKCE; `LoopbackLogin` (feature
//!   `loopback`) and [`HeadlessLogin`] are whole logins by it, up to the exchange.
//!
//! Sends nothing: requests are built here and sent by the crate above, which owns the one way out.
//! Spawns no task and reads no clock: whoever calls passes `now`. The limits of a login's
//! connections are tokio's timers.

mod api_key;
pub use api_key::{ApiKey, ApiKeyError};
mod key_id;
pub use key_id::{KeyId, ParseKeyIdError};
mod env;
pub use env::{Environment, EnvironmentError};

mod pool;
pub use pool::{
    AccountId, AccountStatus, Blame, ExecuteError, Exhaustion, KeyCheck, KeyLease, KeyLimits,
    KeyPool, KeyPoolBuilder, KeyState, KeyStatus, LeaseRequest, MemoryStore, PoolExhausted,
    PoolKey, PoolStatus, QuotaStatus, Scope, ScopeId, ScopeRecord, SharedState, StateStore,
    StoreError, Strategy, Swap, Trial, UnknownKey, Versioned,
};

mod oauth;
pub use oauth::{
    AuthorizationCode, AuthorizeUrl, CallbackUrl, CodeChallenge, CodeVerifier, IssuedKey,
    KeyWishes, OAuthError, OAuthFlow, TokenExchange,
};

mod login;
#[cfg(feature = "loopback")]
pub use login::LoopbackLogin;
#[cfg(feature = "browser")]
pub use login::{BrowserError, open_browser};
pub use login::{HeadlessLogin, LoginOptions};

mod credentials;
#[cfg(feature = "keyring")]
pub use credentials::KeyringStorage;
pub use credentials::{
    CredentialChain, CredentialError, CredentialSource, Credentials, KeyFile, KeyList, StoredKeys,
    WithheldKey,
};
#[cfg(feature = "file-storage")]
pub use credentials::{FileStorage, LayeredStorage, StorageError, default_storage};

/// The example of the README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
