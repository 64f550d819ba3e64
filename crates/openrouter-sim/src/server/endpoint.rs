//! How requests for one operation are answered.

use axum::response::Response;
use openrouter_wire::headers;

use super::{Call, exchange::Exchange};
use crate::{catalogue::Tariff, keyring::Purpose, refusal::Refusal, reply::Reply};

/// Makes the reply to a request whose key was admitted.
pub(crate) type Handler = fn(&Call<'_>) -> Result<Reply, Refusal>;

/// How requests for one operation are answered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Endpoint {
    /// What the key must be good for; nothing if nobody needs one.
    pub(crate) purpose: Option<Purpose>,
    pub(crate) handler: Handler,
    /// The envelope of refusals.
    pub(crate) refuse: fn(Refusal) -> Reply,
}

impl Endpoint {
    /// Answers a request: checks its key, and makes the scripted reply or else the usual one.
    pub(crate) async fn answer(self, exchange: Exchange) -> Response {
        let reply = self.reply(&exchange);
        exchange.send(reply).await
    }

    fn reply(self, exchange: &Exchange) -> Reply {
        let state = &exchange.state;
        state.settle();
        let admitted = self.purpose.map(|purpose| {
            state.keyring.admit(&exchange.headers, purpose, state.clock.unix_seconds())
        });
        let key_hash = match admitted.transpose() {
            Ok(key_hash) => key_hash.unwrap_or_default(),
            Err(refusal) => return (self.refuse)(refusal),
        };
        let said = headers::Request::read(|name| exchange.request.header(name));
        let scripted = state.script.take(&exchange.request);
        let scripted = scripted.as_ref();
        let ready = scripted.and_then(|answer| answer.as_reply(self.refuse));
        let reply = ready.unwrap_or_else(|| {
            let call = Call {
                state,
                request: &exchange.request,
                said: &said,
                body: &exchange.body,
                key_hash: &key_hash,
                names: &exchange.names,
                scripted,
                tariff: Tariff::default(),
                path: &exchange.path,
                log_index: exchange.ticket.index(),
            };
            self.usual(&call).unwrap_or_else(self.refuse)
        });
        match scripted {
            Some(answer) => answer.finish_reply(reply),
            None => reply,
        }
    }

    fn usual(self, call: &Call<'_>) -> Result<Reply, Refusal> {
        if self.purpose != Some(Purpose::Inference) {
            call.expect_no_completion()?;
        }
        (self.handler)(call)
    }
}
