//! `openrouter keys test`.

use std::io::Write;

use llm_types::{Error, ErrorKind};

use super::known::Known;
use super::remarks::remark;
use super::report::Report;
use super::standing::Standing;
use super::table::print;
use crate::args::TestArgs;
use crate::ending::Ending;
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::notes::Notes;

/// Exits as the worst of the keys says.
pub(super) async fn run(
    args: &TestArgs,
    notes: &mut Notes<impl Write>,
) -> Result<ExitStatus, Ending> {
    let Known { mut keys, service, kept } = Known::gather().await?.only(args.key)?;
    if args.key.is_none() {
        // What cannot be used here is not asked about, unless it is meant.
        keys.retain(|known| known.elsewhere.is_none());
    }
    if keys.is_empty() {
        let error = Error::new(ErrorKind::Configuration, "there is no key to test");
        let hint = "`openrouter login` gets one, `openrouter keys add` keeps one you have";
        return Err(Failure::from(error).with_hint(hint).into());
    }
    let reports = Report::ask_all(keys, &service, notes).await;
    print(&reports, notes)?;
    remark(&reports, &service, &kept, notes);
    let worst = reports.iter().map(|report| report.standing).max();
    Ok(worst.map_or(ExitStatus::Success, Standing::exit_status))
}
