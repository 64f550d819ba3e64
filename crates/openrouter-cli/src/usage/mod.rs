//! `openrouter usage`: what the account used, by day, model and provider.

mod axis;
mod calendar;
mod chart;
mod document;
#[cfg(test)]
mod fixture;
mod headline;
mod measure;
mod svg;
mod table;
mod view;

use std::io::Write;
use std::path::Path;

use llm_types::{Error, ErrorKind};
use openrouter_auth::KeyId;
use openrouter_provider::ActivityReport;
use openrouter_provider::openrouter_wire::activity;

use self::calendar::range;
use self::chart::chart;
use self::document::Document;
use self::headline::headline;
pub(crate) use self::measure::Measure;
use self::svg::svg;
use self::table::table;
pub(crate) use self::view::By;
use self::view::View;
use crate::account::Account;
use crate::args::UsageArgs;
use crate::ending::Ending;
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::interrupt::unless_interrupted;
use crate::keys::Known;
use crate::notes::Notes;
use crate::page::Page;
use crate::progress::shown;
use crate::stdout;

/// A word that stands for standard output.
const STDOUT: &str = "-";

pub(crate) async fn run(args: &UsageArgs) -> ExitStatus {
    let mut notes = Notes::stderr();
    let ended = unless_interrupted(show(args, &mut notes)).await;
    ended.unwrap_or_else(|ending| ending.report(&mut notes))
}

async fn show(args: &UsageArgs, notes: &mut Notes<impl Write>) -> Result<ExitStatus, Ending> {
    let account = Account::open_for_management().await?;
    let ellipsis = notes.page().ellipsis();
    let about = || format!("asking {} what was used {ellipsis}", account.address());
    let asked = activity::Get { api_key_hash: hash(args.key).await?, ..activity::Get::default() };
    let report = shown(notes, about, account.provider().activity(&asked)).await;
    let report = report.map_err(|error| account.explain(error))?.last(args.days);
    let measure = args.show.unwrap_or_else(|| Measure::usual(&report.total()));
    let view = View { by: args.by, measure, key: args.key };
    if args.json {
        stdout::print_json(&Document::new(&report))?;
    } else if let Some(file) = &args.svg {
        write(file, &svg(&report, view), notes)?;
    } else if report.rows().is_empty() {
        let period = range(report.first_day(), report.last_day());
        notes.plain(&format!(
            "Nothing was used: {period}{}, UTC. Today is told tomorrow.",
            view.whose()
        ));
    } else {
        print(&report, view, notes)?;
    }
    Ok(ExitStatus::Success)
}

/// What the service calls a key of this machine: the whole of the hash that its name begins with.
async fn hash(key: Option<KeyId>) -> Result<Option<String>, Failure> {
    if key.is_none() {
        return Ok(None);
    }
    let known = Known::gather().await?.only(key)?;
    Ok(known.keys.first().map(|known| known.key.hash()))
}

/// For a person: all of it in a line, days as a chart, and a row for each model or provider. For a
/// file, the rows alone.
fn print(
    report: &ActivityReport,
    view: View,
    notes: &mut Notes<impl Write>,
) -> std::io::Result<()> {
    let page = Page::stdout();
    let mut parts = Vec::new();
    if let Some(columns) = page.width {
        let period = range(report.first_day(), report.last_day());
        let bold = anstyle::Style::new().bold();
        let head = textwrap::fill(
            &format!("{period}{}: {}", view.whose(), headline(report, ", ")),
            columns,
        );
        parts.push(format!("{bold}{head}{bold:#}\n\n"));
        let chart = chart(&report.days(), view.measure, page).filter(|_| view.by != By::Day);
        if let Some(chart) = chart {
            parts.push(format!("{} by day, UTC\n{chart}\n", view.measure.name()));
        }
    }
    let table = table(report, view, page);
    parts.push(table.text);
    stdout::print(&parts.concat())?;
    notes.left_out(&table.left_out);
    Ok(())
}

/// Writes the drawing into a file, or to standard output.
fn write(file: &Path, svg: &str, notes: &mut Notes<impl Write>) -> Result<(), Ending> {
    if file.as_os_str() == STDOUT {
        return Ok(stdout::print_bytes(svg.as_bytes())?);
    }
    std::fs::write(file, svg).map_err(|error| {
        let message = format!("cannot write {}: {error}", file.display());
        let error = Error::new(ErrorKind::Configuration, message);
        Failure::from(error).with_hint("name another file, or - for standard output")
    })?;
    notes.plain(&format!("the chart is in {}", file.display()));
    Ok(())
}
