//! Operations whose answer comes in pages.

use super::Operation;

/// An operation whose answer comes in pages.
pub trait PagedOperation: Operation + Sized {
    /// One entry of a page.
    type Item;

    /// Returns the operation that asks for the page after `page`; nothing after the last one.
    fn next(&self, page: &Self::Response) -> Option<Self>;

    /// Returns the entries of a page.
    fn items(page: Self::Response) -> Vec<Self::Item>;
}
