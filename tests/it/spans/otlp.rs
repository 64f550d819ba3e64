//! What an OpenTelemetry collector gets, by the example's own code.

use llm_provider_base::gen_ai;
use opentelemetry_otlp::{SpanExporter, WithExportConfig};
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use tracing::Dispatch;
use tracing::subscriber::NoSubscriber;

use super::collector::{Collector, attribute, integer, text};
use crate::set_up::MODEL;

#[expect(dead_code, reason = "its `main` is for who runs it alone")]
#[path = "../../../crates/openrouter-provider/examples/otlp.rs"]
mod example;

/// What the example exports.
async fn exported() -> Collector {
    let collector = Collector::start().await;
    // With one subscriber only, `tracing` asks the thread that first comes to a place whether
    // anybody listens, and other tests' threads say no for all.
    let _second = Dispatch::new(NoSubscriber::new());
    let exporter = SpanExporter::builder().with_http().with_endpoint(&collector.url).build();
    example::run(exporter.unwrap()).await.unwrap();
    collector
}

fn children<'a>(spans: &'a [Span], parent: &Span) -> Vec<&'a Span> {
    let mut children: Vec<_> =
        spans.iter().filter(|span| span.parent_span_id == parent.span_id).collect();
    children.sort_by_key(|span| span.start_time_unix_nano);
    children
}

fn is_error(span: &Span) -> bool {
    span.status.as_ref().is_some_and(|status| status.code() == StatusCode::Error)
}

#[tokio::test]
async fn a_collector_gets_calls_and_their_attempts_under_the_names_of_the_conventions() {
    let collector = exported().await;
    assert!(collector.programs().iter().all(|name| name == "otlp-example"));
    let spans = collector.spans();
    let root = spans.iter().find(|span| span.parent_span_id.is_empty()).unwrap();
    assert_eq!(root.name, "example");
    assert!(spans.iter().all(|span| span.trace_id == root.trace_id), "it is one trace");

    let calls = children(&spans, root);
    let names: Vec<_> = calls.iter().map(|call| &*call.name).collect();
    let chat = format!("chat {MODEL}");
    assert_eq!(names, [&*chat, &chat, "chat nobody/nothing"]);
    assert_eq!(calls.iter().map(|call| is_error(call)).collect::<Vec<_>>(), [false, false, true]);
    let sent: Vec<_> = calls.iter().map(|call| children(&spans, call)).collect();
    assert_eq!(sent.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1, 1]);
    for span in calls.iter().chain(sent.iter().flatten()) {
        assert_eq!(span.kind(), SpanKind::Client, "{}", span.name);
        assert_eq!(text(&span.attributes, gen_ai::SERVER_ADDRESS), "127.0.0.1");
        assert!(integer(&span.attributes, gen_ai::SERVER_PORT) > 0);
        assert!(span.attributes.iter().all(|it| !it.key.starts_with("otel.")), "{span:#?}");
    }
    for call in &calls {
        assert_eq!(text(&call.attributes, gen_ai::OPERATION_NAME), "chat");
        assert_eq!(text(&call.attributes, gen_ai::PROVIDER_NAME), "openrouter");
    }

    // The first was tried again, and says so.
    let first = &calls[0].attributes;
    assert_eq!(text(first, gen_ai::RESPONSE_FINISH_REASONS), r#"["stop"]"#);
    assert!(integer(first, gen_ai::USAGE_INPUT_TOKENS) > 0);
    assert_eq!(integer(first, "llm.attempts"), 2);
    assert!(matches!(attribute(first, "llm.cost"), Value::DoubleValue(cost) if *cost > 0.0));
    let retry = calls[0].events.iter().find(|event| event.name == "retrying").unwrap();
    assert_eq!(text(&retry.attributes, gen_ai::ERROR_TYPE), "unavailable");
    assert_eq!(integer(&retry.attributes, "llm.attempts"), 1);
    let (failed, again) = (sent[0][0], sent[0][1]);
    assert!(is_error(failed) && !is_error(again));
    assert_eq!(integer(&failed.attributes, gen_ai::HTTP_RESPONSE_STATUS_CODE), 503);
    assert_eq!(integer(&again.attributes, gen_ai::HTTP_RESPONSE_STATUS_CODE), 200);
    assert_eq!(integer(&again.attributes, gen_ai::HTTP_REQUEST_RESEND_COUNT), 1);
    assert_eq!(text(&again.attributes, "llm.retry.reason"), "unavailable");

    // The second was a stream.
    let second = &calls[1].attributes;
    assert_eq!(attribute(second, gen_ai::REQUEST_STREAM), &Value::BoolValue(true));
    let first_chunk = attribute(second, gen_ai::RESPONSE_TIME_TO_FIRST_CHUNK);
    assert!(matches!(first_chunk, Value::DoubleValue(seconds) if *seconds > 0.0));
    assert!(integer(second, gen_ai::USAGE_OUTPUT_TOKENS) > 0);

    // The third failed.
    assert_eq!(text(&calls[2].attributes, gen_ai::ERROR_TYPE), "model_not_found");
    assert_eq!(text(&calls[2].attributes, "llm.outcome"), "failed");
}
