//! [`Ending`]: why an answer did not come to its end.

use std::io::{self, Write};

use llm_types::Error;

use super::output::Output;
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::notes::Notes;

/// Why an answer did not come to its end.
#[derive(Debug)]
pub(super) enum Ending {
    Failed(Box<Failure>),
    /// The answer cannot be written, or nobody reads it any more.
    Unwritable(io::Error),
    Interrupted,
}

impl Ending {
    /// Ends the line of what was printed, says what happened, and how to exit.
    pub(super) fn report(
        self,
        output: &mut Output<impl Write>,
        notes: &mut Notes<impl Write>,
    ) -> ExitStatus {
        match self {
            Self::Failed(failure) => {
                // The failure matters more than that it cannot be written.
                drop(output.end_line().and_then(|()| output.failure(&failure)));
                notes.error(&failure.line(), failure.hint());
                failure.exit_status()
            }
            // As `| head` does it, on purpose.
            Self::Unwritable(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                ExitStatus::Success
            }
            Self::Unwritable(error) => {
                notes.error(&format!("cannot write the answer: {error}"), None);
                ExitStatus::Failure
            }
            Self::Interrupted => {
                drop(output.end_line());
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
