//! Addresses of the API.
//!
//! Paths are relative to [`BASE_URL`] and start with a slash: the address of an endpoint is the
//! base without a trailing slash, followed by the path.

/// Where the API is.
pub const BASE_URL: &str = "https://openrouter.ai/api/v1";

/// The page on which a user lets an application have a key; for a browser, not for a client.
pub const AUTHORIZE_URL: &str = "https://openrouter.ai/auth";

/// `POST`: a [`chat::Request`](crate::chat::Request) for a
/// [`chat::Response`](crate::chat::Response) or a stream of [`chat::Chunk`](crate::chat::Chunk)s.
pub const CHAT_COMPLETIONS: &str = "/chat/completions";

/// `POST`: an [`embeddings::Request`](crate::embeddings::Request) for an
/// [`embeddings::Response`](crate::embeddings::Response).
pub const EMBEDDINGS: &str = "/embeddings";

/// `GET`: a [`models::List`](crate::models::List). Public: answers a rejected key as well.
pub const MODELS: &str = "/models";

/// `GET`: a [`key::Response`](crate::key::Response) about the key that asks.
pub const KEY: &str = "/key";

/// `GET`, with the query `id`: a [`generation::Response`](crate::generation::Response).
pub const GENERATION: &str = "/generation";

/// `GET`, with a management key: a [`credits::Response`](crate::credits::Response).
pub const CREDITS: &str = "/credits";

/// `GET`, with a management key: an [`activity::Response`](crate::activity::Response).
pub const ACTIVITY: &str = "/activity";

/// With a management key. `GET`: a [`keys::List`](crate::keys::List). `POST`: a
/// [`keys::CreateRequest`](crate::keys::CreateRequest) for a
/// [`keys::Created`](crate::keys::Created).
///
/// With `/` and a key's hash after it, `GET`: a [`keys::Response`](crate::keys::Response);
/// `PATCH`: a [`keys::UpdateRequest`](crate::keys::UpdateRequest) for the same; `DELETE`: a
/// [`keys::Deleted`](crate::keys::Deleted).
pub const KEYS: &str = "/keys";

/// `POST`: an [`oauth::TokenRequest`](crate::oauth::TokenRequest) for an
/// [`oauth::TokenResponse`](crate::oauth::TokenResponse). Needs no key.
pub const AUTH_KEYS: &str = "/auth/keys";

/// `POST`, with an API key: an [`oauth::CodeRequest`](crate::oauth::CodeRequest) for an
/// [`oauth::CodeResponse`](crate::oauth::CodeResponse).
pub const AUTH_KEYS_CODE: &str = "/auth/keys/code";
