//! Keys, and where they come from.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use llm_types::{AuthConfig, ProviderConfig, Secret, StoredCredential, TokenStorage as _};
use openrouter_auth::{
    AccountId, ApiKey, CredentialChain, CredentialSource as _, Credentials, Environment,
    FileStorage, KeyFile, KeyId, KeyList, LayeredStorage, PoolKey, StorageError, StoredKeys,
};
use openrouter_provider::BaseUrl;

use super::{Table, enter};
use crate::secrets::planted::{CODE, KEYS, MANAGEMENT_KEY, VERIFIER};

/// A key, with a name and an account.
pub(super) fn key(number: usize) -> PoolKey {
    PoolKey::new(ApiKey::new(KEYS[number]).unwrap())
        .account("team")
        .label("laptop")
        .max_concurrency(4)
}

/// A file with this content that only its owner can read.
fn file(name: &str, content: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("secrets");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{}-{name}", std::process::id()));
    fs::write(&path, content).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    path
}

pub(super) async fn enter_all(table: &mut Table) {
    let api_key = ApiKey::new(KEYS[0]).unwrap();
    let broken = ApiKey::new(format!("{} {}", KEYS[0], KEYS[1])).unwrap_err();
    enter!(table, api_key, broken, api_key.id(), key(0), AccountId::new("team"));
    enter!(table, KEYS[0].parse::<KeyId>().unwrap_err());
    let mut stored = StoredCredential::new("id", KEYS[0]);
    stored.label = Some("laptop".to_owned());
    enter!(table, Secret::new(KEYS[0]), stored);
    enter!(table, ProviderConfig::new("openrouter").with_api_key(KEYS[0]));
    let code = AuthConfig::OAuthCode { code: CODE.into(), verifier: VERIFIER.into() };
    enter!(table, code, AuthConfig::ApiKeys { keys: vec![KEYS[1].into()] });
    let lookup = |name: &str| match name {
        Environment::API_KEY => Some(OsString::from(KEYS[0])),
        Environment::API_KEYS => Some(OsString::from(KEYS[1..].join(","))),
        Environment::MANAGEMENT_KEY => Some(OsString::from(MANAGEMENT_KEY)),
        _ => None,
    };
    let broken = |_: &str| Some(OsString::from(format!("Bearer {}", KEYS[0])));
    enter!(table, Environment::from_lookup(lookup).unwrap());
    enter!(table, Environment::from_lookup(broken).unwrap_err());
    sources(table).await;
}

async fn sources(table: &mut Table) {
    let list = KeyList::new([key(0), key(1)]);
    let good = KeyFile::new(file("good", &KEYS.join("\n")));
    let bad = KeyFile::new(file("bad", &format!("# mine\n{} {}\n", KEYS[0], KEYS[1])));
    let credentials = Credentials::new([key(0)]).with_valid_for(Duration::from_secs(1));
    enter!(table, list, good, credentials, bad.load().await.unwrap_err());
    enter!(table, good.load().await.unwrap());

    let storage = FileStorage::new(file("kept", ""));
    fs::remove_file(storage.path()).unwrap();
    let address = BaseUrl::parse("https://gateway.test/api").unwrap().as_str().parse().unwrap();
    let kept = StoredKeys::new(Arc::new(storage.clone()), &address);
    kept.keep(&key(0), std::time::UNIX_EPOCH).await.unwrap();
    enter!(table, kept, kept.load().await.unwrap());
    // Of another address, where the key is not sent.
    let elsewhere = "https://elsewhere.test/".parse().unwrap();
    let elsewhere = StoredKeys::new(Arc::new(storage.clone()), &elsewhere).load().await.unwrap();
    enter!(table, elsewhere, elsewhere.withheld[0]);
    enter!(table, storage, LayeredStorage::new(storage.clone()));
    enter!(table, CredentialChain::new().then(list).then(kept));

    let cut = FileStorage::new(file("cut", &format!("{{\"version\":1,\"x\":\"{}", KEYS[0])));
    let error = cut.list(&"openrouter".into()).await.unwrap_err();
    let cause = std::error::Error::source(&error).unwrap().downcast_ref::<StorageError>().unwrap();
    enter!(table, error, *cause);
    for path in [storage.path(), good.path(), bad.path(), cut.path()] {
        fs::remove_file(path).unwrap();
    }
}
