//! [`Replay`]: what sending a request twice would do.

use llm_types::{Error, ErrorKind, Retry};

use crate::FailureClass;

/// What sending a request twice would do, where nobody knows what became of the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replay {
    /// The same as sending it once: it reads, puts in place, changes or removes.
    Harmless,
    /// Two answers that are charged for: risked once, and flagged.
    Answer,
    /// The same; but silence is the model at work on an answer that comes whole, and ends the call.
    WholeAnswer,
    /// Two things in place of one. It is not sent again unless it was certainly not carried out.
    Creation,
    /// Giving a secret away that is good for once: it is sent again only if it certainly did not
    /// arrive, whatever the service says.
    SingleUse,
}

impl Replay {
    /// The advice of a failure, and how it counts, with what the request is taken into account.
    pub fn weigh(self, error: &Error, class: FailureClass) -> (Retry, FailureClass) {
        let advice = error.retry();
        match self {
            Self::Harmless if class == FailureClass::Ambiguous => (advice, FailureClass::Server),
            Self::WholeAnswer if is_silence(error) => (Retry::Never, class),
            Self::Creation if !was_not_carried_out(error, class) => (Retry::Never, class),
            Self::SingleUse
                if !matches!(class, FailureClass::Connect | FailureClass::Unprocessed) =>
            {
                (Retry::Never, class)
            }
            Self::SingleUse
            | Self::Harmless
            | Self::Answer
            | Self::WholeAnswer
            | Self::Creation => (advice, class),
        }
    }
}

/// A reply that says timeout is no silence, nor is a connection that did not come about.
fn is_silence(error: &Error) -> bool {
    error.kind() == ErrorKind::Timeout && error.status().is_none() && error.maybe_billed()
}

/// Nothing was sent, or it was turned away at the door.
fn was_not_carried_out(error: &Error, class: FailureClass) -> bool {
    match class {
        FailureClass::Connect
        | FailureClass::Unprocessed
        | FailureClass::Throttle
        | FailureClass::Rotation => true,
        // Overloaded. Other failures of a server may come after the deed.
        _ => matches!(error.status(), Some(503 | 529)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weigh(replay: Replay, kind: ErrorKind, status: u16, class: FailureClass) -> bool {
        let mut error = Error::new(kind, "m").with_retry(Retry::Backoff);
        error = match status {
            0 => error.with_maybe_billed(class == FailureClass::Ambiguous),
            status => error.with_status(status),
        };
        replay.weigh(&error, class).0.is_advised()
    }

    #[test]
    fn each_kind_of_request_risks_what_it_may() {
        use ErrorKind::{Network, RateLimited, Timeout, Unavailable};
        use FailureClass::{Ambiguous, Connect, Server, Throttle, Unprocessed};
        for (kind, status, class, [harmless, answer, whole, creation, single]) in [
            (Network, 0, Connect, [true, true, true, true, true]),
            (Network, 0, Unprocessed, [true, true, true, true, true]),
            (Network, 0, Ambiguous, [true, true, true, false, false]),
            (Timeout, 0, Ambiguous, [true, true, false, false, false]),
            (Timeout, 0, Connect, [true, true, true, true, true]),
            (Timeout, 504, Server, [true, true, true, false, false]),
            (RateLimited, 429, Throttle, [true, true, true, true, false]),
            (Unavailable, 500, Server, [true, true, true, false, false]),
            (Unavailable, 502, Server, [true, true, true, false, false]),
            (Unavailable, 503, Server, [true, true, true, true, false]),
            (Unavailable, 529, Server, [true, true, true, true, false]),
        ] {
            for (replay, expected) in [
                (Replay::Harmless, harmless),
                (Replay::Answer, answer),
                (Replay::WholeAnswer, whole),
                (Replay::Creation, creation),
                (Replay::SingleUse, single),
            ] {
                let given = weigh(replay, kind, status, class);
                assert_eq!(given, expected, "{replay:?} after {kind} {status} {class:?}");
            }
        }
    }

    #[test]
    fn what_does_no_harm_is_not_counted_as_a_risk() {
        let error = Error::new(ErrorKind::Network, "m").with_retry(Retry::Backoff);
        let class = |replay: Replay| replay.weigh(&error, FailureClass::Ambiguous).1;
        assert_eq!(class(Replay::Harmless), FailureClass::Server);
        assert_eq!(class(Replay::Answer), FailureClass::Ambiguous);
        for class in [FailureClass::Connect, FailureClass::Unprocessed, FailureClass::Throttle] {
            assert_eq!(Replay::Harmless.weigh(&error, class).1, class, "it is no risk as it is");
        }
    }
}
