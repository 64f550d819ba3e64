//! Colours, which mean the same everywhere: readable on a light and on a dark ground, and nothing
//! is said by them alone.

use anstyle::{AnsiColor, Style};

/// As it should be.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// Not certain, or not for long.
pub(crate) const UNSURE: Style = AnsiColor::Yellow.on_default();
/// Does not work.
pub(crate) const BAD: Style = AnsiColor::Red.on_default();
/// The length of a bar.
pub(crate) const BAR: Style = AnsiColor::Cyan.on_default();
/// Beside the point.
pub(crate) const DIM: Style = Style::new().dimmed();
