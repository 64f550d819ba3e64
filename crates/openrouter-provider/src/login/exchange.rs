//! The exchange: the code goes out, once, and the key comes in.

use std::time::Duration;

use http::StatusCode;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderValue, Method};
use llm_types::{Error, Operation as Subject, Receipt, Result};
use openrouter_auth::{IssuedKey, OAuthError, TokenExchange};
use openrouter_wire::{Access, Operation as _, oauth};

use crate::client::{Call, Called, Caller, Client, Read, Replay, Reply};
use crate::error::{Failure, from_transport};

/// How long the exchange may take.
const EXCHANGE_TIME: Duration = Duration::from_secs(10);

/// Exchanges the code for a key. It is not sent again unless it certainly did not arrive.
pub(super) async fn exchange(client: &Client, exchange: TokenExchange) -> Result<IssuedKey> {
    let json = HeaderValue::from_static("application/json");
    let call = Call {
        operation: Subject::Login,
        method: Method::POST,
        url: client.base_url.endpoint(oauth::TokenRequest::PATH)?,
        body: exchange.into_body()?,
        headers: vec![(ACCEPT, json.clone()), (CONTENT_TYPE, json)],
        model: None,
        choice: None,
        access: Access::Public,
        caller: Caller::Nobody,
        first_byte: Some(EXCHANGE_TIME),
        deadline: Some(EXCHANGE_TIME),
        is_hurried: false,
        replay: Replay::SingleUse,
        is_charged: false,
        max_attempts: None,
        shorten_to_afford: None,
        hedge_after: None,
        extent: None,
        comes_within: None,
        receipt: Receipt::new(),
    };
    let Called { value, account, started: _ } =
        client.call(&call, &ReadIssuedKey).await.map_err(without_echo)?;
    account.finished(None, None, client.clock.now());
    Ok(value)
}

/// Reads the key that was made.
struct ReadIssuedKey;

impl Read for ReadIssuedKey {
    type Value = IssuedKey;

    async fn read(&self, reply: Reply) -> Result<IssuedKey, Failure> {
        let body = reply.body.collect(IssuedKey::MAX_REPLY).await.map_err(from_transport)?;
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
