//! `cargo xtask ci`: what the gate runs after the tests.

mod report;
mod step;

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::ValueEnum as _;

pub(crate) use self::step::Step;

use self::report::Report;
use crate::flags::CiOptions;

/// Runs the chosen steps in order and stops at the first that fails.
pub(crate) fn run(options: &CiOptions) -> Result<ExitCode> {
    let steps = chosen(options);
    if steps.is_empty() {
        bail!("no step is left to run");
    }
    if options.list {
        for step in steps {
            println!("{}: {}", step.name(), step.about());
            for invocation in step.invocations() {
                println!("    {invocation}");
            }
        }
        return Ok(ExitCode::SUCCESS);
    }

    let mut report = Report::new();
    for step in steps {
        println!("\n==> {}: {}", step.name(), step.about());
        let passed = report.time(step, || step.run());
        if !passed {
            break;
        }
    }
    println!("\n{report}");
    Ok(report.exit_code())
}

/// The steps in the order of the gate, whatever the order of the flags.
fn chosen(options: &CiOptions) -> Vec<Step> {
    let wanted = |step: &&Step| options.only.is_empty() || options.only.contains(step);
    let steps = Step::value_variants().iter().filter(wanted);
    steps.filter(|step| !options.skip.contains(step)).copied().collect()
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;

    use super::{CiOptions, Step, chosen};

    fn options(only: &[Step], skip: &[Step]) -> CiOptions {
        CiOptions { only: only.to_vec(), skip: skip.to_vec(), list: false }
    }

    #[test]
    fn without_flags_every_step_runs() {
        assert_eq!(chosen(&options(&[], &[])), Step::value_variants());
    }

    #[test]
    fn only_keeps_the_order_of_the_gate() {
        let steps = chosen(&options(&[Step::Tidy, Step::Fmt], &[]));
        assert_eq!(steps, [Step::Fmt, Step::Tidy]);
    }

    #[test]
    fn skip_wins_over_only() {
        let steps = chosen(&options(&[Step::Tidy, Step::Fmt], &[Step::Fmt]));
        assert_eq!(steps, [Step::Tidy]);
    }
}
