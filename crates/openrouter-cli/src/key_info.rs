//! [`key_info`]: what the service says of one key.

use std::time::Duration;

use llm_types::Error;
use openrouter_auth::ApiKey;
use openrouter_provider::CallOptions;
use openrouter_provider::openrouter_wire::key;

use crate::service::Service;

/// So long may the service take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Asks the service about one key. It costs nothing. A name that is made of the key's own
/// characters is left out.
///
/// # Errors
///
/// As every call.
pub(crate) async fn key_info(key: &ApiKey, service: &Service) -> Result<key::Key, Error> {
    let provider = service.provider().api_key(key.clone()).build()?;
    let options = CallOptions::default().with_timeout(PATIENCE);
    let mut info = provider.call_with(&key::Get {}, &options).await?.value.data;
    info.label = info.label.filter(|label| !label.contains("sk-or-"));
    Ok(info)
}
