//! Holds the wire types against an API description: a front for the check in the integration tests.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;

use crate::invocation::{Invocation, exit_code};
use crate::workspace;

/// The command that compares the types with the description in a file.
pub(crate) fn invocation(description: &Path) -> Invocation {
    Invocation::cargo("run --quiet -p integration-tests --bin wire-drift --")
        .args([description.display().to_string()])
}

/// Runs the comparison and ends with its exit code.
pub(crate) fn run(description: &Path, json: bool) -> Result<ExitCode> {
    // The file is named from where the user stands. Where it is missing, the check says so.
    let description: PathBuf =
        description.canonicalize().unwrap_or_else(|_| description.to_path_buf());
    let invocation = invocation(&description).args(json.then_some("--json"));
    Ok(exit_code(invocation.run(workspace::root())?))
}
