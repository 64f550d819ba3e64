//! [`Verdict`]: what a status and an error object mean together.

use std::time::Duration;

use llm_provider_base::FailureClass;
use llm_types::{ErrorKind, Retry};
use openrouter_auth::Blame;
use openrouter_wire::error::{ApiError, AvailabilityCode, ErrorType, Metadata};
use openrouter_wire::responses::FailureName;

use super::api::{error_type, failure_name};
use super::hint::{Hint, advice};
use super::{Failure, ModelBlame, Moment};

/// What a status and an error object mean together.
pub(super) struct Verdict {
    pub(super) kind: ErrorKind,
    /// True if the same may be tried again, unless the service says otherwise.
    pub(super) retry: bool,
    /// When, if it is.
    pub(super) wait: Retry,
    pub(super) class: FailureClass,
    pub(super) blame: Blame,
    pub(super) model: ModelBlame,
}

/// Whose failure it is, by what is said of it.
impl Verdict {
    pub(super) fn of(
        api: &ApiError,
        status: u16,
        message: &str,
        hint: Hint,
        moment: Moment,
    ) -> Self {
        let said = Said { api, message: &message.to_ascii_lowercase(), hint, moment };
        if let Some(kind) = error_type(api).as_ref().and_then(kind_of) {
            return match kind {
                ErrorKind::ContextLength => said.unfit(kind),
                _ => said.refused(kind),
            };
        }
        if matches!(
            failure_name(api),
            Some(FailureName::ImageContentPolicyViolation | FailureName::BioPolicy)
        ) {
            return said.refused(ErrorKind::ContentPolicy);
        }
        match status {
            // What an upstream refuses to the service is not about our key.
            401 if api.is_from_upstream() => said.server(ErrorKind::Unavailable),
            401 => said.blamed(ErrorKind::Authentication, Blame::Rejected),
            402 => said.payment(),
            403 => said.forbidden(),
            404 => said.not_found(),
            429 => said.too_many(),
            408 | 413 | 425 | 500.. => said.by_status(status),
            _ if said.is_about_context() => said.unfit(ErrorKind::ContextLength),
            _ if said.is_about_model() => said.not_found(),
            _ if said.is_about_ability() => said.unfit(ErrorKind::InvalidRequest),
            _ => said.fatal(ErrorKind::InvalidRequest),
        }
    }
}

/// What is said of a failure.
struct Said<'a> {
    api: &'a ApiError,
    /// In lower case.
    message: &'a str,
    hint: Hint,
    moment: Moment,
}

impl Said<'_> {
    const fn verdict(&self, kind: ErrorKind, class: FailureClass) -> Verdict {
        let (wait, blame, model) = (self.hint.retry(), Blame::None, ModelBlame::None);
        Verdict { kind, retry: true, wait, class, blame, model }
    }

    const fn fatal(&self, kind: ErrorKind) -> Verdict {
        let mut verdict = self.verdict(kind, FailureClass::Server);
        verdict.retry = false;
        verdict
    }

    const fn server(&self, kind: ErrorKind) -> Verdict {
        let mut verdict = self.verdict(kind, FailureClass::Server);
        verdict.model = ModelBlame::Failed;
        verdict
    }

    /// What the status means wherever it comes from.
    fn by_status(&self, status: u16) -> Verdict {
        let Failure { error, class, blame } = Failure::of_status(status, "", None);
        let mut verdict = self.verdict(error.kind(), class);
        (verdict.retry, verdict.model) = (error.retry().is_advised(), blame.model);
        verdict
    }

    /// More than the model can do, or not what it can.
    const fn unfit(&self, kind: ErrorKind) -> Verdict {
        let mut verdict = self.fatal(kind);
        verdict.model = ModelBlame::Unfit;
        verdict
    }

    /// The content is not for this model, or may not go there.
    const fn refused(&self, kind: ErrorKind) -> Verdict {
        let mut verdict = self.fatal(kind);
        verdict.model = ModelBlame::Refused;
        verdict
    }

    /// A limit that lets a request through again after `wait`.
    const fn throttled(&self, wait: Option<Duration>, blame: Blame) -> Verdict {
        let mut verdict = self.verdict(ErrorKind::RateLimited, FailureClass::Throttle);
        verdict.wait = advice(wait);
        verdict.blame = blame;
        verdict
    }

    /// The fault of the key, or of its account: the same again would not help, another may.
    const fn blamed(&self, kind: ErrorKind, blame: Blame) -> Verdict {
        let mut verdict = self.verdict(kind, FailureClass::Rotation);
        verdict.retry = false;
        verdict.blame = blame;
        verdict
    }

    fn payment(&self) -> Verdict {
        let kind = ErrorKind::InsufficientCredits;
        if self.source_is("in_flight_budget") || self.reason_is("in_flight_budget_exhausted") {
            // Too much at once, and not too little money.
            return self.throttled(self.hint.until_free(), Blame::Throttled);
        }
        if self.is_key_cap() {
            return self.blamed(kind, Blame::Capped { until: None });
        }
        // A smaller request would do, and a larger one fares no better with another key.
        let is_too_large = self.reason_is("weight_exceeds_budget")
            || self.says("can only afford")
            || self.says("fewer max_tokens");
        if is_too_large || self.api.is_from_upstream() {
            return self.fatal(kind);
        }
        self.blamed(kind, Blame::OutOfCredits)
    }

    fn forbidden(&self) -> Verdict {
        let metadata = self.api.metadata.as_deref();
        let is_about_content = metadata.is_some_and(|metadata| {
            metadata.reasons.is_some()
                || metadata.flagged_input.is_some()
                || metadata.patterns.is_some()
                // In a shape that is not expected.
                || ["reasons", "flagged_input", "patterns"]
                    .iter()
                    .any(|name| metadata.extra.get(name).is_some())
        });
        if is_about_content {
            return self.refused(ErrorKind::ContentPolicy);
        }
        if self.is_key_cap() {
            return self.blamed(ErrorKind::InsufficientCredits, Blame::Capped { until: None });
        }
        if self.says("budget") {
            let kind = ErrorKind::InsufficientCredits;
            // The budget of a workspace binds its keys, and no question about a key tells of it:
            // it begins anew at the end of a day at the earliest.
            return if self.says("workspace") {
                self.blamed(kind, Blame::Capped { until: self.moment.end_of_day() })
            } else {
                self.fatal(kind)
            };
        }
        let is_about_the_request = self.api.is_from_upstream()
            || self.availability_is(&AvailabilityCode::RegionRestricted)
            || ["region", "moderation", "guardrail", "request blocked"]
                .iter()
                .any(|word| self.says(word));
        if is_about_the_request {
            return self.refused(ErrorKind::PermissionDenied);
        }
        self.blamed(ErrorKind::PermissionDenied, Blame::Rejected)
    }

    fn too_many(&self) -> Verdict {
        let wait = self.hint.until_free();
        let until = |wait: Option<Duration>| wait.and_then(|wait| self.moment.after(wait));
        if self.says("free-models-per-day") || self.source_is("free_tier_daily") {
            // `Retry-After` is no help for hours: the reset is, and it is known without being said.
            let end = until(self.hint.reset).or_else(|| self.moment.end_of_day());
            let wait = end.map(|end| end.saturating_duration_since(self.moment.now));
            return self.throttled(wait, Blame::FreeQuota { until: end });
        }
        if self.says("free-models-per-min") || self.source_is("free_tier_per_minute") {
            return self.throttled(wait, Blame::FreeQuota { until: until(wait) });
        }
        let is_upstreams = self.api.is_from_upstream()
            || self.source_is("upstream")
            || self.availability_is(&AvailabilityCode::CapacityExhausted);
        if is_upstreams {
            let mut verdict = self.throttled(wait, Blame::None);
            verdict.model = ModelBlame::Busy(wait);
            return verdict;
        }
        self.throttled(wait, Blame::RateLimited { until: until(wait) })
    }

    /// There is nobody to answer as this model: at all, or as it was asked.
    fn not_found(&self) -> Verdict {
        let mut verdict = self.unfit(ErrorKind::ModelNotFound);
        let code = self.api.availability.as_ref().and_then(|said| said.code.as_ref());
        verdict.model = match code {
            Some(AvailabilityCode::RegionRestricted | AvailabilityCode::PrivacyRestricted) => {
                ModelBlame::Refused
            }
            Some(
                AvailabilityCode::ModelNotFound
                | AvailabilityCode::ModelDeprecated
                | AvailabilityCode::FreeVariantEnded,
            ) => ModelBlame::Missing,
            None if self.is_about_model() => ModelBlame::Missing,
            _ => ModelBlame::Unfit,
        };
        verdict
    }

    fn says(&self, word: &str) -> bool {
        self.message.contains(word)
    }

    fn reason_is(&self, word: &str) -> bool {
        self.metadata_says(|metadata| metadata.reason.as_ref(), word)
    }

    fn source_is(&self, word: &str) -> bool {
        self.metadata_says(|metadata| metadata.limit_source.as_ref(), word)
    }

    fn metadata_says(&self, field: fn(&Metadata) -> Option<&String>, word: &str) -> bool {
        let value = self.api.metadata.as_deref().and_then(field);
        value.is_some_and(|value| value.contains(word))
    }

    fn availability_is(&self, code: &AvailabilityCode) -> bool {
        let availability = self.api.availability.as_ref();
        availability.and_then(|availability| availability.code.as_ref()) == Some(code)
    }

    fn is_key_cap(&self) -> bool {
        self.says("key limit exceeded") || self.source_is("key_limit")
    }

    fn is_about_context(&self) -> bool {
        ["context length", "context window", "maximum context", "too many tokens", "token limit"]
            .iter()
            .any(|words| self.says(words))
    }

    fn is_about_ability(&self) -> bool {
        self.availability_is(&AvailabilityCode::WrongEndpoint)
            || ["not support", "unsupported"].iter().any(|words| self.says(words))
    }

    fn is_about_model(&self) -> bool {
        self.availability_is(&AvailabilityCode::ModelNotFound)
            || self.says("is not a valid model id")
            || (self.says("model") && self.says("does not exist"))
    }
}

/// Kinds that the error type alone decides.
const fn kind_of(error_type: &ErrorType) -> Option<ErrorKind> {
    Some(match error_type {
        ErrorType::ContextLengthExceeded
        | ErrorType::MaxTokensExceeded
        | ErrorType::TokenLimitExceeded
        | ErrorType::StringTooLong => ErrorKind::ContextLength,
        ErrorType::ContentPolicyViolation | ErrorType::Refusal => ErrorKind::ContentPolicy,
        _ => return None,
    })
}
