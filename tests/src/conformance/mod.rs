//! Checks the crates against recordings of the service and cases of event streams.

mod exchange;
mod expected;
mod json_diff;
mod normal;
mod nullable;
mod rebuild;
mod replay;
mod report;
mod sse;
mod unknown_fields;
mod wire;

pub use report::Report;

use std::path::Path;

use exchange::Exchange;
use openrouter_wire::{Operation as _, chat, embeddings, key, models};

/// Checks everything in a folder: `sse/cases.json` and `traffic/*.jsonl`.
pub async fn run(dir: &Path) -> Report {
    let mut report = Report::default();
    sse::check(dir, &mut report);
    let exchanges = exchange::read_all(&dir.join("traffic"), &mut report);
    for exchange in &exchanges {
        wire::check(exchange, &mut report);
        if !is_known(exchange) {
            report.not_yet(format!("{} {}", exchange.method, exchange.path));
        }
    }
    replay::check(exchanges, &mut report).await;
    report
}

/// True if there are wire types for the endpoint.
fn is_known(exchange: &Exchange) -> bool {
    [chat::Request::PATH, embeddings::Request::PATH, models::List::PATH, key::Get::PATH]
        .iter()
        .any(|path| exchange.is_at(path))
}
