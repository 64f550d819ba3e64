//! A great many calls against servers that fail: a front for the runner in the integration tests.

use std::process::ExitCode;

use anyhow::Result;

use crate::flags::SoakOptions;
use crate::invocation::{Invocation, exit_code};
use crate::workspace;

/// The command that makes the calls.
///
/// The release profile on purpose: what is measured is what users run.
fn invocation(options: &SoakOptions) -> Invocation {
    let SoakOptions { calls, at_once, faults, streams, seed, json } = options;
    let numbers = [
        ("--calls", u64::from(*calls)),
        ("--at-once", (*at_once).into()),
        ("--faults", (*faults).into()),
        ("--streams", (*streams).into()),
        ("--seed", *seed),
    ];
    let numbers = numbers.into_iter().flat_map(|(flag, it)| [flag.to_owned(), it.to_string()]);
    Invocation::cargo("run --quiet --release -p integration-tests --bin soak --")
        .args(numbers)
        .args(json.then_some("--json"))
}

/// Builds, runs and ends with the exit code of the run: a failure if anything is violated.
pub(crate) fn run(options: &SoakOptions) -> Result<ExitCode> {
    let invocation = invocation(options);
    eprintln!("building for release, which takes minutes the first time: {invocation}");
    Ok(exit_code(invocation.run(workspace::root())?))
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::invocation;
    use crate::flags::{Flags, Task};

    #[test]
    fn the_numbers_are_handed_on() {
        let flags = Flags::parse_from(["xtask", "soak", "--calls", "10", "--seed", "7", "--json"]);
        let Task::Soak(options) = flags.task else { panic!("{flags:?}") };
        assert_eq!(
            invocation(&options).to_string(),
            "cargo run --quiet --release -p integration-tests --bin soak -- --calls 10 \
             --at-once 64 --faults 30 --streams 5000 --seed 7 --json"
        );
    }
}
