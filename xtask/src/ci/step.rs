//! The steps of the gate and the commands behind them.

use std::path::Path;

use anyhow::{Result, bail, ensure};
use clap::ValueEnum;

use super::report::Outcome;
use crate::invocation::Invocation;
use crate::{conformance, tidy, wire_drift, workspace};

/// Where the recorded traffic lies when it is there, seen from the root.
const RECORDINGS: &str = "../shared/data";

/// Where the API description lies when it is there, seen from the root.
const DESCRIPTION: &str = "../shared/data/openapi/openrouter.yaml";

/// The crates that others depend on, bottom up.
const LIBRARIES: [&str; 9] = [
    "llm-types",
    "openrouter-wire",
    "llm-provider-base",
    "openrouter-auth",
    "openrouter-provider",
    "openrouter-sim",
    "llm-toolkit",
    "openai-provider",
    "openai-sim",
];

/// What is installed, or depended on, with the features that come by themselves.
const WITH_DEFAULTS: [&str; 4] =
    ["llm-provider-base", "openai-provider", "openrouter-provider", "openrouter-cli"];

/// For clippy, behind its own flags: also a compiler's warning fails the gate.
const DENY_WARNINGS: [&str; 3] = ["--", "-D", "warnings"];

/// One step of the gate, in the order of the gate: what fails fast and often comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Step {
    Fmt,
    Tidy,
    Clippy,
    ClippyAll,
    ClippyNone,
    Alone,
    Docs,
    Doctests,
    Fuzz,
    Deny,
    Conformance,
    WireDrift,
}

impl Step {
    /// As `--only` and `--skip` spell it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Tidy => "tidy",
            Self::Clippy => "clippy",
            Self::ClippyAll => "clippy-all",
            Self::ClippyNone => "clippy-none",
            Self::Alone => "alone",
            Self::Docs => "docs",
            Self::Doctests => "doctests",
            Self::Fuzz => "fuzz",
            Self::Deny => "deny",
            Self::Conformance => "conformance",
            Self::WireDrift => "wire-drift",
        }
    }

    pub(crate) const fn about(self) -> &'static str {
        match self {
            Self::Fmt => "the sources are formatted",
            Self::Tidy => "the project's conventions hold",
            Self::Clippy => "no lint fires, default features",
            Self::ClippyAll => "no lint fires, all features",
            Self::ClippyNone => "no lint fires in the libraries, no default features",
            Self::Alone => "no lint fires in each crate by itself, as its users build it",
            Self::Docs => "the documentation builds without a warning",
            Self::Doctests => "the examples in the documentation run, all features",
            Self::Fuzz => "the laws that are fuzzed hold for their seeds",
            Self::Deny => "licences, duplicates and sources of the dependencies",
            Self::Conformance => "recorded traffic goes through unharmed",
            Self::WireDrift => "the wire types have what the API description has",
        }
    }

    /// The commands that the step runs, in order.
    pub(crate) fn invocations(self) -> Vec<Invocation> {
        match self {
            Self::Fmt => vec![Invocation::cargo("fmt --all --check")],
            Self::Clippy => {
                vec![Invocation::cargo("clippy --workspace --all-targets").args(DENY_WARNINGS)]
            }
            Self::ClippyAll => vec![
                Invocation::cargo("clippy --workspace --all-targets --all-features")
                    .args(DENY_WARNINGS),
            ],
            // The other members ask for the features that this step leaves out.
            Self::ClippyNone => {
                let members = LIBRARIES.join(" -p ");
                let args = format!("clippy -p {members} --all-targets --no-default-features");
                vec![Invocation::cargo(&args).args(DENY_WARNINGS)]
            }
            // One command a crate: in a common build one crate's features serve another's needs.
            Self::Alone => {
                let bare = LIBRARIES.map(|name| format!("clippy -p {name} --no-default-features"));
                let usual = WITH_DEFAULTS.map(|name| format!("clippy -p {name}"));
                let commands = bare.into_iter().chain(usual);
                commands.map(|args| Invocation::cargo(&args).args(DENY_WARNINGS)).collect()
            }
            Self::Docs => vec![
                Invocation::cargo("doc --workspace --no-deps --all-features")
                    .env("RUSTDOCFLAGS", "-D warnings"),
            ],
            Self::Doctests => vec![Invocation::cargo("test --doc --workspace --all-features")],
            Self::Tidy => vec![Invocation::cargo("xtask tidy")],
            // Without the targets, which want a nightly compiler.
            Self::Fuzz => vec![Invocation::cargo(
                "test --locked --manifest-path fuzz/Cargo.toml --no-default-features",
            )],
            // Advisories are left out: their database is cloned from a git host.
            Self::Deny => {
                vec![Invocation::cargo("deny --all-features check bans licenses sources")]
            }
            Self::Conformance => vec![conformance::invocation(Path::new(RECORDINGS))],
            Self::WireDrift => vec![wire_drift::invocation(Path::new(DESCRIPTION))],
        }
    }

    /// Runs the step, its output going where ours goes.
    pub(crate) fn run(self) -> Result<Outcome> {
        match self {
            // We are that command already.
            Self::Tidy => {
                ensure!(tidy::report()?, "rerun with `cargo xtask tidy`");
                return Ok(Outcome::Passed);
            }
            Self::Deny => install_cargo_deny()?,
            Self::Conformance if !workspace::root().join(RECORDINGS).is_dir() => {
                let reason = format!("there is no folder {RECORDINGS}");
                eprintln!("!!! NOT RUN: {reason}, so nothing was replayed");
                return Ok(Outcome::NotRun(reason));
            }
            Self::WireDrift if !workspace::root().join(DESCRIPTION).is_file() => {
                let reason = format!("there is no file {DESCRIPTION}");
                eprintln!("!!! NOT RUN: {reason}, so nothing was compared");
                return Ok(Outcome::NotRun(reason));
            }
            _ => {}
        }
        self.invocations().iter().try_for_each(must_succeed)?;
        Ok(Outcome::Passed)
    }
}

/// Installs cargo-deny where it is missing, which takes minutes.
fn install_cargo_deny() -> Result<()> {
    if Invocation::cargo("deny --version").succeeds(workspace::root()) {
        return Ok(());
    }
    println!("cargo-deny is missing and gets installed (about three minutes)");
    must_succeed(&Invocation::cargo("install --locked cargo-deny"))
}

fn must_succeed(invocation: &Invocation) -> Result<()> {
    println!("    {invocation}");
    let status = invocation.run(workspace::root())?;
    if status.success() {
        return Ok(());
    }
    bail!("{status}; rerun with `{invocation}`")
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;

    use super::Step;

    #[test]
    fn a_step_is_called_as_its_flag_spells_it() {
        for step in Step::value_variants() {
            assert_eq!(step.to_possible_value().unwrap().get_name(), step.name());
        }
    }

    #[test]
    fn every_step_has_a_command_to_rerun() {
        for step in Step::value_variants() {
            assert!(!step.invocations().is_empty(), "{}", step.name());
        }
    }
}
