//! Takes secrets out of what others said.

use super::{Error, UpstreamError};
use crate::ResponseId;

/// What stands in place of a secret.
const REDACTED: &str = "[redacted]";

impl Error {
    /// Takes out a secret that the service, or who is behind it, repeated: in the message, in the
    /// upstream's words, in the name of the response. The source and the partial answer stay as
    /// they are.
    pub fn redact(&mut self, secret: &str) {
        let inner = &mut *self.0;
        redact(&mut inner.message, secret);
        if let Some(UpstreamError { name, code, message }) = &mut inner.upstream {
            for text in [name, code, message].into_iter().flatten() {
                redact(text, secret);
            }
        }
        if let Some(id) = &mut inner.response_id {
            let mut text = id.as_str().to_owned();
            redact(&mut text, secret);
            *id = ResponseId::new(text);
        }
    }
}

fn redact(text: &mut String, secret: &str) {
    if !secret.is_empty() && text.contains(secret) {
        *text = text.replace(secret, REDACTED);
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
    fn an_empty_secret_changes_nothing() {
        let mut error = Error::new(ErrorKind::Timeout, "late");
        error.redact("");
        assert_eq!(error.message(), "late");
    }
}
