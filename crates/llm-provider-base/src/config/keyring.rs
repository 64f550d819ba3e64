//! Secrets that the keyring of the session keeps.

use keyring_core::{CredentialStore, Error as KeyringError};
use llm_types::{Error, ErrorKind, Result, Secret};

/// Whose entries they are.
const SERVICE: &str = "llm";

/// What the keyring has under this name.
pub(super) fn look_up(name: &str) -> Result<Option<Secret>> {
    match crate::session_keyring() {
        Ok(store) => look_up_in(&*store, name),
        Err(error) => Err(failure("there is no keyring here, so keyring: finds nothing", error)),
    }
}

fn look_up_in(store: &CredentialStore, name: &str) -> Result<Option<Secret>> {
    let found = store.build(SERVICE, name, None).and_then(|entry| entry.get_password());
    match found.map(Secret::new) {
        Ok(secret) => Ok(Some(secret)),
        Err(KeyringError::NoEntry) => Ok(None),
        // Some of its errors carry the bytes of the entry.
        Err(error @ (KeyringError::NoStorageAccess(_) | KeyringError::PlatformFailure(_))) => {
            Err(failure("the keyring is locked, or does not let this program in", error))
        }
        Err(KeyringError::Ambiguous(_)) => {
            Err(wrong(format!("the keyring has llm/{name} more than once")))
        }
        Err(_) => Err(wrong(format!("the keyring has no text under llm/{name}"))),
    }
}

fn wrong(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Configuration, message)
}

fn failure(message: &str, error: KeyringError) -> Error {
    wrong(message).with_source(error)
}

#[cfg(test)]
mod tests {
    use std::any::Any;

    use keyring_core::mock;

    use super::*;

    #[test]
    fn an_entry_is_found_by_its_name_and_what_is_there_is_not_shown() {
        let store: std::sync::Arc<CredentialStore> = mock::Store::new().unwrap();
        let entry = store.build(SERVICE, "main", None).unwrap();
        let set_error = |error| {
            let any: &dyn Any = entry.as_any();
            any.downcast_ref::<mock::Cred>().unwrap().set_error(error);
        };
        assert!(look_up_in(&*store, "main").unwrap().is_none());
        entry.set_password("canary").unwrap();
        assert_eq!(look_up_in(&*store, "main").unwrap().unwrap().expose(), "canary");
        assert!(look_up_in(&*store, "other").unwrap().is_none());
        let system = || Box::new(std::io::Error::other("no prompt"));
        for (error, words) in [
            (KeyringError::NoStorageAccess(system()), "is locked"),
            (KeyringError::BadEncoding(b"canary".to_vec()), "has no text under llm/main"),
            (KeyringError::Ambiguous(Vec::new()), "has llm/main more than once"),
        ] {
            set_error(error);
            let error = look_up_in(&*store, "main").unwrap_err();
            assert!(error.message().contains(words), "{error}");
            let shown = format!("{error:?}");
            assert!(!shown.contains("canary") && !shown.contains("99, 97, 110"), "{shown}");
        }
    }
}
