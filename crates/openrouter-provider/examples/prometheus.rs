//! What calls do, served to Prometheus: asks a model now and then, and answers `GET /metrics`.
//!
//! ```text
//! cargo run -p openrouter-provider --features metrics --example prometheus
//! curl http://127.0.0.1:9464/metrics
//! ```
//!
//! With `openrouter sim` it needs no key and no network: set the two variables that it prints.

use std::io::{self, Write};
use std::time::Duration;

use llm_provider_base::gen_ai::metric;
use metrics_exporter_prometheus::{
    BuildError, Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder,
};
use openrouter_provider::OpenRouter;
use openrouter_provider::llm_types::{ChatProvider, StandardRequest};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Where to be found: the port that exporters of OpenTelemetry take.
const ADDRESS: &str = "127.0.0.1:9464";

/// A recorder with the buckets that the conventions recommend. What is not named here, the cost,
/// becomes a summary.
pub(crate) fn recorder() -> Result<PrometheusRecorder, BuildError> {
    let mut builder = PrometheusBuilder::new();
    let times =
        [metric::OPERATION_DURATION, metric::TIME_TO_FIRST_CHUNK, metric::TIME_PER_OUTPUT_CHUNK];
    for name in times {
        let name = Matcher::Full(name.to_owned());
        builder = builder.set_buckets_for_metric(name, &metric::SECONDS_BUCKETS)?;
    }
    let tokens = Matcher::Full(metric::TOKEN_USAGE.to_owned());
    builder = builder.set_buckets_for_metric(tokens, &metric::TOKEN_USAGE_BUCKETS)?;
    Ok(builder.build_recorder())
}

/// Answers every request with the metrics, until it is dropped.
pub(crate) async fn serve(listener: TcpListener, metrics: PrometheusHandle) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        // Who does not wait for the answer is no concern of others.
        answer(stream, &metrics).await.unwrap_or_default();
    }
}

async fn answer(mut stream: TcpStream, metrics: &PrometheusHandle) -> io::Result<()> {
    // A scrape has no body, and all of them get the same.
    let mut head = Vec::new();
    let mut piece = [0; 1024];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") && head.len() < 16 << 10 {
        match stream.read(&mut piece).await? {
            0 => return Ok(()),
            read => head.extend_from_slice(&piece[..read]),
        }
    }
    let body = metrics.render();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.shutdown().await
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let recorder = recorder()?;
    let handle = recorder.handle();
    // Before the first call: instruments are looked up once.
    metrics::set_global_recorder(recorder)?;
    let listener = TcpListener::bind(ADDRESS).await?;
    writeln!(io::stdout(), "http://{}/metrics", listener.local_addr()?)?;
    tokio::spawn(serve(listener, handle.clone()));

    let openrouter = OpenRouter::from_env()?;
    loop {
        let request = StandardRequest::prompt("Say a word.").with_model("openai/gpt-4o-mini");
        match openrouter.complete(request).await {
            Ok(answer) => writeln!(io::stdout(), "{}", answer.joined_text())?,
            Err(error) => writeln!(io::stdout(), "{error}")?,
        }
        // Else samples would wait for the next scrape, however long that takes.
        handle.run_upkeep();
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
}
