//! What a caller of the provider sees of a failed login.

use llm_types::{Error, ErrorKind, Operation};

use crate::OAuthError;

#[test]
fn every_failure_tells_the_caller_what_to_do() {
    let check = |error: OAuthError, kind: ErrorKind, status: Option<u16>| {
        let message = error.to_string();
        let error = Error::from(error);
        assert_eq!((error.kind(), error.status()), (kind, status), "{message}");
        assert_eq!(error.message(), message);
        assert_eq!(error.operation(), Some(Operation::Login));
        assert!(!error.is_retryable(), "a login is started again, not retried");
    };
    check(OAuthError::Randomness("dry".into()), ErrorKind::Configuration, None);
    check(OAuthError::CallbackUrl("is bad"), ErrorKind::Configuration, None);
    check(OAuthError::Page("is bad"), ErrorKind::Configuration, None);
    let wish = OAuthError::Wish { field: "limit", problem: "is bad" };
    check(wish, ErrorKind::Configuration, None);
    let refused = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
    check(OAuthError::Listen(refused), ErrorKind::Configuration, None);
    check(OAuthError::Verifier, ErrorKind::InvalidRequest, None);
    check(OAuthError::Code("it is bad"), ErrorKind::InvalidRequest, None);
    check(OAuthError::State, ErrorKind::InvalidRequest, None);
    let denied = OAuthError::Denied { error: "access_denied".to_owned() };
    check(denied, ErrorKind::PermissionDenied, None);
    check(OAuthError::Expired, ErrorKind::Timeout, None);
    check(OAuthError::Refused, ErrorKind::Authentication, Some(403));
    check(OAuthError::Status { status: 400 }, ErrorKind::InvalidRequest, Some(400));
    check(OAuthError::Status { status: 502 }, ErrorKind::Unavailable, Some(502));
    check(OAuthError::Reply("holds no key"), ErrorKind::Decode, None);
}

#[test]
fn the_cause_of_a_failure_stays_attached() {
    let error = Error::from(OAuthError::Randomness("dry".into()));
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "dry");
}
