//! To look at one file, to read it, and to delete it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Deleted, File};
use crate::{Binary, Method, Operation, open_enum::open_enum};

open_enum! {
    /// An upstream that keeps files, under the user's own key there.
    pub enum Store {
        /// OpenAI.
        OpenAi = "openai",
        /// Anthropic.
        Anthropic = "anthropic",
    }
}

/// `GET /files/{file_id}`: what is known about a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Get {
    /// Which file.
    #[serde(skip)]
    pub file_id: String,
    /// Which workspace; the default one if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
    /// Who keeps the file; the service itself if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<Store>,
}

impl Get {
    /// Creates a question about a file of the default workspace.
    pub fn new(file_id: impl Into<String>) -> Self {
        Self { file_id: file_id.into(), ..Self::default() }
    }
}

impl Operation for Get {
    const ID: &'static str = "getFileMetadata";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/files/{file_id}";
    type Response = File;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.file_id.as_str().into()]
    }
}

/// `GET /files/{file_id}/content`: the bytes of a file that the service made.
///
/// Files that were sent to it cannot be read again: it answers 400.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetContent {
    /// Which file.
    #[serde(skip)]
    pub file_id: String,
    /// Which workspace; the default one if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
    /// Who keeps the file; the service itself if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<Store>,
}

impl GetContent {
    /// Creates a question for the bytes of a file of the default workspace.
    pub fn new(file_id: impl Into<String>) -> Self {
        Self { file_id: file_id.into(), ..Self::default() }
    }
}

impl Operation for GetContent {
    const ID: &'static str = "downloadFileContent";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/files/{file_id}/content";
    type Response = Binary;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.file_id.as_str().into()]
    }
}

/// `DELETE /files/{file_id}`: deletes a file for good.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delete {
    /// Which file.
    #[serde(skip)]
    pub file_id: String,
    /// Which workspace; the default one if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
    /// Who keeps the file; the service itself if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<Store>,
}

impl Delete {
    /// Creates the deletion of a file of the default workspace.
    pub fn new(file_id: impl Into<String>) -> Self {
        Self { file_id: file_id.into(), ..Self::default() }
    }
}

impl Operation for Delete {
    const ID: &'static str = "deleteFile";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/files/{file_id}";
    type Response = Deleted;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.file_id.as_str().into()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_in_the_path_and_its_keeper_in_the_query() {
        let get = Get { provider: Some(Store::Anthropic), ..Get::new("file/1") };
        assert_eq!(get.path().unwrap(), "/files/file%2F1");
        assert_eq!(get.query().unwrap(), "provider=anthropic");
        let content = GetContent { workspace_id: Some("w".to_owned()), ..GetContent::new("f") };
        assert_eq!(content.path().unwrap(), "/files/f/content");
        assert_eq!(content.query().unwrap(), "workspace_id=w");
        let delete = Delete::new("f");
        assert_eq!(delete.path().unwrap(), "/files/f");
        assert_eq!((delete.query().unwrap().as_str(), delete.payload()), ("", Ok(None)));
    }
}
