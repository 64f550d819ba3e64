//! [`HttpService`]: the service of a scenario, behind real connections.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use llm_provider_base::conformance::{Ending, Reaction, Scenario, Service};
use openrouter_sim::fault::{FaultServer, ReceivedRequest, Script};
use serde_json::Value;

use super::chat_wire::Dialect;

/// The service of a scenario, behind real connections, of which each takes one request.
pub(super) struct HttpService {
    server: FaultServer,
    requests: Arc<AtomicUsize>,
}

impl HttpService {
    pub(super) async fn start(dialect: Dialect, scenario: &Scenario) -> io::Result<Self> {
        let requests = Arc::new(AtomicUsize::new(0));
        let (counter, scenario) = (Arc::clone(&requests), scenario.clone());
        let each = Script::new().read().by_request(move |request| {
            if request.path.ends_with("/chat/completions") {
                let place = counter.fetch_add(1, Ordering::SeqCst);
                chat(dialect, &scenario.reaction(place), request)
            } else if scenario.is_up {
                document(200, &[], &dialect.other_document(&request.path, &scenario).to_string())
            } else {
                document(503, &[], r#"{"error":{"code":503,"message":"down"}}"#)
            }
        });
        Ok(Self { server: FaultServer::start([each]).await?, requests })
    }

    pub(super) fn base_url(&self) -> String {
        self.server.base_url()
    }
}

fn document(status: u16, headers: &[(&str, &str)], body: &str) -> Script {
    let usual = [("content-type", "application/json"), ("connection", "close")];
    let headers: Vec<_> = usual.iter().chain(headers).copied().collect();
    Script::new().reply_with(status, &headers, body).close()
}

fn chat(dialect: Dialect, reaction: &Reaction, request: &ReceivedRequest) -> Script {
    let asked: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let streams = asked["stream"] == true;
    let is_refusal = reaction.deltas.is_empty() || (!streams && dialect == Dialect::OpenAi);
    if let (Ending::Failed(failure), true) = (&reaction.ending, is_refusal) {
        let (status, error) = dialect.error(failure);
        let wait = failure.retry_after.map(|wait| wait.as_secs().to_string());
        let wait = wait.as_deref().map(|wait| ("retry-after", wait));
        return document(status, wait.as_slice(), &error.to_string());
    }
    let script = Script::new();
    match &reaction.ending {
        Ending::Silent if reaction.deltas.is_empty() => return script.hold(),
        Ending::CutOff if reaction.deltas.is_empty() => return script.reset(),
        _ => {}
    }
    let (kind, pieces) = if streams {
        ("text/event-stream", dialect.events(reaction))
    } else {
        ("application/json", vec![half_unless_whole(reaction, dialect.document(reaction))])
    };
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"
    );
    let said = pieces.iter().fold(script.write(head), |script, piece| match reaction.pause {
        Some(pause) => script.wait(pause).chunk(piece),
        None => script.chunk(piece),
    });
    match &reaction.ending {
        Ending::Silent => said.hold(),
        // Without the end of the body. A reset might overtake what was said.
        Ending::CutOff => said.close(),
        _ => said.end().close(),
    }
}

fn half_unless_whole(reaction: &Reaction, document: Bytes) -> Bytes {
    match reaction.ending {
        Ending::Finished | Ending::Failed(_) => document,
        _ => document.slice(..document.len() / 2),
    }
}

#[async_trait]
impl Service for HttpService {
    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    async fn idle(&self) {
        self.server.all_closed().await;
    }
}
