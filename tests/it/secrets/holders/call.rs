//! What a call of any provider is made of.

use std::collections::VecDeque;
use std::sync::Arc;

use http::header::AUTHORIZATION;
use http::{HeaderMap, Method, StatusCode};
use llm_provider_base::{
    Body, Call, CallPath, ChatReply, Echo, Exchange, Failure, Parcel, Reader, Reply, ScriptedReply,
    ScriptedTransport, SseEvent, Step, Streaming, Terminator, Trace, Turn,
};
use llm_types::{Operation, Result, Secret, StreamEvent};
use openrouter_auth::ApiKey;
use tokio::time::Instant;

use super::{Table, enter};
use crate::secrets::planted::{CODE, KEYS, PASSWORD};

pub(super) async fn enter_all(table: &mut Table) {
    let transport = Arc::new(ScriptedTransport::new([ScriptedReply::json(StatusCode::OK, "{}")]));
    let path = CallPath::new("acme", transport);
    let url = format!("https://user:{PASSWORD}@gateway.test/chat?code={CODE}");
    let mut call = Call::new(Operation::Chat, Method::POST, url.parse().unwrap());
    let key = ApiKey::new(KEYS[0]).unwrap();
    call.headers = vec![(AUTHORIZATION, key.to_header_value())];
    call.body = format!(r#"{{"prompt":"{CODE}"}}"#).into();
    call.is_charged = true;
    enter!(table, parcel(), call, path);
    enter!(table, Echo::new(CODE, Operation::Login, Some(Secret::new(KEYS[0]))));
    let mut asked = path.call(&call, Asking { path: &path, call: &call, table }).await.unwrap();
    let reply = &asked.value;
    enter!(table, *reply, *reply.naming.as_ref().unwrap());
    let body = std::mem::replace(&mut asked.value.body, Body::empty());
    enter!(table, Streaming::new(&path, body, Words(Secret::new(KEYS[0]))));
    let stream = Streaming::new(&path, Body::empty(), Words(Secret::new(KEYS[0])));
    enter!(table, ChatReply::Streaming(Box::new(stream)));
    enter!(table, asked, asked.account);
}

fn parcel() -> Parcel {
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, ApiKey::new(KEYS[0]).unwrap().to_header_value());
    Parcel { headers, body: Some(CODE.into()), secret: Some(Secret::new(KEYS[0])) }
}

/// Makes one attempt, and shows what it is made with.
struct Asking<'a> {
    path: &'a CallPath,
    call: &'a Call,
    table: &'a mut Table,
}

impl Exchange for Asking<'_> {
    type Value = Reply;
    type Stake = ();
    type Note = ();

    async fn attempt(&mut self, mut turn: Turn<'_, '_>) -> Result<Reply, Failure> {
        turn.sending(self.call, Instant::now());
        let table = &mut *self.table;
        enter!(table, turn);
        self.path.send(self.call, parcel(), turn.trace).await
    }

    fn into_stake(self, _: &mut Trace, _: Instant) {}
}

/// Reads nothing, with a secret.
#[derive(Debug)]
struct Words(#[expect(dead_code, reason = "it is what must not be shown")] Secret);

impl Reader for Words {
    type Item = StreamEvent;
    type Stake = ();

    fn read(
        &mut self,
        _: &SseEvent<'_>,
        _: &mut VecDeque<StreamEvent>,
    ) -> Option<Step<StreamEvent>> {
        None
    }

    fn is_finished(&self) -> bool {
        false
    }

    fn end(self, _: Result<Terminator, Failure>) -> Result<Option<StreamEvent>, Failure> {
        Ok(None)
    }
}
