//! To look for files.

use serde::{Deserialize, Serialize};

use super::{File, ListResponse, Store};
use crate::{Method, Operation, PagedOperation, open_enum::open_enum};

/// `GET /files`: the files of a workspace.
///
/// Of the ways to name a page, `cursor` is the service's own, and the others are those of the
/// upstream that keeps the files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// How many a page has, up to 1000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// Where the page begins, from [`OpenRouterList::cursor`](super::OpenRouterList::cursor).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Which workspace; the default one if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
    /// Who keeps the files; the service itself if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<Store>,
    /// The id of the file before the page, as OpenAI has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// The id of the file before the page, as Anthropic has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_id: Option<String>,
    /// The id of the file after the page, as Anthropic has it. Not for the service's own files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before_id: Option<String>,
    /// Which come first. The service's own files have `asc` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
}

impl Operation for List {
    const ID: &'static str = "listFiles";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/files";
    type Response = ListResponse;
}

/// Pages go on forwards, in the way of the shape that came; backwards if `before_id` is set.
impl PagedOperation for List {
    type Item = File;

    fn next(&self, page: &ListResponse) -> Option<Self> {
        let here =
            Self { cursor: None, after: None, after_id: None, before_id: None, ..self.clone() };
        let more = |has_more: Option<bool>, id: &Option<String>| {
            if has_more == Some(true) { id.clone() } else { None }
        };
        match page {
            ListResponse::OpenRouter(page) => {
                let cursor = page.cursor.clone().filter(|_| page.has_more != Some(false))?;
                Some(Self { cursor: Some(cursor), ..here })
            }
            ListResponse::OpenAi(page) => {
                Some(Self { after: Some(more(page.has_more, &page.last_id)?), ..here })
            }
            ListResponse::Anthropic(page) if self.before_id.is_some() => {
                Some(Self { before_id: Some(more(page.has_more, &page.first_id)?), ..here })
            }
            ListResponse::Anthropic(page) => {
                Some(Self { after_id: Some(more(page.has_more, &page.last_id)?), ..here })
            }
            ListResponse::Other(_) => None,
        }
    }

    fn items(page: ListResponse) -> Vec<File> {
        page.into_files()
    }
}

open_enum! {
    /// Which files come first.
    pub enum Order {
        /// The oldest.
        Asc = "asc",
        /// The newest.
        Desc = "desc",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUERY: &str = "limit=2&cursor=c&workspace_id=w&provider=openai&after=a&after_id=b\
        &before_id=d&order=desc";

    #[test]
    fn every_condition_is_in_the_query_and_read_from_it() {
        let list: List = serde_urlencoded::from_str(QUERY).unwrap();
        assert_eq!((list.query().unwrap().as_str(), list.order), (QUERY, Some(Order::Desc)));
        assert_eq!(List::default().query().unwrap(), "");
    }

    #[track_caller]
    fn next(list: &List, page: &str) -> Option<String> {
        let page = serde_json::from_str(page).unwrap();
        list.next(&page).map(|next| next.query().unwrap())
    }

    #[test]
    fn pages_go_on_in_the_way_of_their_shape() {
        let list = List { limit: Some(2), cursor: Some("old".to_owned()), ..List::default() };
        let own = r#"{"_shape":"openrouter","data":[],"cursor":"c","has_more":true}"#;
        assert_eq!(next(&list, own).as_deref(), Some("limit=2&cursor=c"));
        let openai =
            r#"{"_shape":"openai","object":"list","data":[],"last_id":"z","has_more":true}"#;
        assert_eq!(next(&list, openai).as_deref(), Some("limit=2&after=z"));
        let anthropic =
            r#"{"_shape":"anthropic","data":[],"first_id":"a","last_id":"z","has_more":true}"#;
        assert_eq!(next(&list, anthropic).as_deref(), Some("limit=2&after_id=z"));
        let backwards = List { before_id: Some("k".to_owned()), ..List::default() };
        assert_eq!(next(&backwards, anthropic).as_deref(), Some("before_id=a"));
    }

    #[test]
    fn the_last_page_has_none_after_it() {
        for page in [
            r#"{"_shape":"openrouter","data":[],"cursor":null,"has_more":true}"#,
            r#"{"_shape":"openrouter","data":[],"cursor":"c","has_more":false}"#,
            r#"{"_shape":"openai","object":"list","data":[],"last_id":"z","has_more":false}"#,
            r#"{"_shape":"anthropic","data":[],"last_id":null,"has_more":true}"#,
            r#"{"_shape":"anthropic","data":[],"last_id":"z"}"#,
            r#"{"files":[]}"#,
        ] {
            assert_eq!(next(&List::default(), page), None, "{page}");
        }
    }
}
