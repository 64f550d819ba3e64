//! [`default_storage`]: where credentials are kept if the application does not say.

use std::sync::Arc;

use llm_types::TokenStorage;

use super::{FileStorage, StorageError};
use crate::Environment;

/// Where credentials are kept if the application does not say:
///
/// 1. in the file that `OPENROUTER_CREDENTIALS` names, and nowhere else;
/// 2. in the keyring of this session, if there is one and the feature `keyring` is on; what a
///    session without a keyring has put into the file is read and forgotten as well;
/// 3. in the file of [`FileStorage::in_config_dir`].
///
/// # Errors
///
/// [`StorageError::Unavailable`] if the user has no home.
pub async fn default_storage(
    environment: &Environment,
) -> Result<Arc<dyn TokenStorage>, StorageError> {
    if let Some(path) = &environment.credentials_file {
        return Ok(Arc::new(FileStorage::new(path)));
    }
    let file = FileStorage::in_config_dir()?;
    #[cfg(feature = "keyring")]
    match super::KeyringStorage::open().await {
        Ok(keyring) => return Ok(Arc::new(super::LayeredStorage::new(keyring).over(file))),
        Err(error) => tracing::debug!(%error, "credentials are kept in a file"),
    }
    Ok(Arc::new(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_environment_names_the_file_and_there_is_no_other_store() {
        let environment = Environment {
            credentials_file: Some("/somewhere/else.json".into()),
            ..Environment::default()
        };
        let storage = default_storage(&environment).await.unwrap();
        assert_eq!(storage.location(), "/somewhere/else.json");
        assert!(format!("{storage:?}").starts_with("FileStorage"), "{storage:?}");
    }
}
