//! Asks a great many times, of servers that fail: `soak [--calls N] [--at-once N] [--faults N]
//! [--streams N] [--seed N] [--json]`. With `serve` before the options it is the servers.

use std::io::{self, Write};
use std::process::ExitCode;

use integration_tests::{SoakOptions, serve, soak};

fn main() -> io::Result<ExitCode> {
    let (words, arguments): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|it| it == "--json" || it == "serve");
    let options = match SoakOptions::parse(arguments) {
        Ok(options) => options,
        Err(error) => {
            writeln!(io::stderr(), "error: {error}")?;
            return Ok(ExitCode::from(2));
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if words.iter().any(|word| word == "serve") {
        return runtime.block_on(serve(&options)).map(|()| ExitCode::SUCCESS);
    }
    let report = runtime.block_on(soak(&options))?;
    let mut out = io::stdout().lock();
    if words.is_empty() {
        write!(out, "{report}")?;
    } else {
        writeln!(out, "{:#}", report.to_json())?;
    }
    Ok(if report.is_success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
