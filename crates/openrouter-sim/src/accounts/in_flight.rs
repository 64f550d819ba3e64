//! What the requests under way may cost together.

use http::{StatusCode, header};
use openrouter_wire::error::{ApiError, Metadata};
use rust_decimal::Decimal;

use crate::refusal::Refusal;

/// In how many seconds a request may be sent again.
const RETRY_AFTER: &str = "1";

/// What the requests under way may cost together, if that is limited.
#[derive(Clone, Debug, Default)]
pub(super) struct InFlight {
    budget: Option<Decimal>,
    /// Which entries of the request log are under way, and what each may cost.
    weights: Vec<(usize, Decimal)>,
}

impl InFlight {
    pub(super) fn new(budget: Option<Decimal>) -> Self {
        Self { budget, weights: Vec::new() }
    }

    /// Adds a request that may cost so much. Those that are over give back their part.
    pub(super) fn add(
        &mut self,
        log_index: usize,
        weight: Decimal,
        is_over: impl Fn(usize) -> bool,
    ) -> Result<(), Refusal> {
        let Some(budget) = self.budget else { return Ok(()) };
        if weight > budget {
            let message = "This request may cost more than all requests in flight may";
            return Err(refusal(message, "weight_exceeds_budget", "openrouter_credits"));
        }
        self.weights.retain(|(index, _)| !is_over(*index));
        let used: Decimal = self.weights.iter().map(|(_, weight)| weight).sum();
        if used + weight > budget {
            let message = "Too many credits are held by requests in flight. Try again soon";
            let source = "openrouter_in_flight_budget";
            return Err(refusal(message, "in_flight_budget_exhausted", source)
                .with_header(header::RETRY_AFTER, RETRY_AFTER));
        }
        self.weights.push((log_index, weight));
        Ok(())
    }
}

fn refusal(message: &str, reason: &str, source: &str) -> Refusal {
    let status = StatusCode::PAYMENT_REQUIRED;
    let metadata = Metadata {
        reason: Some(reason.to_owned()),
        limit_source: Some(source.to_owned()),
        ..Metadata::default()
    };
    let error = ApiError::new(status.as_u16(), message);
    Refusal::of(status, ApiError { metadata: Some(Box::new(metadata)), ..error })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_that_are_over_give_back_their_part() {
        let mut in_flight = InFlight::new(Some(Decimal::TEN));
        let six = Decimal::from(6);
        in_flight.add(0, six, |_| false).unwrap();
        let refusal = in_flight.add(1, six, |_| false).unwrap_err();
        let reason = refusal.error.metadata.unwrap().reason;
        assert_eq!(reason.as_deref(), Some("in_flight_budget_exhausted"));
        in_flight.add(1, six, |index| index == 0).unwrap();
    }

    #[test]
    fn a_request_that_is_too_large_by_itself_is_told_so() {
        let mut in_flight = InFlight::new(Some(Decimal::TEN));
        let refusal = in_flight.add(0, Decimal::from(11), |_| true).unwrap_err();
        assert!(refusal.headers.is_empty(), "waiting does not help");
        let reason = refusal.error.metadata.unwrap().reason;
        assert_eq!(reason.as_deref(), Some("weight_exceeds_budget"));
    }
}
