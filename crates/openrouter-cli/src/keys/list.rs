//! `openrouter keys` and `openrouter keys list`.

use std::io::Write;

use super::document::Document;
use super::known::{Known, Origin};
use super::remarks::remark;
use super::report::Report;
use super::table::print;
use crate::args::ListArgs;
use crate::ending::Ending;
use crate::exit_status::ExitStatus;
use crate::notes::Notes;
use crate::{precedence, stdout};

pub(super) async fn run(
    args: &ListArgs,
    notes: &mut Notes<impl Write>,
) -> Result<ExitStatus, Ending> {
    let Known { keys, service, kept } = Known::gather().await?;
    let reports = if args.offline {
        keys.into_iter().map(Report::unasked).collect()
    } else {
        Report::ask_all(keys, &service, notes).await
    };
    if args.json {
        stdout::print_json(&Document::new(&reports, &service, kept.location()))?;
    } else if reports.is_empty() {
        notes.plain("There is no key, neither in the environment nor kept on this machine.");
        notes.dim("hint: `openrouter login` gets one, `openrouter keys add` keeps one you have");
    } else {
        print(&reports, notes)?;
        remark(&reports, &service, &kept, notes);
        let from = |report: &Report| report.known.origin;
        let usable = reports.iter().filter(|report| report.known.elsewhere.is_none());
        if usable.clone().any(|report| from(report) == Origin::Kept)
            && usable.clone().any(|report| from(report) != Origin::Kept)
        {
            precedence::tell(notes);
        }
    }
    Ok(ExitStatus::Success)
}
