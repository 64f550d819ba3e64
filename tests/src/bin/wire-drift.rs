//! Holds the wire types against the API description: `wire-drift SPEC [--json]`.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

/// The sources of the wire types.
const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/openrouter-wire/src");

fn main() -> io::Result<ExitCode> {
    let (flags, files): (Vec<OsString>, Vec<OsString>) =
        std::env::args_os().skip(1).partition(|argument| argument == "--json");
    let [file] = files.as_slice() else {
        writeln!(io::stderr(), "usage: wire-drift SPEC [--json]")?;
        return Ok(ExitCode::from(2));
    };
    match integration_tests::wire_drift(Path::new(file), Path::new(SOURCES)) {
        Ok(drift) => {
            let mut out = io::stdout().lock();
            if flags.is_empty() {
                write!(out, "{drift}")?;
            } else {
                writeln!(out, "{:#}", drift.to_json())?;
            }
            Ok(if drift.is_explained() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Err(error) => {
            writeln!(io::stderr(), "error: {error}")?;
            Ok(ExitCode::from(2))
        }
    }
}
