//! [`table`]: who serves a model, at what price, and how well.

use openrouter_provider::openrouter_wire::Count;
use openrouter_provider::openrouter_wire::chat::Quantization;
use openrouter_provider::openrouter_wire::endpoints::{Endpoint, Percentiles};
use openrouter_provider::openrouter_wire::models::{Model, Parameter};
use serde_json::Number;

use crate::numbers::grouped;
use crate::prices::{per_million, price};
use crate::style::{BAD, GOOD, UNSURE};
use crate::table::{Cell, Column, Table};

const COLUMNS: usize = 16;

pub(super) fn table(model: &Model, endpoints: &[Endpoint]) -> Table<COLUMNS> {
    let mut table = Table::new([
        Column::text("UPSTREAM"),
        Column::text("NAME").rank(9).shortens_to(12),
        Column::number("IN"),
        Column::number("OUT"),
        Column::number("CACHED").rank(6),
        Column::number("CONTEXT").rank(4),
        Column::number("MAX OUT").rank(7),
        Column::text("PRECISION").rank(5),
        Column::number("UPTIME").rank(1),
        Column::number("DAY").rank(10),
        Column::number("P50 S").rank(2),
        Column::number("P90 S").rank(8),
        Column::number("P50 TOK/S").rank(3),
        Column::number("P90 TOK/S").rank(11),
        Column::text("STATE").rank(12),
        Column::text("LACKS").rank(13).shortens_to(12),
    ]);
    for endpoint in endpoints {
        table.row(row(model, endpoint));
    }
    table
}

fn row(model: &Model, endpoint: &Endpoint) -> [Cell; COLUMNS] {
    let pricing = endpoint.pricing.as_ref();
    let million = |amount| price(amount).map(per_million);
    let count = |count: Option<&Count>| Cell::from(count.and_then(Count::get).map(grouped));
    let latency = endpoint.latency_last_30m.as_ref();
    let speed = endpoint.throughput_last_30m.as_ref();
    [
        endpoint.tag.as_deref().into(),
        endpoint.provider_name.as_deref().into(),
        pricing.and_then(|prices| million(prices.prompt.as_ref()?)).into(),
        pricing.and_then(|prices| million(prices.completion.as_ref()?)).into(),
        pricing.and_then(|prices| million(prices.input_cache_read.as_ref()?)).into(),
        count(endpoint.context_length.as_ref()),
        count(endpoint.max_completion_tokens.as_ref()),
        endpoint.quantization.as_ref().map(Quantization::as_str).into(),
        uptime(endpoint.uptime_last_30m.as_ref()),
        uptime(endpoint.uptime_last_1d.as_ref()),
        seconds(latency, |spread| &spread.p50),
        seconds(latency, |spread| &spread.p90),
        whole(speed, |spread| &spread.p50),
        whole(speed, |spread| &spread.p90),
        state(endpoint),
        lacks(model, endpoint).into(),
    ]
}

/// What the service says of nearly all requests is good; what makes one of twenty fail is not.
fn uptime(percent: Option<&Number>) -> Cell {
    let Some(percent) = percent.and_then(Number::as_f64) else { return Cell::nothing() };
    let style = match percent {
        99.0.. => GOOD,
        95.0.. => UNSURE,
        _ => BAD,
    };
    Cell::from(format!("{percent:.2}%")).style(style)
}

fn seconds(spread: Option<&Percentiles>, of: fn(&Percentiles) -> &Number) -> Cell {
    let milliseconds = spread.and_then(|spread| of(spread).as_f64());
    milliseconds.map(|milliseconds| format!("{:.2}", milliseconds / 1_000.0)).into()
}

fn whole(spread: Option<&Percentiles>, of: fn(&Percentiles) -> &Number) -> Cell {
    spread.and_then(|spread| of(spread).as_f64()).map(|number| format!("{number:.0}")).into()
}

/// The service says by a number below nothing that it avoids an endpoint, and not why.
fn state(endpoint: &Endpoint) -> Cell {
    match &endpoint.status {
        None => Cell::nothing(),
        Some(status) if status.is_healthy() => Cell::from("ok").style(GOOD),
        Some(status) => Cell::from(format!("avoided ({})", status.as_number())).style(BAD),
    }
}

/// The parameters that some upstream of the model heeds, and this one does not.
fn lacks(model: &Model, endpoint: &Endpoint) -> Option<String> {
    let heeded = endpoint.supported_parameters.as_ref()?;
    let all = model.supported_parameters.iter().flatten();
    let lacking: Vec<_> =
        all.filter(|name| !heeded.contains(name)).map(Parameter::as_str).collect();
    (!lacking.is_empty()).then(|| lacking.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Page;

    const ENDPOINTS: &str = r#"[
        {"tag": "acme/fp8", "provider_name": "Acme", "context_length": 8000, "quantization": "fp8",
         "pricing": {"prompt": "0.000001", "completion": "0"}, "status": 0,
         "supported_parameters": ["tools"], "uptime_last_30m": 99.991, "uptime_last_1d": 12,
         "latency_last_30m": {"p50": 450, "p75": 500, "p90": 1200.5, "p99": 3000},
         "throughput_last_30m": {"p50": 71.6, "p75": 80, "p90": 90, "p99": 99}},
        {"tag": "other", "status": -5, "supported_parameters": ["tools", "seed"]}
    ]"#;

    #[test]
    fn what_is_not_known_is_a_dash_and_what_is_avoided_says_so() {
        let model: Model =
            serde_json::from_str(r#"{"id": "a/b", "supported_parameters": ["seed", "tools"]}"#)
                .unwrap();
        let endpoints: Vec<Endpoint> = serde_json::from_str(ENDPOINTS).unwrap();
        let text = table(&model, &endpoints).render(Page { width: None, is_unicode: true }).text;
        let text = anstream::adapter::strip_str(&text).to_string();
        let rows = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        let rows: Vec<_> = rows.collect();
        assert_eq!(
            rows[1..],
            [
                "acme/fp8 Acme $1.00 free - 8,000 - fp8 99.99% 12.00% 0.45 1.20 72 90 ok seed",
                "other - - - - - - - - - - - - - avoided (-5) -",
            ]
        );
    }

    #[test]
    fn an_uptime_is_coloured_by_how_much_fails() {
        let styles = ["100", "99", "98.99", "95", "94.9"].map(|percent| {
            let percent: Number = serde_json::from_str(percent).unwrap();
            uptime(Some(&percent))
        });
        let [whole, good, unsure, doubtful, bad] = styles.map(|cell| format!("{cell:?}"));
        assert!([whole, good].iter().all(|cell| cell.contains("Green")));
        assert!([unsure, doubtful].iter().all(|cell| cell.contains("Yellow")));
        assert!(bad.contains("Red"), "{bad}");
    }
}
