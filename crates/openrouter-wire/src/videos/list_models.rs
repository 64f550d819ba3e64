//! The list of models that make videos.

use serde::{Deserialize, Serialize};

use super::Model;
use crate::{Access, Extra, Method, Operation};

/// `GET /videos/models`: the models that make videos, and what each can do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListModels {}

impl Operation for ListModels {
    const ID: &'static str = "listVideosModels";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/videos/models";
    const ACCESS: Access = Access::Public;
    type Response = ModelsResponse;
}

/// The reply: all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelsResponse {
    /// The models.
    pub data: Vec<Model>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_may_ask_for_the_models() {
        let list = ListModels::default();
        assert_eq!(
            (list.path().unwrap().as_str(), ListModels::ACCESS),
            ("/videos/models", Access::Public)
        );
        assert_eq!(list.query().unwrap(), "");
        assert_eq!(list.payload().unwrap(), None);
    }
}
