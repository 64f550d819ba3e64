//! To look at keys.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Key, ListResponse, Response};
use crate::{Access, Method, Operation, PagedOperation};

/// `GET /keys`: the keys of a workspace, 100 a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// Whether keys that are switched off are listed too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_disabled: Option<bool>,
    /// How many keys are passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// Which workspace; the default one if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
}

impl Operation for List {
    const ID: &'static str = "list";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/keys";
    const ACCESS: Access = Access::Management;
    type Response = ListResponse;
}

/// The service does not say how many keys there are: the last page is the one without any.
impl PagedOperation for List {
    type Item = Key;

    fn next(&self, page: &ListResponse) -> Option<Self> {
        if page.data.is_empty() {
            return None;
        }
        let seen = u64::try_from(page.data.len()).unwrap_or(u64::MAX);
        Some(Self { offset: Some(self.offset.unwrap_or(0).saturating_add(seen)), ..self.clone() })
    }

    fn items(page: ListResponse) -> Vec<Key> {
        page.data
    }
}

/// `GET /keys/{hash}`: one key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Get {
    /// Which key; not the key itself.
    #[serde(skip)]
    pub hash: String,
}

impl Get {
    /// Creates a question about a key.
    pub fn new(hash: impl Into<String>) -> Self {
        Self { hash: hash.into() }
    }
}

impl Operation for Get {
    const ID: &'static str = "getKey";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/keys/{hash}";
    const ACCESS: Access = Access::Management;
    type Response = Response;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.hash.as_str().into()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_until_one_is_empty() {
        let list = List { offset: Some(100), ..List::default() };
        let page = ListResponse { data: vec![Key::default(); 2], ..ListResponse::default() };
        assert_eq!(list.next(&page).and_then(|next| next.offset), Some(102));
        assert_eq!(list.next(&ListResponse::default()), None);
    }
}
