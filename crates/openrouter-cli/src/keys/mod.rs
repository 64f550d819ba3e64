//! `openrouter keys`: shows the keys of this machine, and changes those that are kept.

mod add;
mod ask_each;
mod document;
mod known;
mod list;
mod remarks;
mod report;
mod standing;
mod table;
mod test;

pub(crate) use self::ask_each::ask_each;
pub(crate) use self::known::{Known, KnownKey};
pub(crate) use self::remarks::remark;
pub(crate) use self::report::Report;
pub(crate) use self::standing::Standing;
use crate::args::{KeysArgs, KeysCommand};
use crate::exit_status::ExitStatus;
use crate::interrupt::unless_interrupted;
use crate::logout;
use crate::notes::Notes;

pub(crate) async fn run(args: &KeysArgs) -> ExitStatus {
    let mut notes = Notes::stderr();
    let notes = &mut notes;
    let ended = match &args.command {
        None => unless_interrupted(list::run(&args.list, notes)).await,
        Some(KeysCommand::List(args)) => unless_interrupted(list::run(args, notes)).await,
        Some(KeysCommand::Remove(args)) => {
            unless_interrupted(logout::forget(args.key, notes)).await
        }
        Some(KeysCommand::Test(args)) => unless_interrupted(test::run(args, notes)).await,
        // Before the rest listens to Ctrl-C: while a pipe is awaited, it just ends the process.
        Some(KeysCommand::Add(args)) => match add::read(notes).await {
            Ok(key) => unless_interrupted(add::run(args, &key, notes)).await,
            Err(ending) => Err(ending),
        },
    };
    ended.unwrap_or_else(|ending| ending.report(notes))
}
