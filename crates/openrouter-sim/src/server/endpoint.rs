//! How requests for one operation are answered.

use axum::response::Response;
use http::{HeaderName, StatusCode};
use openrouter_wire::{headers, response_cache};

use super::{Call, exchange::Exchange, routes::API_ROOT};
use crate::{
    accounts,
    answer_cache::{Kept, Slot},
    catalogue::Tariff,
    keyring::Purpose,
    refusal::Refusal,
    reply::Reply,
    script::Answer,
};

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
            Err(refusal) => return self.refused(refusal, accounts::USER_ID),
        };
        let said = headers::Request::read(|name| exchange.request.header(name));
        let presets = &state.presets;
        let slot = Slot::of(&said.cache, &exchange.request, &key_hash, presets, API_ROOT);
        let asked = Asked { exchange, key_hash, said };
        match slot {
            Some(slot) => self.cached(&asked, slot),
            None => self.made(&asked).0,
        }
    }

    /// Gives an answer again, or makes one and keeps it.
    fn cached(self, asked: &Asked<'_>, slot: Slot) -> Reply {
        let Asked { exchange, said, .. } = asked;
        let state = &exchange.state;
        if said.cache.clear == Some(true) {
            state.cache.clear(slot);
        } else if let Some(hit) = state.cache.find(slot, &state.log, state.clock.since_epoch()) {
            let scripted = hit.kept.scripted.as_ref();
            let call = Call { hit: Some(&hit), names: &hit.kept.names, ..asked.call(scripted) };
            let reply = self.usual(&call);
            return if reply.status == StatusCode::OK { told(reply, &hit.reply) } else { reply };
        }
        let (reply, scripted) = self.made(asked);
        let id = reply.headers.get(headers::GENERATION_ID).and_then(|id| id.to_str().ok());
        let Some(id) = id.filter(|_| reply.status == StatusCode::OK) else { return reply };
        // What a script sends as it is does not know the cache.
        if scripted.as_ref().is_some_and(|answer| answer.completion().is_none()) {
            return reply;
        }
        if scripted.as_ref().is_none_or(Answer::is_whole) {
            let kept = Kept {
                source_id: id.to_owned(),
                log_index: exchange.ticket.index(),
                ttl: slot.ttl,
                names: exchange.names.clone(),
                scripted,
            };
            state.cache.keep(slot, kept, &state.log, state.clock.since_epoch());
        }
        told(reply, &response_cache::Reply::miss(slot.ttl))
    }

    /// Makes the scripted reply, or else the usual one. Also returns the script.
    fn made(self, asked: &Asked<'_>) -> (Reply, Option<Answer>) {
        let scripted = asked.exchange.state.script.take(&asked.exchange.request);
        let ready = scripted.as_ref().and_then(|answer| answer.as_reply(self.refuse));
        let reply = ready.unwrap_or_else(|| self.usual(&asked.call(scripted.as_ref())));
        let reply = match &scripted {
            Some(answer) => answer.finish_reply(reply),
            None => reply,
        };
        (reply, scripted)
    }

    /// Makes the usual reply.
    fn usual(self, call: &Call<'_>) -> Reply {
        let allowed = if self.purpose == Some(Purpose::Inference) {
            Ok(())
        } else {
            call.expect_no_completion()
        };
        allowed.and_then(|()| (self.handler)(call)).unwrap_or_else(|refusal| {
            self.refused(refusal, &call.state.keyring.account_of(call.key_hash).user_id)
        })
    }

    fn refused(self, refusal: Refusal, user_id: &str) -> Reply {
        let headers = refusal.headers.clone();
        let mut reply = (self.refuse)(refusal.of_user(user_id));
        reply.headers.extend(headers);
        reply
    }
}

/// A request whose key was admitted, before it is known what answers it.
struct Asked<'a> {
    exchange: &'a Exchange,
    key_hash: String,
    said: headers::Request,
}

impl Asked<'_> {
    fn call<'a>(&'a self, scripted: Option<&'a Answer>) -> Call<'a> {
        let exchange = self.exchange;
        Call {
            state: &exchange.state,
            request: &exchange.request,
            said: &self.said,
            body: &exchange.body,
            key_hash: &self.key_hash,
            names: &exchange.names,
            id_names: &exchange.names,
            hit: None,
            scripted,
            tariff: Tariff::default(),
            path: &exchange.path,
            log_index: exchange.ticket.index(),
        }
    }
}

/// Adds the headers that tell of the cache.
fn told(reply: Reply, said: &response_cache::Reply) -> Reply {
    said.pairs().into_iter().fold(reply, |reply, (name, value)| {
        reply.with_header(HeaderName::from_static(name), &value)
    })
}
