//! Replays recorded traffic: a front for the runner in the integration tests.

use std::path::{Path, PathBuf};
use std::process::{ExitCode, ExitStatus};

use anyhow::{Context as _, Result};

use crate::invocation::Invocation;
use crate::workspace;

/// The command that replays the recordings in `dir`.
///
/// The development profile on purpose: its artefacts are there already, and overflow checks are on.
pub(crate) fn invocation(dir: &Path) -> Invocation {
    Invocation::cargo("run --quiet -p integration-tests --bin conformance --")
        .args([dir.display().to_string()])
}

/// Runs the replay and ends with its exit code.
pub(crate) fn run(dir: &Path) -> Result<ExitCode> {
    // The runner starts in the workspace root, the folder is named from where the user stands.
    let dir: PathBuf =
        dir.canonicalize().with_context(|| format!("no such folder: {}", dir.display()))?;
    Ok(exit_code(invocation(&dir).run(workspace::root())?))
}

/// The same exit code, or a plain failure where there is none to pass on (ended by a signal).
fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    code.map_or(ExitCode::FAILURE, ExitCode::from)
}
