//! [`Summary`]: the line after an answer.

use std::fmt;
use std::time::Duration;

use llm_types::StandardResponse;

use crate::printable::one_line;

/// Who answered, what it took, and how long.
#[derive(Debug)]
pub(crate) struct Summary<'a> {
    pub(crate) response: &'a StandardResponse,
    /// The cost is made up then, and nobody is charged.
    pub(crate) simulated: bool,
    /// From the question to the first content, if the answer was streamed.
    pub(crate) first: Option<Duration>,
    /// From the question to the end.
    pub(crate) total: Duration,
}

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { response, simulated, first, total } = self;
        if let Some(model) = &response.model {
            write!(f, "{} · ", one_line(model.as_str()))?;
        }
        if let Some(usage) = &response.usage {
            write!(f, "{} in, {} out · ", usage.input_tokens, usage.output_tokens)?;
            match usage.cost {
                Some(_) if *simulated => f.write_str("no cost · ")?,
                Some(cost) => write!(f, "${cost} · ")?,
                None => {}
            }
        }
        let attempts = response.attempts.len();
        if attempts > 1 {
            write!(f, "{attempts} attempts · ")?;
        }
        if let Some(first) = first {
            write!(f, "first {:.2} s · ", first.as_secs_f64())?;
        }
        write!(f, "total {:.2} s", total.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use llm_types::{Attempt, AttemptOutcome, ErrorKind, Usage};

    use super::*;

    const TOTAL: Duration = Duration::from_millis(1_234);

    #[test]
    fn everything_that_is_known_is_said() {
        let mut usage = Usage::new(14, 58);
        usage.cost = Some("0.0000369".parse().unwrap());
        let failed = AttemptOutcome::Failed(ErrorKind::RateLimited);
        let mut response = StandardResponse::text("a");
        response.model = Some("author/model".into());
        response.usage = Some(usage);
        response.attempts =
            vec![Attempt::new(failed, TOTAL), Attempt::new(AttemptOutcome::Succeeded, TOTAL)];
        let first = Some(Duration::from_millis(310));
        let mut summary = Summary { response: &response, simulated: false, first, total: TOTAL };
        insta::assert_snapshot!(summary, @"author/model · 14 in, 58 out · $0.0000369 · 2 attempts · first 0.31 s · total 1.23 s");
        summary.simulated = true;
        insta::assert_snapshot!(summary, @"author/model · 14 in, 58 out · no cost · 2 attempts · first 0.31 s · total 1.23 s");
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let response = StandardResponse::text("a");
        let summary = Summary { response: &response, simulated: false, first: None, total: TOTAL };
        assert_eq!(summary.to_string(), "total 1.23 s");
    }
}
