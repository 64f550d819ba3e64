//! The end of every login: a key that is checked, in the pool, and kept.

use std::sync::Arc;

use llm_types::TokenStorage;
use openrouter_auth::{AccountId, IssuedKey, PoolKey, StoredKeys, TokenExchange};

use super::LoginError;
use super::exchange::exchange;
use crate::OpenRouter;

/// What becomes of the key that a login gives.
#[derive(Debug, Clone)]
pub(super) struct Keep {
    pub(super) account: AccountId,
    pub(super) label: Option<String>,
    pub(super) storage: Option<Arc<dyn TokenStorage>>,
}

/// Exchanges the code, checks the key, puts it into the pool and stores it.
pub(super) async fn finish(
    openrouter: &OpenRouter,
    code: TokenExchange,
    keep: Keep,
) -> Result<IssuedKey, LoginError> {
    let client = openrouter.client();
    let issued = exchange(&client, code).await.map_err(LoginError::without_key)?;
    // The list of models would not do: it is given to everybody.
    let limits = match client.ask_about(issued.key.clone()).await {
        Ok(limits) => limits,
        Err(error) => return Err(LoginError::with_key(error, issued)),
    };
    let Keep { account, label, storage } = keep;
    let mut key = PoolKey::new(issued.key.clone()).account(account);
    if let Some(label) = label.as_ref().or(limits.label.as_ref()) {
        key = key.label(label);
    }
    client.pool.add(key.clone());
    client.pool.note_limits(key.id(), &limits);
    openrouter.forget_connectivity();
    let Some(storage) = storage else { return Ok(issued) };
    let stored = StoredKeys::new(storage, client.base_url.as_url());
    match stored.keep(&key, client.path.clock.wall()).await {
        Ok(()) => Ok(issued),
        Err(error) => Err(LoginError::with_key(error.into(), issued)),
    }
}
