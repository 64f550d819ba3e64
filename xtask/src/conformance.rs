//! Replays recorded traffic: a front for the runner in the integration tests.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};

use crate::invocation::{Invocation, exit_code};
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
