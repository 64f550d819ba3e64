//! How much of a stream is kept in memory.

/// The sizes beyond which a stream is broken off, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SseLimits {
    /// One line, without its end. 8 MiB.
    pub max_line: usize,
    /// The lines of one event together, each with its end counted as one byte. 16 MiB.
    ///
    /// Comments do not count: they are not kept.
    pub max_event: usize,
}

/// Far above what is usual, because an image comes as one line of several megabytes.
impl Default for SseLimits {
    fn default() -> Self {
        Self { max_line: 8 << 20, max_event: 16 << 20 }
    }
}
