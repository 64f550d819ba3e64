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

/// [`PagedOperation`] for operations that pass over `offset` entries and are answered with a
/// [`Page`](crate::Page).
macro_rules! paged_by_offset {
    ($operation:ty => $item:ty) => {
        impl $crate::PagedOperation for $operation {
            type Item = $item;

            fn next(&self, page: &$crate::Page<$item>) -> Option<Self> {
                let offset = page.next_offset(self.offset)?;
                Some(Self { offset: Some(offset), ..self.clone() })
            }

            fn items(page: $crate::Page<$item>) -> Vec<$item> {
                page.data
            }
        }
    };
}

pub(crate) use paged_by_offset;
