//! [`Collector`]: an OpenTelemetry collector, as far as a test needs one.

use std::sync::{Arc, Mutex};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue, any_value::Value};
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// An OpenTelemetry collector, as far as a test needs one: takes what comes by HTTP, and keeps it.
pub(super) struct Collector {
    pub(super) url: String,
    exports: Arc<Mutex<Vec<ExportTraceServiceRequest>>>,
    serving: tokio::task::JoinHandle<()>,
}

impl Collector {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1/traces", listener.local_addr().unwrap());
        let exports = Arc::<Mutex<Vec<_>>>::default();
        let kept = Arc::clone(&exports);
        let serving = tokio::spawn(async move {
            loop {
                let (connection, _) = listener.accept().await.unwrap();
                let export = take(connection).await;
                kept.lock().unwrap().push(export);
            }
        });
        Self { url, exports, serving }
    }

    /// The names of the programs that exported anything.
    pub(super) fn programs(&self) -> Vec<String> {
        let resources = self.exports().into_iter().flat_map(|export| export.resource_spans);
        let resources = resources.filter_map(|spans| spans.resource);
        resources.map(|resource| text(&resource.attributes, "service.name")).collect()
    }

    /// All spans that were exported.
    pub(super) fn spans(&self) -> Vec<Span> {
        let resources = self.exports().into_iter().flat_map(|export| export.resource_spans);
        resources.flat_map(|it| it.scope_spans).flat_map(|scope| scope.spans).collect()
    }

    fn exports(&self) -> Vec<ExportTraceServiceRequest> {
        self.exports.lock().unwrap().clone()
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Reads one request, and answers it.
async fn take(mut connection: TcpStream) -> ExportTraceServiceRequest {
    let mut read = Vec::new();
    let (head, body) = loop {
        assert_ne!(connection.read_buf(&mut read).await.unwrap(), 0, "it ends before its body");
        let end = read.windows(4).position(|window| window == b"\r\n\r\n");
        if let Some(end) = end {
            break (String::from_utf8_lossy(&read[..end]).to_ascii_lowercase(), end + 4);
        }
    };
    assert!(head.starts_with("post /v1/traces "), "{head}");
    assert!(head.contains("content-type: application/x-protobuf"), "{head}");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    let length: usize = length.parse().unwrap();
    while read.len() < body + length {
        assert_ne!(connection.read_buf(&mut read).await.unwrap(), 0, "its body ends too early");
    }
    let reply = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    connection.write_all(reply).await.unwrap();
    ExportTraceServiceRequest::decode(&read[body..]).unwrap()
}

/// An attribute, which must be there.
#[track_caller]
pub(super) fn attribute<'a>(attributes: &'a [KeyValue], name: &str) -> &'a Value {
    let found = attributes.iter().find(|attribute| attribute.key == name);
    let Some(AnyValue { value: Some(value) }) = found.and_then(|it| it.value.as_ref()) else {
        panic!("no {name} in {attributes:#?}")
    };
    value
}

/// An attribute that is a text.
#[track_caller]
pub(super) fn text(attributes: &[KeyValue], name: &str) -> String {
    match attribute(attributes, name) {
        Value::StringValue(text) => text.clone(),
        other => panic!("{name} is {other:?}"),
    }
}

/// An attribute that is an integer.
#[track_caller]
pub(super) fn integer(attributes: &[KeyValue], name: &str) -> i64 {
    match attribute(attributes, name) {
        Value::IntValue(integer) => *integer,
        other => panic!("{name} is {other:?}"),
    }
}
