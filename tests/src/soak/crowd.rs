//! Many streams that are open at the same moment.

use std::io;
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use llm_provider_base::ReqwestTransport;
use llm_types::{ChatProvider as _, HealthProvider as _, StandardStream, StreamEvent};
use openrouter_provider::OpenRouter;
use tokio::time::Instant;

use super::options::SoakOptions;
use super::prompt::{GOOD, WORDS, request, text};
use super::report::Progress;
use super::resources::Resources;
use super::server::Servers;

/// How many connect at a time: the queue of a listener is not longer.
const CONNECTING: usize = 128;

/// What came of the streams.
#[derive(Debug, Default)]
pub(super) struct Crowd {
    pub(super) whole: usize,
    pub(super) violations: Vec<String>,
    /// Calls in flight once the last stream had its first word.
    pub(super) at_once: u64,
    pub(super) before: Resources,
    /// With all of them open.
    pub(super) open: Resources,
    pub(super) after: Resources,
    pub(super) took: Duration,
}

/// Opens as many streams as are asked for; none is answered whole before all are there.
pub(super) async fn run(
    options: &SoakOptions,
    servers: &Servers,
    progress: &Progress,
) -> io::Result<Crowd> {
    let mut crowd = Crowd { before: Resources::now(), ..Crowd::default() };
    let started = Instant::now();
    let count = u32::try_from(options.streams).unwrap_or(u32::MAX);
    let provider = OpenRouter::builder()
        .api_key(format!("{GOOD}crowd"))
        .base_url(&servers.addresses.crowd)
        .transport(
            ReqwestTransport::builder()
                .without_default_roots()
                .build()
                .map_err(io::Error::other)?,
        )
        .build()
        .map_err(io::Error::other)?;
    let open = |call: u32| {
        let provider = &provider;
        async move { (call, provider.stream(request(call)).await) }
    };
    // They return with the first word.
    let mut opening = futures::stream::iter(0..count).map(open).buffer_unordered(CONNECTING);
    let mut streams = Vec::new();
    while let Some((call, stream)) = opening.next().await {
        progress.tell(call, count);
        match stream {
            Ok(stream) => streams.push((call, stream)),
            Err(error) => crowd.violations.push(format!("stream {call} did not begin: {error}")),
        }
    }
    drop(opening);
    crowd.at_once = provider.metrics().total.in_flight;
    crowd.open = Resources::now();
    if crowd.at_once < u64::from(count) {
        crowd.violations.push(format!("{} streams at once, and not {count}", crowd.at_once));
    }
    let mut reading: FuturesUnordered<_> =
        streams.into_iter().map(|(call, stream)| read(call, stream)).collect();
    while let Some(end) = reading.next().await {
        match end {
            Ok(()) => crowd.whole += 1,
            Err(violation) => crowd.violations.push(violation),
        }
    }
    drop(reading);
    drop(provider);
    crowd.after = Resources::back_to(crowd.before, Duration::from_secs(10)).await;
    crowd.took = started.elapsed();
    Ok(crowd)
}

/// Reads a stream to its end, and compares it byte for byte.
async fn read(call: u32, mut stream: StandardStream) -> Result<(), String> {
    let mut said = String::new();
    while let Some(item) = stream.next().await {
        match item {
            Ok(StreamEvent::Text { text, .. }) => said.push_str(&text),
            Ok(_) => {}
            Err(error) => return Err(format!("stream {call} broke off: {error}")),
        }
    }
    if said == text(call, WORDS) {
        Ok(())
    } else {
        Err(format!("stream {call} has a wrong answer of {} bytes", said.len()))
    }
}
