//! To look for models.

use serde::{Deserialize, Serialize};

use crate::{
    Access, Method, Operation, PagedOperation,
    models::{ListResponse, Model},
};

/// `GET /embeddings/models`: the models that make vectors, all of them unless a page is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListModels {
    /// How many models are passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// How many models a page has, up to 1000; 500 if only `offset` is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

impl Operation for ListModels {
    const ID: &'static str = "listEmbeddingsModels";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/embeddings/models";
    const ACCESS: Access = Access::Public;
    type Response = ListResponse;
}

impl PagedOperation for ListModels {
    type Item = Model;

    fn next(&self, page: &ListResponse) -> Option<Self> {
        Some(Self { offset: Some(page.next_offset(self.offset)?), limit: self.limit })
    }

    /// Rows that could not be read are left out.
    fn items(page: ListResponse) -> Vec<Model> {
        page.into_models().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_until_the_last() {
        let page = |links: &str| -> ListResponse {
            let json = format!(r#"{{"data":[{{"id":"a"}}],"links":{{"next":{links}}}}}"#);
            serde_json::from_str(&json).unwrap()
        };
        let list = ListModels { limit: Some(1), ..ListModels::default() };
        let next = list.next(&page(r#""/api/v1/embeddings/models?offset=1&limit=1""#)).unwrap();
        assert_eq!(next.query().unwrap(), "offset=1&limit=1");
        assert_eq!(next.next(&page("null")), None);
        assert_eq!(ListModels::items(page("null"))[0].id, "a");
    }
}
