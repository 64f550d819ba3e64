//! Exports spans to an OpenTelemetry collector: calls, each with its attempts, tokens and cost.
//!
//! ```text
//! docker run -p 4318:4318 -p 16686:16686 jaegertracing/jaeger    # or any other collector
//! cargo run -p openrouter-provider --example otlp                # then look at localhost:16686
//! ```
//!
//! The calls go to a simulator: one that is tried again, a stream, and one that fails.

use std::error::Error;

use openrouter_provider::OpenRouter;
use openrouter_provider::llm_types::{ChatProvider, ErrorKind, StandardRequest};
use openrouter_sim::{Answer, Simulator};
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::SpanExporter;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::instrument::WithSubscriber;
use tracing::{Instrument, Level, Subscriber, info_span};
use tracing_subscriber::Registry;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Layer, SubscriberExt};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // Where OTEL_EXPORTER_OTLP_ENDPOINT says, or else at localhost:4318.
    run(SpanExporter::builder().with_http().build()?).await
}

/// Makes the calls, and exports what they were.
pub(crate) async fn run(exporter: SpanExporter) -> Result<(), Box<dyn Error>> {
    let program = Resource::builder().with_service_name("otlp-example").build();
    // Exports many spans at a time, from a thread of its own.
    let spans =
        SdkTracerProvider::builder().with_resource(program).with_batch_exporter(exporter).build();

    // A program would rather make it the subscriber of all of its threads.
    let subscriber = subscriber(&spans);
    async { calls().instrument(info_span!("example")).await }.with_subscriber(subscriber).await?;

    // Waits until the last ones are exported.
    tokio::task::spawn_blocking(move || spans.shutdown()).await??;
    Ok(())
}

/// Hears of our calls, and of what the program does around them.
fn subscriber(spans: &SdkTracerProvider) -> impl Subscriber + Send + Sync + use<> {
    let ours = [("llm_provider_base", Level::INFO), (module_path!(), Level::INFO)];
    let layer = tracing_opentelemetry::layer().with_tracer(spans.tracer("openrouter-provider"));
    Registry::default().with(layer.with_filter(Targets::from_iter(ours)))
}

async fn calls() -> Result<(), Box<dyn Error>> {
    let simulator = Simulator::start().await?;
    let openrouter =
        OpenRouter::builder().base_url(simulator.base_url()).api_key("sk-or-v1-any").build()?;
    let request = StandardRequest::prompt("Why is the sky blue?").with_model("openai/gpt-4o-mini");

    simulator.script(Answer::error(503, "down for a moment"));
    openrouter.complete(request.clone()).await?;
    openrouter.stream(request.clone()).await?.collect().await?;
    match openrouter.complete(request.with_model("nobody/nothing")).await {
        Err(error) if error.kind() == ErrorKind::ModelNotFound => Ok(()),
        answer => Err(format!("nobody has no model: {answer:?}").into()),
    }
}
