//! The command line of `cargo xtask`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::ci::Step;

/// The project's own tasks.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub(crate) struct Flags {
    #[command(subcommand)]
    pub(crate) task: Task,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Task {
    /// Runs what the gate runs after the tests, in order, up to the first failure.
    Ci(CiOptions),
    /// Checks the conventions that the compiler does not: layering, file sizes, manifests, parity.
    Tidy,
    /// Replays a folder of recorded traffic through the crates.
    Conformance {
        /// The folder with the recordings.
        dir: PathBuf,
    },
    /// Runs the tests of the faults that a call may meet, and prints the matrix with the results.
    Faults(FaultsOptions),
    /// Asks a great many times at once, of servers that fail in every way, and holds what comes of
    /// it, and what the process keeps, to what must be true. Takes minutes.
    Soak(SoakOptions),
    /// Holds the wire types against an API description, field by field and value by value.
    WireDrift {
        /// The description: `OpenAPI` 3.1, in YAML or JSON.
        #[arg(value_name = "SPEC")]
        description: PathBuf,
        /// Prints JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct CiOptions {
    /// Runs only this step; may be repeated.
    #[arg(long, value_name = "STEP", value_enum)]
    pub(crate) only: Vec<Step>,
    /// Leaves this step out; may be repeated.
    #[arg(long, value_name = "STEP", value_enum)]
    pub(crate) skip: Vec<Step>,
    /// Prints the steps and their commands, and runs nothing.
    #[arg(long)]
    pub(crate) list: bool,
}

#[derive(Debug, Args)]
pub(crate) struct FaultsOptions {
    /// Rows (`N13`) and sections (`N`); all of them without.
    #[arg(value_name = "ROW|SECTION")]
    pub(crate) rows: Vec<String>,
    /// Prints which tests each row has, and runs none.
    #[arg(long)]
    pub(crate) list: bool,
    /// Prints JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SoakOptions {
    /// Calls in all.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    pub(crate) calls: u32,
    /// Calls at a time.
    #[arg(long, value_name = "N", default_value_t = 64)]
    pub(crate) at_once: u32,
    /// How many of a hundred requests meet a fault.
    #[arg(long, value_name = "PERCENT", default_value_t = 30)]
    pub(crate) faults: u32,
    /// Streams that are open at the same moment, after the calls.
    #[arg(long, value_name = "N", default_value_t = 5_000)]
    pub(crate) streams: u32,
    /// What all chance comes from: the same number deals the same faults.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Prints JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Flags;

    #[test]
    fn the_command_line_is_consistent() {
        Flags::command().debug_assert();
    }
}
