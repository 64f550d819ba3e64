//! What replies are wrapped in.

use serde::{Deserialize, Serialize};

use crate::{Count, Extra};

/// A reply with one thing in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Data<T> {
    /// The thing.
    pub data: T,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One page of a list that says how long it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The entries of this page.
    pub data: Vec<T>,
    /// How many there are on all pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_count: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl<T> Page<T> {
    /// Returns the offset of the page after this one, which began at `offset`; nothing if this is
    /// the last. Where the service does not say how many there are, it is the page without any.
    pub(crate) fn next_offset(&self, offset: Option<u64>) -> Option<u64> {
        if self.data.is_empty() {
            return None;
        }
        let seen = u64::try_from(self.data.len()).unwrap_or(u64::MAX);
        let next = offset.unwrap_or(0).saturating_add(seen);
        let total = self.total_count.as_ref().and_then(Count::get);
        if total.is_some_and(|total| next >= total) { None } else { Some(next) }
    }
}

/// The reply to a deletion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deleted {
    /// Always true.
    pub deleted: bool,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode;

    #[test]
    fn pages_follow_each_other_until_all_is_seen() {
        let page = |data: Vec<u8>, total: Option<u64>| Page {
            data,
            total_count: total.map(Count::from),
            extra: Extra::default(),
        };
        assert_eq!(page(vec![1, 2], Some(5)).next_offset(None), Some(2));
        assert_eq!(page(vec![1, 2], Some(5)).next_offset(Some(2)), Some(4));
        assert_eq!(page(vec![1], Some(5)).next_offset(Some(4)), None);
        assert_eq!(page(vec![1], None).next_offset(Some(4)), Some(5));
        assert_eq!(page(vec![], Some(5)).next_offset(Some(2)), None);
        assert_eq!(page(vec![1], Some(9)).next_offset(Some(u64::MAX)), None);
    }

    #[test]
    fn a_deletion_is_not_wrapped() {
        let deleted: Deleted = decode(br#"{"deleted":true}"#).unwrap();
        assert!(deleted.deleted);
        assert!(decode::<Deleted>(br#"{"data":{"deleted":true}}"#).is_err());
    }
}
