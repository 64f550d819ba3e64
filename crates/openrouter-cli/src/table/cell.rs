//! [`Cell`]: a text in a table.

use anstyle::Style;

use crate::printable::one_line;
use crate::text_width::width;

/// A text in a table, on one line and harmless for a terminal.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(super) text: String,
    pub(super) style: Style,
}

impl Cell {
    /// What there is no value for.
    pub(crate) fn nothing() -> Self {
        Self::from("-")
    }

    /// In a colour.
    pub(crate) fn style(self, style: Style) -> Self {
        Self { text: self.text, style }
    }

    pub(super) fn width(&self) -> usize {
        width(&self.text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self { text: one_line(text), style: Style::new() }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or_else(Self::nothing, Into::into)
    }
}
