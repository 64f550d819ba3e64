//! Holds every provider of this repository to the contract of the traits: `provider-kit`. With
//! `--contract` it prints the page on the contract.

use std::io::{self, Write};
use std::process::ExitCode;

use integration_tests::{connected_subjects, flawed_subjects, provider_contract, subjects};
use llm_provider_base::conformance;
use tokio::runtime::Builder;

fn main() -> io::Result<ExitCode> {
    let mut out = io::stdout().lock();
    match std::env::args().nth(1).as_deref() {
        None => {}
        Some("--contract") => {
            write!(out, "{}", provider_contract())?;
            return Ok(ExitCode::SUCCESS);
        }
        Some(_) => {
            writeln!(io::stderr(), "usage: provider-kit [--contract]")?;
            return Ok(ExitCode::from(2));
        }
    }
    // Paused time would leap ahead while a connection is waited for.
    let connected = Builder::new_current_thread().enable_all().build()?;
    let runtime = Builder::new_current_thread().enable_all().start_paused(true).build()?;
    let mut all_passed = true;
    for (runtime, subjects) in [(&runtime, subjects()), (&connected, connected_subjects())] {
        for subject in subjects {
            let report = runtime.block_on(conformance::check(&*subject));
            all_passed &= report.broken().is_empty();
            writeln!(out, "{report}")?;
        }
    }
    writeln!(out, "Providers that are broken on purpose, and the clauses that find them:")?;
    for flawed in flawed_subjects() {
        let report = runtime.block_on(conformance::check(&flawed));
        let (mut expected, mut broken) = (flawed.expected().to_vec(), report.broken());
        let names = broken.join(", ");
        expected.sort_unstable();
        broken.sort_unstable();
        let word = if expected == broken { "found" } else { "MISTAKEN" };
        all_passed &= expected == broken;
        writeln!(out, "  {word:<8}  {:<35}  {names}", report.subject())?;
    }
    Ok(if all_passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
