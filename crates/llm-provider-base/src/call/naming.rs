//! [`Naming`]: what an answer is called, written down once somebody says it.

use llm_types::AttemptReceipt;

use crate::scrub::{Echo, scrub};

/// A longer name is none.
const LONGEST: usize = 128;

/// Writes down what the answer to an attempt is called, in the receipt of its call.
///
/// The name goes into reports of a call as it is, so only what looks like one is taken: services
/// have been seen to repeat what they were sent in any place.
#[derive(Debug, Clone)]
pub struct Naming {
    receipt: AttemptReceipt,
    /// What it was sent with.
    echo: Echo,
}

impl Naming {
    pub(super) const fn new(receipt: AttemptReceipt, echo: Echo) -> Self {
        Self { receipt, echo }
    }

    /// The service calls it so.
    pub fn name(&self, id: &str) {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
        let is_name = (1..=LONGEST).contains(&id.len()) && id.bytes().all(is_plain);
        if is_name && !self.echo.has_key_in(id) && scrub(id) == id {
            self.receipt.update(|attempt| attempt.response_id = Some(id.into()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use llm_types::{Attempt, AttemptOutcome, Operation, Receipt, Secret};

    use super::*;

    #[test]
    fn only_what_looks_like_a_name_is_written_down() {
        let key = "gateway-0123456789abcdef";
        let long = "g".repeat(LONGEST + 1);
        for (id, is_name) in [
            ("gen-1790000000-Ab3", true),
            ("resp_0:1.2", true),
            ("", false),
            ("why is the sky blue", false),
            ("gen-\u{e9}", false),
            (&long, false),
            ("gen-gateway-0123456789abcdef-1", false),
            ("sk-or-v1-0123456789abcdef0123456789abcdef", false),
        ] {
            let attempt = Attempt::new(AttemptOutcome::Unfinished, Duration::ZERO);
            let receipt = Receipt::new().attempt(attempt);
            let echo = Echo::new("", Operation::Chat, Some(Secret::new(key)));
            Naming::new(receipt.clone(), echo).name(id);
            assert_eq!(receipt.response_id(), is_name.then(|| id.into()), "{id}");
        }
    }
}
