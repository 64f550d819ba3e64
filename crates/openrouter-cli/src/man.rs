//! `openrouter man`: manual pages, made of the help texts.

use std::io;
use std::path::Path;

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use crate::args::{Cli, ManArgs};
use crate::ending::Ending;
use crate::exit_status::ExitStatus;
use crate::notes::Notes;
use crate::stdout;

pub(crate) fn run(args: &ManArgs) -> ExitStatus {
    let mut notes = Notes::stderr();
    let Some(folder) = &args.folder else {
        return match page(&root()).and_then(|page| stdout::print_bytes(&page)) {
            Ok(()) => ExitStatus::Success,
            Err(error) => Ending::from(error).report(&mut notes),
        };
    };
    match std::fs::create_dir_all(folder).and_then(|()| write(&root(), folder)) {
        Ok(()) => ExitStatus::Success,
        Err(error) => {
            notes.error(&format!("cannot write to {}: {error}", folder.display()), None);
            ExitStatus::Failure
        }
    }
}

/// Without the command `help`: man is the help.
fn root() -> Command {
    let mut root = Cli::command().disable_help_subcommand(true);
    // Gives the commands their whole names.
    root.build();
    root
}

/// Writes the page of a command, and those of the commands below it.
fn write(command: &Command, folder: &Path) -> io::Result<()> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    std::fs::write(folder.join(format!("{name}.1")), page(command)?)?;
    command.get_subcommands().try_for_each(|command| write(command, folder))
}

fn page(command: &Command) -> io::Result<Vec<u8>> {
    let version = concat!("openrouter ", env!("CARGO_PKG_VERSION"));
    // An empty date would be left out, and what follows taken for it.
    let man = Man::new(command.clone()).date(" ").source(version).manual("openrouter");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    if let Some(more) = command.get_after_long_help() {
        more_sections(&more.to_string()).to_writer(&mut page)?;
    }
    Ok(page)
}

/// What stands below the options in a help text. Lines that are indented stay lines, so that an
/// example can be copied.
fn more_sections(text: &str) -> Roff {
    let mut roff = Roff::new();
    for block in text.split("\n\n") {
        let (title, lines) = block.split_once(":\n").unwrap_or(("", block));
        match title {
            "" => {
                roff.control("PP", []);
                add(&mut roff, block);
                continue;
            }
            "Exit codes" => roff.control("SH", ["EXIT STATUS"]),
            "Examples" => roff.control("SH", ["EXAMPLES"]),
            _ => roff.control("PP", []).text([roman(format!("{title}:"))]).control("PP", []),
        };
        roff.control("nf", []);
        add(&mut roff, lines);
        roff.control("fi", []);
    }
    roff
}

fn add(roff: &mut Roff, lines: &str) {
    for line in lines.lines() {
        roff.text([roman(line)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page_of(name: &str) -> String {
        let root = root();
        String::from_utf8(page(root.find_subcommand(name).unwrap()).unwrap()).unwrap()
    }

    #[test]
    fn an_example_stays_one_line() {
        let page = page_of("models");
        let (_, examples) = page.split_once(".SH EXAMPLES\n.nf\n").unwrap();
        assert!(examples.starts_with("  openrouter models claude sonnet\n"), "{examples}");
        assert!(page.contains(".SH \"EXIT STATUS\"\n.nf\n"), "{page}");
    }

    #[test]
    fn each_help_ends_with_examples_that_fit_a_terminal_of_80_columns() {
        fn check(command: &Command) {
            let name = command.get_display_name().unwrap_or_default();
            let more = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
            let is_below = name.matches('-').count() > 1;
            assert!(is_below || more.contains("  openrouter "), "{name} has no example");
            for line in more.lines() {
                assert!(line.chars().count() <= 80, "{name}: {line}");
            }
            command.get_subcommands().for_each(check);
        }
        check(&root());
    }
}
