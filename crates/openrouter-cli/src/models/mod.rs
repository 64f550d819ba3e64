//! `openrouter models`: which models there are.

mod conditions;
mod list;
mod other;
mod table;

use std::io::{self, Write};

use llm_types::Model;

use self::conditions::Conditions;
use self::list::{Document, List};
use self::table::table;
use crate::args::{ModelsArgs, ProviderArgs};
use crate::connection::Connection;
use crate::ending::Ending;
use crate::exit_status::ExitStatus;
use crate::interrupt::unless_interrupted;
use crate::notes::Notes;
use crate::numbers::grouped;
use crate::other::Other;
use crate::page::Page;
use crate::stdout;

pub(crate) async fn run(args: &ModelsArgs, provider: &ProviderArgs) -> ExitStatus {
    let mut notes = Notes::stderr();
    let ended = unless_interrupted(show(args, provider, &mut notes)).await;
    ended.unwrap_or_else(|ending| ending.report(&mut notes))
}

async fn show(
    args: &ModelsArgs,
    provider: &ProviderArgs,
    notes: &mut Notes<impl Write>,
) -> Result<ExitStatus, Ending> {
    if let Some(other) = Other::open(provider, None, notes).await? {
        let list = other::ask(&other, notes).await?;
        let print = |fitting, shown: &[&Model]| {
            stdout::print_json(&other::Document::new(&other, &list, fitting, shown))
        };
        return show_list(args, &list, print, notes);
    }
    let ask = async |connection: &Connection| Box::pin(List::ask(args, connection)).await;
    let (connection, list) = Connection::public("the models", notes, ask).await?;
    let print = |fitting, shown: &[&Model]| {
        stdout::print_json(&Document::new(&connection, &list, fitting, shown))
    };
    show_list(args, &list, print, notes)
}

/// Prints those that fit: by `print_json`, with how many there are, if JSON is wanted.
fn show_list(
    args: &ModelsArgs,
    list: &List,
    print_json: impl FnOnce(usize, &[&Model]) -> io::Result<()>,
    notes: &mut Notes<impl Write>,
) -> Result<ExitStatus, Ending> {
    let conditions = Conditions::new(args);
    let all: Vec<_> = list.models.iter().collect();
    let mut fitting: Vec<_> = all.iter().copied().filter(|model| conditions.fit(model)).collect();
    args.sort.sort(&mut fitting);
    let limit = args.limit.and_then(|limit| usize::try_from(limit).ok());
    let shown = &fitting[..limit.unwrap_or(usize::MAX).min(fitting.len())];
    if args.json {
        print_json(fitting.len(), shown)?;
    } else if !shown.is_empty() {
        let table = table(shown).render(Page::stdout());
        stdout::print(&table.text)?;
        if table.left_out.is_empty() {
            notes.gap();
        }
        notes.left_out(&table.left_out);
    }
    list.warn(notes);
    // Of a built-in list nobody knows what would fit.
    if fitting.is_empty() && !list.is_built_in() {
        tell_blame(&conditions, &all, notes);
        return Ok(ExitStatus::NothingFound);
    }
    if !args.json {
        let counts = counts(all.len(), fitting.len(), shown.len());
        let are_priced = shown.iter().any(|model| model.pricing.is_some());
        let unit = if are_priced { "; prices in US dollars for a million tokens" } else { "" };
        notes.dim(&format!("{counts}{unit}"));
    }
    Ok(list.exit_status())
}

/// Says why nothing fits.
fn tell_blame(conditions: &Conditions, all: &[&Model], notes: &mut Notes<impl Write>) {
    let blame = conditions.blame(all);
    let hint = blame.is_empty().then_some("leave some of the conditions out");
    notes.error(&format!("none of the {} models fits", number(all.len())), hint);
    for line in blame {
        notes.dim(&format!("hint: {line}"));
    }
}

fn counts(all: usize, fitting: usize, shown: usize) -> String {
    let fit = (fitting < all).then(|| format!("{} fit", number(fitting)));
    let shown = (shown < fitting).then(|| format!("{} shown", number(shown)));
    let noun = if all == 1 { "model" } else { "models" };
    let all = format!("{} {noun}", number(all));
    [Some(all), fit, shown].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn number(number: usize) -> String {
    grouped(u64::try_from(number).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_is_counted_once() {
        assert_eq!(counts(1_413, 1_413, 1_413), "1,413 models");
        assert_eq!(counts(1, 1, 1), "1 model");
        assert_eq!(counts(413, 12, 12), "413 models, 12 fit");
        assert_eq!(counts(413, 413, 5), "413 models, 5 shown");
        assert_eq!(counts(413, 12, 5), "413 models, 12 fit, 5 shown");
    }
}
