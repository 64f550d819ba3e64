//! `cargo xtask faults`: the matrix of faults, each row with what became of it.

mod libtest;
pub(crate) mod list;
mod matrix;
mod run;
mod table;

use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::Result;
use terminal_size::{Width, terminal_size_of};

use self::list::List;
use self::matrix::Matrix;
use crate::flags::FaultsOptions;
use crate::tidy::faults;
use crate::workspace::Workspace;

/// Runs the tests of the rows, or only lists them, and prints the matrix.
///
/// Ends with a failure if a row fails, or has neither a test nor a reason.
pub(crate) fn run(options: &FaultsOptions) -> Result<ExitCode> {
    let workspace = Workspace::read()?;
    let mut list = List::read(&workspace)?;
    list.select(&options.rows)?;
    let ends = if options.list { None } else { Some(run::run(&list)?) };
    // Of a part of the rows only what stands outside of the matrix is told.
    let whole = options.rows.is_empty();
    let findings = if whole { faults::check(&workspace) } else { faults::strays(&workspace) };
    for finding in &findings {
        eprintln!("{finding}");
    }
    let matrix = Matrix::new(&list, ends.as_ref());
    let text = if options.json {
        serde_json::to_string_pretty(&matrix)?
    } else {
        let width = terminal_size_of(io::stdout()).map(|(Width(columns), _)| columns);
        format!("{}\n{}", table::table(&matrix, width), matrix.summary().join("\n"))
    };
    match writeln!(io::stdout(), "{text}") {
        // Whoever reads it has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        written => written?,
    }
    let well = matrix.is_well() && findings.is_empty();
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
