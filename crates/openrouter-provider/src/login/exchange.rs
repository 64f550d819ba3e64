//! The exchange: the code goes out, once, and the key comes in.

use std::time::Duration;

use http::StatusCode;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderValue, Method};
use llm_provider_base::Replay;
use llm_types::{Error, Operation as Subject, Result};
use openrouter_auth::{IssuedKey, OAuthError, TokenExchange};
use openrouter_wire::{Access, Operation as _, oauth};

use crate::client::{Call, Called, Caller, Client, Leased, Read};
use crate::error::Failure;

/// How long the exchange may take.
const EXCHANGE_TIME: Duration = Duration::from_secs(10);

/// Exchanges the code for a key. It is not sent again unless it certainly did not arrive.
pub(super) async fn exchange(client: &Client, exchange: TokenExchange) -> Result<IssuedKey> {
    let json = HeaderValue::from_static("application/json");
    let url = client.base_url.endpoint(oauth::TokenRequest::PATH)?;
    let mut http = llm_provider_base::Call::new(Subject::Login, Method::POST, url);
    http.body = exchange.into_body()?;
    http.headers = vec![(ACCEPT, json.clone()), (CONTENT_TYPE, json)];
    (http.first_byte, http.deadline) = (Some(EXCHANGE_TIME), Some(EXCHANGE_TIME));
    http.replay = Replay::SingleUse;
    let mut call = Call::new(http, Access::Public);
    call.caller = Caller::Nobody;
    let Called { value, account, started: _ } =
        client.call(&call, &ReadIssuedKey).await.map_err(without_echo)?;
    account.finished(None, None);
    Ok(value)
}

/// Reads the key that was made.
struct ReadIssuedKey;

impl Read for ReadIssuedKey {
    type Value = IssuedKey;

    async fn read(&self, leased: Leased) -> Result<IssuedKey, Failure> {
        let body = leased.reply.body.collect(IssuedKey::MAX_REPLY).await?;
        IssuedKey::from_reply(StatusCode::OK, &body).map_err(|error| Error::from(error).into())
    }
}

/// What the service says to a code that it refuses may repeat it, or the verifier.
fn without_echo(error: Error) -> Error {
    let refused = match error.status() {
        Some(403) => OAuthError::Refused,
        Some(status) => OAuthError::Status { status },
        None => return error,
    };
    Error::from(refused).with_attempts(error.attempts().to_vec())
}
