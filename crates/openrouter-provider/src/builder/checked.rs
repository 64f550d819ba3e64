//! Keys and addresses, checked before anything is made of them.

use llm_types::{Error, ErrorKind, Result, Secret};
use openrouter_auth::{ApiKey, CallbackUrl};

pub(super) fn check_callback(url: &str) -> Result<()> {
    CallbackUrl::new(url).map(drop).map_err(|error| {
        let message = format!("oauth.callback_url is not usable: {error}");
        Error::new(ErrorKind::Configuration, message)
    })
}

/// Names a key that cannot be right by its place: its text is a secret.
pub(super) fn checked(keys: Vec<Secret>) -> Result<Vec<ApiKey>> {
    keys.into_iter()
        .enumerate()
        .map(|(place, key)| {
            ApiKey::new(key).map_err(|error| {
                let message = format!("API key #{} is not usable: {error}", place + 1);
                Error::new(ErrorKind::Configuration, message)
            })
        })
        .collect()
}

pub(super) fn checked_management_key(key: Secret) -> Result<ApiKey> {
    ApiKey::new(key).map_err(|error| {
        let message = format!("the management key is not usable: {error}");
        Error::new(ErrorKind::Configuration, message)
    })
}
