//! The soak: a great many calls at once against servers of which a good part of the answers fails
//! in every way, and what must be true of each call and of the process afterwards.
//!
//! The servers run in a process of their own, so that files, tasks and memory of this one are the
//! client's alone. What goes wrong with a request is drawn from the seed, the number of the call and
//! how often it came: both sides know it, whatever the order in which things happen.

mod answers;
mod call;
mod crowd;
mod dealer;
mod fault;
mod limits;
mod options;
mod prompt;
mod report;
mod resources;
mod rounds;
mod scripts;
mod served;
mod server;
mod verdict;

pub use options::SoakOptions;
pub use report::SoakReport;
pub use server::serve;

use std::io;

use self::report::Progress;
use self::server::Servers;

/// Runs the soak. Progress goes to standard error, a line a second, if that is a terminal.
///
/// # Errors
///
/// If the servers cannot be started. What goes wrong with calls is in the report.
pub async fn soak(options: &SoakOptions) -> io::Result<SoakReport> {
    limits::raise();
    let progress = Progress::begin();
    let mut servers = Servers::start(options).await?;
    let rounds = rounds::run(options, &servers, &progress).await?;
    let served = servers.served().await?;
    let crowd = crowd::run(options, &servers, &progress).await?;
    servers.stop().await?;
    Ok(SoakReport::new(options.clone(), rounds, &served, crowd))
}
