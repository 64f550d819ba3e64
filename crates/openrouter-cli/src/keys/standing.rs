//! [`Standing`]: what is known of a key's use.

use anstyle::Style;
use llm_types::{Error, ErrorKind};
use openrouter_auth::KeyLimits;
use openrouter_provider::llm_provider_base::{Clock as _, SystemClock};
use openrouter_provider::openrouter_wire::key;
use serde::Serialize;

use crate::exit_status::ExitStatus;
use crate::style::{BAD, GOOD, UNSURE};

/// Whether a key can be used, as far as is known. From the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
    /// The service accepts it.
    Ok,
    /// It was not asked about.
    Unknown,
    /// It belongs to another address than the one in use, and is not sent to that.
    Elsewhere,
    /// The service did not say what it was asked.
    Unclear,
    /// The service could not be asked.
    Unreachable,
    /// The service accepts it, but it has spent its limit.
    Capped,
    /// The service does not accept it.
    Refused,
}

impl Standing {
    /// By what the service said of the key.
    pub(super) fn of(key: &key::Key) -> Self {
        if limits(key).has_money_left() { Self::Ok } else { Self::Capped }
    }

    /// By why it said nothing.
    pub(super) fn of_error(error: &Error) -> Self {
        match error.kind() {
            ErrorKind::Authentication | ErrorKind::PermissionDenied => Self::Refused,
            ErrorKind::InsufficientCredits => Self::Capped,
            ErrorKind::Network | ErrorKind::Tls | ErrorKind::Timeout | ErrorKind::Unavailable => {
                Self::Unreachable
            }
            _ => Self::Unclear,
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Unknown => "unknown",
            Self::Elsewhere => "elsewhere",
            Self::Unclear => "unclear",
            Self::Unreachable => "unreachable",
            Self::Capped => "capped",
            Self::Refused => "refused",
        }
    }

    pub(crate) const fn style(self) -> Style {
        match self {
            Self::Ok => GOOD,
            Self::Unknown | Self::Elsewhere => Style::new(),
            Self::Unclear | Self::Unreachable => UNSURE,
            Self::Capped | Self::Refused => BAD,
        }
    }

    /// For a script that asked whether the key works.
    pub(crate) const fn exit_status(self) -> ExitStatus {
        match self {
            Self::Ok | Self::Unknown => ExitStatus::Success,
            Self::Elsewhere | Self::Refused => ExitStatus::Setup,
            Self::Unclear => ExitStatus::Failure,
            Self::Unreachable => ExitStatus::Unreachable,
            Self::Capped => ExitStatus::Limit,
        }
    }
}

/// What a key may spend, in exact amounts.
pub(super) fn limits(key: &key::Key) -> KeyLimits {
    KeyLimits::new(key, SystemClock.wall())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(left: &str) -> Standing {
        let json = format!(r#"{{"limit":5,"limit_remaining":{left},"limit_reset":"daily"}}"#);
        Standing::of(&serde_json::from_str(&json).unwrap())
    }

    #[test]
    fn a_key_that_is_accepted_is_ok_until_its_limit_is_spent() {
        assert_eq!(left("null"), Standing::Ok);
        assert_eq!(left("0.000001"), Standing::Ok);
        assert_eq!(left("0"), Standing::Capped);
        assert_eq!(left("-0.5"), Standing::Capped);
    }

    #[test]
    fn a_service_that_cannot_answer_says_nothing_against_the_key() {
        let of = |kind| Standing::of_error(&Error::new(kind, ""));
        assert_eq!(of(ErrorKind::Authentication), Standing::Refused);
        assert_eq!(of(ErrorKind::Unavailable), Standing::Unreachable);
        assert_eq!(of(ErrorKind::RateLimited), Standing::Unclear);
        assert_eq!(of(ErrorKind::Decode), Standing::Unclear);
    }

    #[test]
    fn json_and_table_call_it_the_same() {
        for standing in [Standing::Ok, Standing::Elsewhere, Standing::Unreachable] {
            let json = serde_json::to_string(&standing).unwrap();
            assert_eq!(json.trim_matches('"'), standing.name());
        }
    }
}
