//! [`Column`]: what a table knows of a column before it sees its rows.

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(super) title: &'static str,
    pub(super) is_right: bool,
    pub(super) rank: u8,
    pub(super) least: Option<usize>,
}

impl Column {
    /// Text, from the left. It is always there and always whole.
    pub(crate) const fn text(title: &'static str) -> Self {
        Self { title, is_right: false, rank: 0, least: None }
    }

    /// Numbers, which end below each other. They are always there.
    pub(crate) const fn number(title: &'static str) -> Self {
        Self { is_right: true, ..Self::text(title) }
    }

    /// May be left out where there is no room. The one of the highest rank goes first, and of
    /// equals the last.
    pub(crate) const fn rank(self, rank: u8) -> Self {
        Self { rank, ..self }
    }

    /// May be shortened to so many columns of the terminal before any is left out. Never for what
    /// is copied, such as names by which things are asked for.
    pub(crate) const fn shortens_to(self, least: usize) -> Self {
        Self { least: Some(least), ..self }
    }
}
