//! The keyring of the user's session. Feature `keyring`.

use std::sync::Arc;

use keyring_core::{CredentialStore, Result};

/// The keyring of the user's session: the Secret Service (GNOME, KDE), the keychain of macOS, the
/// credential manager of Windows. It is not the one that `keyring_core` keeps for the whole process:
/// that is the application's to choose. It blocks; without a keyring it takes milliseconds to say
/// so, or seconds where a service does not answer.
///
/// # Errors
///
/// If there is none, as on a server, in a container and in most sessions over SSH.
pub fn session_keyring() -> Result<Arc<CredentialStore>> {
    platform_store()
}

#[cfg(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))))]
fn platform_store() -> Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn platform_store() -> Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(windows)]
fn platform_store() -> Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(not(any(all(unix, not(any(target_os = "ios", target_os = "android"))), windows)))]
fn platform_store() -> Result<Arc<CredentialStore>> {
    Err(keyring_core::Error::NoDefaultStore)
}
