//! Tests of [`Error`].

use std::error::Error as _;

use super::*;

const fn assert_send_sync<T: Send + Sync + 'static>() {}
const _: () = assert_send_sync::<Error>();

#[test]
fn an_error_is_one_word_wide() {
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert_eq!(size_of::<Result<()>>(), size_of::<usize>());
}

#[test]
fn display_is_one_line_and_leaves_the_cause_to_the_chain() {
    let error = Error::new(ErrorKind::RateLimited, "provider returned error")
        .with_status(429)
        .with_model("m/x")
        .with_response_id("gen-1")
        .with_upstream(UpstreamError {
            name: Some("Google".to_owned()),
            message: Some("busy".to_owned()),
            ..UpstreamError::default()
        })
        .with_source(std::io::Error::other("cause"));
    assert_eq!(
        error.to_string(),
        "rate limited (429): provider returned error: Google says: busy [model m/x] [response gen-1]"
    );
    assert_eq!(error.source().unwrap().to_string(), "cause");
}

#[test]
fn display_stays_on_one_line_whatever_others_say() {
    let error =
        Error::new(ErrorKind::Unavailable, "down\r\nfor repair").with_upstream(UpstreamError {
            message: Some("line 1\n\tline 2\u{1b}[31m".to_owned()),
            ..UpstreamError::default()
        });
    let line = error.to_string();
    assert!(!line.contains(char::is_control), "{line:?}");
    assert!(
        line.starts_with("service unavailable: down  for repair: upstream says: line 1"),
        "{line:?}"
    );
}

#[test]
fn debug_does_not_show_what_was_answered() {
    let mut partial = StandardResponse::text("the canary sings");
    partial.id = Some("gen-1".into());
    let error = Error::new(ErrorKind::Interrupted, "stream ended early").with_partial(partial);
    assert!(!format!("{error:?} {error}").contains("canary"));
    assert_eq!(error.partial().unwrap().joined_text(), "the canary sings");
}

#[test]
fn a_clone_has_the_same_cause() {
    let error = Error::new(ErrorKind::Network, "gone").with_source(std::io::Error::other("cause"));
    let clone = error.clone();
    assert!(std::ptr::addr_eq(error.source().unwrap(), clone.source().unwrap()));
    assert_eq!(clone.to_string(), error.to_string());
}

#[test]
fn one_attempt_that_may_be_billed_marks_the_whole() {
    let mut attempt =
        Attempt::new(crate::AttemptOutcome::Failed(ErrorKind::Network), Duration::from_millis(3));
    attempt.maybe_billed = true;
    let error =
        Error::new(ErrorKind::Network, "gone").with_attempts(vec![attempt.clone(), attempt]);
    assert!(error.maybe_billed());
    assert!(error.to_string().ends_with("[2 attempts]"), "{error}");
}
