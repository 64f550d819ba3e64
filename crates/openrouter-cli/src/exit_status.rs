//! [`ExitStatus`]: how the process ends, for the script that started it.

use std::process::ExitCode;

use llm_types::ErrorKind;

/// How the process ends. The table in `--help` is made from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum ExitStatus {
    Success = 0,
    Failure = 1,
    Usage = 2,
    Setup = 3,
    Limit = 4,
    Unreachable = 5,
    BrokeOff = 6,
    Refused = 7,
    NothingFound = 8,
    /// What a shell makes of SIGINT: 128 + 2.
    Interrupted = 130,
}

impl ExitStatus {
    const ALL: [Self; 10] = [
        Self::Success,
        Self::Failure,
        Self::Usage,
        Self::Setup,
        Self::Limit,
        Self::Unreachable,
        Self::BrokeOff,
        Self::Refused,
        Self::NothingFound,
        Self::Interrupted,
    ];

    pub(crate) const fn code(self) -> u8 {
        self as u8
    }

    /// At most 70 columns, so that the table fits a terminal of 80.
    const fn meaning(self) -> &'static str {
        match self {
            Self::Success => "done or answered, if only up to a limit of tokens; or nobody read on",
            Self::Failure => "another failure",
            Self::Usage => "the command line is wrong, or there is no prompt",
            Self::Setup => "key, permission or address is missing or wrong; port is taken",
            Self::Limit => "out of credits, a key at its limit, or asked too often",
            Self::Unreachable => "no connection, service unavailable, or too slow",
            Self::BrokeOff => "the answer broke off; what had come is printed",
            Self::Refused => "request or content refused, by the service or by the model",
            Self::NothingFound => "nothing fits the conditions",
            Self::Interrupted => "interrupted by Ctrl-C",
        }
    }
}

impl From<ErrorKind> for ExitStatus {
    fn from(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::Authentication | ErrorKind::PermissionDenied | ErrorKind::Configuration => {
                Self::Setup
            }
            ErrorKind::InsufficientCredits | ErrorKind::BudgetExceeded | ErrorKind::RateLimited => {
                Self::Limit
            }
            ErrorKind::Unavailable | ErrorKind::Timeout | ErrorKind::Network | ErrorKind::Tls => {
                Self::Unreachable
            }
            ErrorKind::Interrupted => Self::BrokeOff,
            ErrorKind::InvalidRequest
            | ErrorKind::ContextLength
            | ErrorKind::ContentPolicy
            | ErrorKind::ModelNotFound
            | ErrorKind::NotFound
            | ErrorKind::TooLarge
            | ErrorKind::Unsupported => Self::Refused,
            ErrorKind::Cancelled => Self::Interrupted,
            // `Decode`, and kinds that are added later.
            _ => Self::Failure,
        }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status.code())
    }
}

/// The codes and their meanings, for `--help`.
pub(crate) fn table() -> String {
    let row = |status: ExitStatus| format!("\n  {:>3}  {}", status.code(), status.meaning());
    format!("Exit codes:{}", ExitStatus::ALL.map(row).concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_shows_each_code_once_and_fits_80_columns() {
        insta::assert_snapshot!(table(), @r"
        Exit codes:
            0  done or answered, if only up to a limit of tokens; or nobody read on
            1  another failure
            2  the command line is wrong, or there is no prompt
            3  key, permission or address is missing or wrong; port is taken
            4  out of credits, a key at its limit, or asked too often
            5  no connection, service unavailable, or too slow
            6  the answer broke off; what had come is printed
            7  request or content refused, by the service or by the model
            8  nothing fits the conditions
          130  interrupted by Ctrl-C
        ");
        assert!(table().lines().all(|line| line.chars().count() <= 80));
    }

    #[test]
    fn each_kind_of_error_has_its_code() {
        let codes = ErrorKind::ALL
            .map(|kind| format!("{kind} {}", ExitStatus::from(kind).code()))
            .join("\n");
        insta::assert_snapshot!(codes, @r"
        invalid_request 7
        context_length 7
        content_policy 7
        authentication 3
        insufficient_credits 4
        budget_exceeded 4
        permission_denied 3
        model_not_found 7
        not_found 7
        rate_limited 4
        unavailable 5
        timeout 5
        network 5
        tls 5
        interrupted 6
        decode 1
        too_large 7
        configuration 3
        unsupported 7
        cancelled 130
        ");
    }
}
