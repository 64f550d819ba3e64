//! Checks the crates against recordings of the service and cases of event streams.

mod described;
mod exchange;
mod expected;
mod instances;
mod json_diff;
mod normal;
mod nullable;
mod rebuild;
mod recorded;
mod replay;
mod report;
mod simulated;
mod sse;
mod unknown_fields;
mod wire;

pub use report::Report;

use std::path::Path;

/// Checks everything in a folder: `openapi/*.yaml`, `sse/cases.json`, `traffic/*.jsonl`.
pub async fn run(dir: &Path) -> Report {
    let mut report = Report::default();
    sse::check(dir, &mut report);
    for description in described::check(&dir.join("openapi"), &mut report) {
        simulated::check(&description, &mut report).await;
    }
    let exchanges = exchange::read_all(&dir.join("traffic"), &mut report);
    let rows = described::rows();
    for exchange in &exchanges {
        if wire::check(exchange, &mut report) {
            continue;
        }
        match recorded::row_of(exchange, &rows) {
            Some(row) => recorded::check(exchange, row, &mut report),
            None => report.not_yet(format!("{} {}", exchange.method, exchange.path)),
        }
    }
    replay::check(exchanges, &mut report).await;
    report
}
