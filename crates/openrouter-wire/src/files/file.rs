//! A file, in any of its shapes.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{AnthropicShape, OpenAiShape, OpenRouterShape};
use crate::{Count, Extra, open_enum::open_enum};

/// What is known about a file, in one of three shapes.
///
/// Without a mark, that of OpenAI is known by its `object`; that of Anthropic cannot be told from
/// the service's own then, and is taken for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum File {
    /// That of OpenAI.
    OpenAi(OpenAiFile),
    /// The service's own shape.
    OpenRouter(OpenRouterFile),
    /// That of Anthropic.
    Anthropic(AnthropicFile),
    /// Another shape.
    Other(Value),
}

impl File {
    /// Returns the id, by which requests refer to the file.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::OpenRouter(file) => Some(&file.id),
            Self::OpenAi(file) => Some(&file.id),
            Self::Anthropic(file) => Some(&file.id),
            Self::Other(file) => file.get("id")?.as_str(),
        }
    }

    /// Returns the name.
    pub fn filename(&self) -> Option<&str> {
        match self {
            Self::OpenRouter(file) => file.filename.as_deref(),
            Self::OpenAi(file) => file.filename.as_deref(),
            Self::Anthropic(file) => file.filename.as_deref(),
            Self::Other(file) => file.get("filename")?.as_str(),
        }
    }

    /// Returns how many bytes it has.
    pub fn size(&self) -> Option<u64> {
        let size = match self {
            Self::OpenRouter(file) => &file.size_bytes,
            Self::OpenAi(file) => &file.bytes,
            Self::Anthropic(file) => &file.size_bytes,
            Self::Other(_) => &None,
        };
        size.as_ref().and_then(Count::get)
    }
}

/// A file in the service's own shape: that of Anthropic, and another mark.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRouterFile {
    /// The mark of the shape.
    #[serde(rename = "_shape", skip_serializing_if = "Option::is_none")]
    pub shape: Option<OpenRouterShape>,
    /// Its id, `or_file_…`.
    pub id: String,
    /// `file`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// Its media type, which the service finds out from the content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
    /// How many bytes it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_bytes: Option<Count>,
    /// When it came, as an ISO 8601 time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    /// Whether its content can be read again: only of files that the service made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub downloadable: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A file in the shape of OpenAI.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenAiFile {
    /// The mark of the shape.
    #[serde(rename = "_shape", skip_serializing_if = "Option::is_none")]
    pub shape: Option<OpenAiShape>,
    /// Its id.
    pub id: String,
    /// `file`.
    pub object: String,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// How many bytes it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<Count>,
    /// When it came, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Count>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// Whether it is ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// What a file is for.
    pub enum Purpose {
        /// Assistants read it.
        Assistants = "assistants",
        /// Assistants wrote it.
        AssistantsOutput = "assistants_output",
        /// It holds requests of a batch.
        Batch = "batch",
        /// It holds results of a batch.
        BatchOutput = "batch_output",
        /// A model is tuned with it.
        FineTune = "fine-tune",
        /// It holds results of tuning.
        FineTuneResults = "fine-tune-results",
        /// It is an image to be looked at.
        Vision = "vision",
        /// Anything.
        UserData = "user_data",
        /// Models are tested with it.
        Evals = "evals",
    }
}

open_enum! {
    /// Whether a file is ready.
    pub enum Status {
        /// It is.
        Processed = "processed",
    }
}

/// A file in the shape of Anthropic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnthropicFile {
    /// The mark of the shape.
    #[serde(rename = "_shape", skip_serializing_if = "Option::is_none")]
    pub shape: Option<AnthropicShape>,
    /// Its id.
    pub id: String,
    /// `file`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// Its media type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
    /// How many bytes it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_bytes: Option<Count>,
    /// When it came, as an ISO 8601 time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    /// Whether its content can be read again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub downloadable: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{decode, fixtures::check};

    const FILES: &str = include_str!("../../fixtures/files.json");

    #[test]
    fn every_shape_is_told_apart() {
        let files: Vec<File> = decode(FILES.as_bytes()).unwrap();
        let [own, openai, anthropic] = &files[..] else { panic!("there are three shapes") };
        assert!(matches!(own, File::OpenRouter(_)), "{own:?}");
        assert!(matches!(openai, File::OpenAi(_)), "{openai:?}");
        assert!(matches!(anthropic, File::Anthropic(_)), "{anthropic:?}");
        assert_eq!((own.id(), own.size()), (Some("or_file_1"), Some(1_024_000)));
        assert_eq!((openai.filename(), openai.size()), (Some("a.jsonl"), Some(7)));
        assert_eq!((anthropic.id(), anthropic.filename()), (Some("file_3"), Some("a.png")));
    }

    #[test]
    fn every_field_has_a_place() {
        check::<Vec<File>>(FILES);
    }

    #[test]
    fn shapes_without_a_mark_are_told_by_their_fields() {
        let mut files: Vec<Value> = serde_json::from_str(FILES).unwrap();
        for file in &mut files {
            file.as_object_mut().unwrap().remove("_shape");
        }
        let json = Value::Array(files).to_string();
        check::<Vec<File>>(&json);
        let files: Vec<File> = decode(json.as_bytes()).unwrap();
        let [own, openai, anthropic] = &files[..] else { panic!("there are three shapes") };
        assert!(matches!(own, File::OpenRouter(_)), "{own:?}");
        assert!(matches!(openai, File::OpenAi(_)), "{openai:?}");
        assert!(matches!(anthropic, File::OpenRouter(_)), "{anthropic:?}");
    }

    #[test]
    fn a_file_of_another_shape_is_kept() {
        for json in [r#"{"id":"a","_shape":"openai"}"#, r#"{"_shape":"acme","id":"a"}"#] {
            let file: File = decode(json.as_bytes()).unwrap();
            assert!(matches!(file, File::Other(_)), "{file:?}");
            assert_eq!((file.id(), file.filename(), file.size()), (Some("a"), None, None));
            assert_eq!(serde_json::to_string(&file).unwrap(), json);
        }
    }
}
