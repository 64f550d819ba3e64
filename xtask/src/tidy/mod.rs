//! `cargo xtask tidy`: conventions that the compiler does not check. Runs as a test too.
//!
//! Each rule is one file with one function from the [`Workspace`] to its findings, so that a rule
//! is tested on a small bad input. A rule that no longer fits is changed here, in the same commit
//! as the code that needs it and with the reason; there is no way to switch one off for a line.

mod defects;
mod endpoints;
pub(crate) mod faults;
mod file_names;
mod file_size;
mod finding;
mod layering;
mod machine_paths;
mod manifests;
mod module_docs;
mod named;
mod parity;
mod test_style;

use std::process::ExitCode;

use anyhow::Result;

use self::finding::Finding;
use crate::workspace::Workspace;

/// The rules, in the order in which they report.
const RULES: [fn(&Workspace) -> Vec<Finding>; 11] = [
    file_size::check,
    module_docs::check,
    file_names::check,
    layering::check,
    manifests::check,
    test_style::check,
    machine_paths::check,
    parity::check,
    defects::check,
    endpoints::check,
    faults::check,
];

/// Prints what it finds and ends with a failure if that is anything.
pub(crate) fn run() -> Result<ExitCode> {
    Ok(if report()? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints what it finds; whether that is nothing.
pub(crate) fn report() -> Result<bool> {
    let workspace = Workspace::read()?;
    let findings = findings(&workspace);
    for finding in &findings {
        eprintln!("{finding}");
    }
    println!("tidy: {} files, {} findings", workspace.files.len(), findings.len());
    Ok(findings.is_empty())
}

fn findings(workspace: &Workspace) -> Vec<Finding> {
    RULES.iter().flat_map(|rule| rule(workspace)).collect()
}

#[cfg(test)]
mod tests {
    use super::finding::testing::{rules, workspace};
    use super::{Finding, RULES, Workspace, findings};
    use crate::workspace::Package;

    #[test]
    fn the_workspace_is_tidy() {
        let findings = findings(&Workspace::read().unwrap());
        let lines: Vec<_> = findings.iter().map(Finding::to_string).collect();
        assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
    }

    #[test]
    fn every_rule_is_applied() {
        let long = "\n".repeat(500);
        let mut bad = workspace(&[
            ("src/utils.rs", &long),
            ("src/a.rs", "#[should_panic]\n"),
            ("newcomer/Cargo.toml", ""),
            ("README.md", concat!("see /", "home/me")),
            ("docs/parity.md", "| X | — | done |"),
            ("docs/endpoints.md", "| X | — | — |"),
            ("docs/faults.md", "## Any (X)\n| X01 | a fault | an error |"),
        ]);
        let manifest_path = "newcomer/Cargo.toml".to_owned();
        let package = Package { name: "newcomer".to_owned(), manifest_path, dependencies: vec![] };
        bad.packages.push(package);
        assert_eq!(rules(&findings(&bad)).len(), RULES.len());
    }
}
