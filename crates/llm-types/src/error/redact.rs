//! Takes secrets out of what others said.

use super::{Error, UpstreamError};
use crate::ResponseId;

/// What stands in place of a secret.
const REDACTED: &str = "[redacted]";

impl Error {
    /// Takes out a secret that the service, or who is behind it, repeated, wherever
    /// [`rewrite`](Self::rewrite) looks.
    pub fn redact(&mut self, secret: &str) {
        if !secret.is_empty() {
            self.rewrite(|text| text.contains(secret).then(|| text.replace(secret, REDACTED)));
        }
    }

    /// Shows each text that others may have said: the message, the upstream's words, the name of
    /// the response, the causes. What it is given for one takes its place; `None` leaves it. A
    /// cause cannot be rewritten, and is left out with all that it stands on. The partial answer
    /// stays as it is.
    pub fn rewrite(&mut self, mut rewrite: impl FnMut(&str) -> Option<String>) {
        let inner = &mut *self.0;
        let mut replace = |text: &mut String| {
            if let Some(other) = rewrite(text) {
                *text = other;
            }
        };
        replace(&mut inner.message);
        if let Some(UpstreamError { name, code, message }) = &mut inner.upstream {
            [name, code, message].into_iter().flatten().for_each(&mut replace);
        }
        if let Some(id) = &mut inner.response_id {
            let mut text = id.as_str().to_owned();
            replace(&mut text);
            *id = ResponseId::new(text);
        }
        let mut cause = inner.source.as_deref().map(|cause| cause as &dyn std::error::Error);
        while let Some(error) = cause {
            if rewrite(&format!("{error} {error:?}")).is_some() {
                inner.source = None;
                break;
            }
            cause = error.source();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn a_secret_is_taken_out_of_all_that_others_said() {
        let said = || Some("the canary sings, canary".to_owned());
        let upstream = UpstreamError { name: said(), code: said(), message: said() };
        let mut error = Error::new(ErrorKind::Authentication, "no canary")
            .with_upstream(upstream)
            .with_response_id("gen-canary");
        error.redact("canary");
        assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
        assert_eq!(error.message(), "no [redacted]");
        assert_eq!(error.response_id().unwrap().as_str(), "gen-[redacted]");
        let message = error.upstream().unwrap().message.as_deref();
        assert_eq!(message, Some("the [redacted] sings, [redacted]"));
    }

    #[test]
    fn a_cause_that_repeats_a_secret_is_left_out() {
        let cause = |text: &str| Error::new(ErrorKind::Decode, text);
        for (text, is_left) in [("a canary", false), ("a wren", true)] {
            let mut error = Error::new(ErrorKind::Decode, "no")
                .with_source(cause("outer").with_source(cause(text)));
            error.redact("canary");
            assert_eq!(std::error::Error::source(&error).is_some(), is_left, "{error:?}");
        }
    }

    #[test]
    fn an_empty_secret_changes_nothing() {
        let mut error = Error::new(ErrorKind::Timeout, "late");
        error.redact("");
        assert_eq!(error.message(), "late");
    }
}
