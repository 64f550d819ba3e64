//! [`Page`]: what is printed on, as far as it matters to what is printed.

use std::env;
use std::io::{self, IsTerminal};

use terminal_size::{Width, terminal_size_of};

/// What is printed on: how wide it is, and which characters it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Page {
    /// How many columns there are; none where nobody counts them, as in a file or a pipe. Nothing
    /// is left out or shortened there.
    pub(crate) width: Option<usize>,
    /// Characters beyond ASCII can be shown.
    pub(crate) is_unicode: bool,
}

impl Page {
    /// Standard output.
    pub(crate) fn stdout() -> Self {
        let stdout = io::stdout();
        Self::of(stdout.is_terminal(), || terminal_size_of(stdout))
    }

    /// Standard error.
    pub(crate) fn stderr() -> Self {
        let stderr = io::stderr();
        Self::of(stderr.is_terminal(), || terminal_size_of(stderr))
    }

    fn of(
        is_terminal: bool,
        size: impl FnOnce() -> Option<(Width, terminal_size::Height)>,
    ) -> Self {
        let measured = || size().map(|(Width(columns), _)| usize::from(columns));
        let wished = variable("COLUMNS");
        let width = if is_terminal { columns(wished.as_deref()).or_else(measured) } else { None };
        Self { width, is_unicode: is_unicode(variable) }
    }

    /// Stands for what was cut off.
    pub(crate) const fn ellipsis(self) -> &'static str {
        if self.is_unicode { "…" } else { "..." }
    }
}

fn variable(name: &str) -> Option<String> {
    env::var_os(name)?.into_string().ok()
}

/// What `COLUMNS` says, if it is a width. It goes before what the terminal says of itself, as it
/// does with other commands.
fn columns(variable: Option<&str>) -> Option<usize> {
    variable?.trim().parse().ok().filter(|width| *width > 0)
}

/// Whether the locale has more than ASCII; the first of its variables that is set decides. Windows
/// has no such variables, and consoles of our time show Unicode.
fn is_unicode(variable: impl Fn(&str) -> Option<String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty());
    match locale {
        Some(locale) => {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        }
        None => cfg!(windows),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_width_is_a_number_above_nothing() {
        assert_eq!(columns(Some("80")), Some(80));
        assert_eq!(columns(Some(" 132\n")), Some(132));
        for no_width in [None, Some(""), Some("0"), Some("-1"), Some("wide")] {
            assert_eq!(columns(no_width), None);
        }
    }

    #[test]
    fn the_first_variable_of_the_locale_decides() {
        let check = |set: &[(&str, &str)], expected: bool| {
            let variable = |name: &str| {
                set.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(is_unicode(variable), expected, "{set:?}");
        };
        check(&[("LANG", "en_GB.UTF-8")], true);
        check(&[("LANG", "C.utf8")], true);
        check(&[("LANG", "C")], false);
        check(&[("LC_ALL", "C"), ("LANG", "en_GB.UTF-8")], false);
        check(&[("LC_ALL", ""), ("LC_CTYPE", "de_DE.UTF-8"), ("LANG", "C")], true);
        check(&[], cfg!(windows));
    }

    #[test]
    fn a_file_has_no_width() {
        let page = Page::of(false, || panic!("it is not measured"));
        assert_eq!(page.width, None);
    }
}
