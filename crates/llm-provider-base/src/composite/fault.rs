//! [`Fault`]: what a failure says of the member that failed.

use std::time::Duration;

use llm_types::{Error, ErrorKind};

/// Who gives a member less time than this is in a hurry: that it says nothing until then says
/// nothing of it.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a failure says of the member that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Nothing: it is the request's, or the caller's.
    None,
    /// The next call may fail the same way.
    Failed,
    /// The next call fails the same way, for so long: the service says so.
    Rests(Duration),
}

impl Fault {
    /// Of a member that was asked this long.
    pub(super) fn of(error: &Error, asked_for: Duration) -> Self {
        match error.kind() {
            ErrorKind::RateLimited | ErrorKind::Unavailable => {
                error.retry_after().map_or(Self::Failed, Self::Rests)
            }
            ErrorKind::Timeout if asked_for < PATIENCE => Self::None,
            // A shorter answer could be paid for.
            ErrorKind::InsufficientCredits if error.affordable_tokens().is_some() => Self::None,
            ErrorKind::Timeout
            | ErrorKind::Network
            | ErrorKind::Tls
            | ErrorKind::Interrupted
            | ErrorKind::Decode
            | ErrorKind::Authentication
            | ErrorKind::InsufficientCredits
            | ErrorKind::Configuration => Self::Failed,
            _ => Self::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use llm_types::Retry;

    use super::*;

    #[test]
    fn what_the_next_call_meets_too_is_the_members_fault() {
        let fault =
            |kind: ErrorKind| Fault::of(&Error::new(kind, "it failed"), Duration::from_secs(9));
        let innocent: Vec<_> =
            ErrorKind::ALL.into_iter().filter(|kind| fault(*kind) == Fault::None).collect();
        let expected = [
            ErrorKind::InvalidRequest,
            ErrorKind::ContextLength,
            ErrorKind::ContentPolicy,
            ErrorKind::BudgetExceeded,
            ErrorKind::PermissionDenied,
            ErrorKind::ModelNotFound,
            ErrorKind::NotFound,
            ErrorKind::TooLarge,
            ErrorKind::Unsupported,
            ErrorKind::Cancelled,
        ];
        assert_eq!(innocent, expected);
    }

    #[test]
    fn a_wait_that_the_service_asks_for_is_a_rest() {
        let wait = Duration::from_secs(7);
        let busy = Error::new(ErrorKind::RateLimited, "slow down").with_retry(Retry::After(wait));
        assert_eq!(Fault::of(&busy, Duration::ZERO), Fault::Rests(wait));
    }

    #[test]
    fn silence_is_held_against_nobody_by_who_is_in_a_hurry() {
        let late = Error::new(ErrorKind::Timeout, "late");
        assert_eq!(Fault::of(&late, Duration::from_secs(4)), Fault::None);
        assert_eq!(Fault::of(&late, Duration::from_secs(5)), Fault::Failed);
    }

    #[test]
    fn a_shorter_answer_that_could_be_paid_for_is_no_empty_account() {
        let poor = Error::new(ErrorKind::InsufficientCredits, "too long").with_affordable_tokens(9);
        assert_eq!(Fault::of(&poor, Duration::ZERO), Fault::None);
    }
}
