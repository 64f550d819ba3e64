//! [`Ending`]: why a command did not come to its end.

use std::io::{self, Write};

use llm_types::Error;

use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::notes::Notes;

/// Why a command did not come to its end.
#[derive(Debug)]
pub(crate) enum Ending {
    Failed(Box<Failure>),
    /// Standard output cannot be written, or nobody reads it any more.
    Unwritable(io::Error),
    Interrupted,
}

impl Ending {
    /// With hints that hold for any provider.
    pub(crate) fn elsewhere(self) -> Self {
        match self {
            Self::Failed(failure) => Self::Failed(Box::new(failure.elsewhere())),
            other => other,
        }
    }

    /// Says what happened, and how to exit.
    pub(crate) fn report(self, notes: &mut Notes<impl Write>) -> ExitStatus {
        match self {
            Self::Failed(failure) => {
                notes.error(&failure.line(), failure.hint());
                failure.exit_status()
            }
            // As `| head` does it, on purpose.
            Self::Unwritable(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                ExitStatus::Success
            }
            Self::Unwritable(error) => {
                notes.error(&format!("cannot write to standard output: {error}"), None);
                ExitStatus::Failure
            }
            Self::Interrupted => {
                // The terminal shows ^C and goes on in the same line.
                notes.gap();
                ExitStatus::Interrupted
            }
        }
    }
}

impl From<Failure> for Ending {
    fn from(failure: Failure) -> Self {
        Self::Failed(Box::new(failure))
    }
}

impl From<Error> for Ending {
    fn from(error: Error) -> Self {
        Failure::from(error).into()
    }
}

impl From<io::Error> for Ending {
    fn from(error: io::Error) -> Self {
        Self::Unwritable(error)
    }
}
