//! [`headline`]: what all of it comes to.

use openrouter_provider::ActivityReport;

use crate::dollars::dollars;
use crate::numbers::{grouped, short};

/// What all of it comes to, in one line.
pub(super) fn headline(report: &ActivityReport, between: &str) -> String {
    let total = report.total();
    let requests = if total.requests == 1 { "request" } else { "requests" };
    let mut parts = vec![
        dollars(total.cost),
        format!("{} {requests}", grouped(total.requests)),
        format!("{} tokens in", short(total.input_tokens)),
        format!("{} out", short(total.output_tokens)),
    ];
    if !total.byok_cost.is_zero() {
        parts.insert(1, format!("{} by your own upstream keys", dollars(total.byok_cost)));
    }
    parts.join(between)
}
