//! [`Failure`]: how a member failed, and what all of them together say.

use std::time::Duration;

use llm_types::{Error, ErrorKind};

/// How a member failed before it gave content.
#[derive(Debug)]
pub(super) struct Failure {
    /// The member's place among all.
    pub(super) place: usize,
    pub(super) name: String,
    pub(super) error: Error,
    /// Another member may be asked after it.
    pub(super) is_covered: bool,
}

/// What each of them says, for the message.
pub(super) fn told(failures: &[Failure]) -> String {
    let of = |failure: &Failure| match failures {
        // The kind stands in front of the message anyway.
        [_] => format!("{}: {}", failure.name, failure.error.message()),
        _ => format!("{}: {}: {}", failure.name, failure.error.kind(), failure.error.message()),
    };
    let told: Vec<_> = failures.iter().map(of).collect();
    told.join("; ")
}

/// The error that stands for all: the one that the call ended with, if no other member could have
/// helped; or else the one of which the caller can do most about; of equals that of the first
/// member. With it, how long the caller should wait at the least, if all that is missing is time.
pub(super) fn gravest(failures: Vec<Failure>) -> Option<(Error, Option<Duration>)> {
    let wait = failures.iter().filter_map(|failure| failure.error.retry_after()).min();
    let weight = |failure: &Failure| (failure.is_covered, weight(failure.error.kind()));
    let gravest = failures.into_iter().min_by_key(|failure| (weight(failure), failure.place))?;
    // Whoever can be asked again later makes no request right that is wrong.
    let wait = wait.filter(|_| gravest.is_covered);
    Some((gravest.error, wait))
}

/// What comes first stands for the rest.
const fn weight(kind: ErrorKind) -> u8 {
    match kind {
        // It passes by itself.
        ErrorKind::RateLimited | ErrorKind::Unavailable => 0,
        // The request can be changed.
        ErrorKind::InvalidRequest
        | ErrorKind::ContentPolicy
        | ErrorKind::ContextLength
        | ErrorKind::TooLarge => 1,
        // The answer was there, and got lost.
        ErrorKind::Interrupted | ErrorKind::Decode => 2,
        // The set-up, or an account, can be mended.
        ErrorKind::Authentication
        | ErrorKind::InsufficientCredits
        | ErrorKind::BudgetExceeded
        | ErrorKind::PermissionDenied
        | ErrorKind::ModelNotFound
        | ErrorKind::NotFound
        | ErrorKind::Unsupported
        | ErrorKind::Configuration => 3,
        // Silence.
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use llm_types::Retry;

    use super::*;

    fn failure(place: usize, kind: ErrorKind) -> Failure {
        let error = Error::new(kind, format!("failure {place}"));
        Failure { place, name: format!("p{place}"), error, is_covered: true }
    }

    fn stands(failures: Vec<Failure>) -> String {
        gravest(failures).map(|(error, _)| error.message().to_owned()).unwrap_or_default()
    }

    #[test]
    fn the_error_that_tells_most_stands_for_all() {
        let kinds = [
            ErrorKind::Network,
            ErrorKind::Authentication,
            ErrorKind::Interrupted,
            ErrorKind::ContextLength,
            ErrorKind::Unavailable,
        ];
        for count in 1..=kinds.len() {
            let failures = kinds.iter().take(count).enumerate();
            let failures: Vec<_> = failures.map(|(place, kind)| failure(place, *kind)).collect();
            assert_eq!(stands(failures), format!("failure {}", count - 1));
        }
    }

    #[test]
    fn of_equals_the_first_member_stands_for_all_whenever_it_failed() {
        let late = [1, 0].map(|place| failure(place, ErrorKind::Timeout));
        assert_eq!(stands(late.into()), "failure 0");
    }

    #[test]
    fn what_no_other_member_mends_stands_for_all() {
        let busy = Error::new(ErrorKind::RateLimited, "busy");
        let wait = Duration::from_secs(3);
        let busy = Failure {
            error: busy.with_retry(Retry::After(wait)),
            ..failure(0, ErrorKind::RateLimited)
        };
        let wrong = Failure { is_covered: false, ..failure(1, ErrorKind::InvalidRequest) };
        let (error, waits) = gravest(vec![busy, wrong]).unwrap();
        assert_eq!((error.kind(), waits), (ErrorKind::InvalidRequest, None));
    }

    #[test]
    fn the_shortest_wait_that_a_service_asks_for_is_passed_on() {
        let busy = |place, wait| {
            let error = Error::new(ErrorKind::RateLimited, "busy");
            let error = error.with_retry(Retry::After(Duration::from_secs(wait)));
            Failure { error, ..failure(place, ErrorKind::RateLimited) }
        };
        let (_, wait) = gravest(vec![busy(0, 9), busy(1, 4)]).unwrap();
        assert_eq!(wait, Some(Duration::from_secs(4)));
    }
}
