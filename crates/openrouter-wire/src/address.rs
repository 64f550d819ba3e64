//! Addresses of the service. The path of each operation is [`Operation::PATH`](crate::Operation).

/// The usual base address of the API, which paths are appended to.
pub const BASE_URL: &str = "https://openrouter.ai/api/v1";

/// The page on which users allow an application to have a key.
pub const AUTHORIZE_URL: &str = "https://openrouter.ai/auth";
