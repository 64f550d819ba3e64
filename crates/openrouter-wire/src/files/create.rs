//! To send files.

use serde::{Deserialize, Serialize};

use super::{File, Store};
use crate::{EncodeError, Method, Operation, Payload, Upload};

/// `POST /files`: sends a file, of up to 100 MB and not empty.
///
/// The service finds out from the content what it is, and takes PDFs, images, office documents,
/// sound, and text in UTF-8.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Create {
    /// The file.
    #[serde(skip)]
    pub file: Upload,
    /// Which workspace; the default one if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
    /// Who keeps the file; the service itself if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<Store>,
}

impl Create {
    /// Creates it for the default workspace.
    pub fn new(file: Upload) -> Self {
        Self { file, ..Self::default() }
    }
}

/// The body is the file alone; the fields are the query, as they are of operations that read.
impl Operation for Create {
    const ID: &'static str = "uploadFile";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/files";
    type Response = File;

    fn query(&self) -> Result<String, EncodeError> {
        serde_urlencoded::to_string(self).map_err(|_| EncodeError::Query)
    }

    fn payload(&self) -> Result<Option<Payload>, EncodeError> {
        Payload::multipart(&[self.file.part("file")]).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_the_body_and_the_rest_the_query() {
        let file = Upload::new("a.txt", "Hello").with_content_type("text/plain");
        let create = Create { provider: Some(Store::OpenAi), ..Create::new(file) };
        assert_eq!(create.path().unwrap(), "/files");
        assert_eq!(create.query().unwrap(), "provider=openai");
        let payload = create.payload().unwrap().unwrap();
        assert!(payload.content_type.starts_with("multipart/form-data; boundary="));
        let body = String::from_utf8(payload.bytes).unwrap();
        assert!(body.contains(r#"name="file"; filename="a.txt""#), "{body}");
        assert!(body.contains("Content-Type: text/plain\r\n\r\nHello\r\n"), "{body}");
        assert!(!body.contains("provider"), "{body}");
    }

    #[test]
    fn a_name_that_no_header_can_hold_is_refused() {
        let create = Create::new(Upload::new("a\nb", "Hello"));
        assert_eq!(create.payload().unwrap_err(), EncodeError::FileName);
    }
}
