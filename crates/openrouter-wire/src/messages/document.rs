//! Images and documents in a request.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{CitationsConfig, Content, InputText};
use crate::{Extra, chat::CacheControl, open_enum::open_enum};

/// An image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputImage {
    /// Where it is.
    pub source: ImageSource,
    /// Caches the prompt up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Where an image is, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ImageSource {
    /// Here.
    Base64(Base64Image),
    /// At an address.
    Url(UrlSource),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// The bytes of an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base64Image {
    /// Its format.
    pub media_type: ImageType,
    /// Its bytes, in base64.
    pub data: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// The format of an image.
    pub enum ImageType {
        /// JPEG.
        Jpeg = "image/jpeg",
        /// PNG.
        Png = "image/png",
        /// GIF.
        Gif = "image/gif",
        /// WebP.
        Webp = "image/webp",
    }
}

/// An address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UrlSource {
    /// The address.
    pub url: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputDocument {
    /// Where it is.
    pub source: DocumentSource,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What the model should know of it, but not cite.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// Whether the answer may cite it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citations: Option<CitationsConfig>,
    /// Caches the prompt up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Where a document is, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DocumentSource {
    /// A PDF, here.
    Base64(PdfSource),
    /// Text.
    Text(PlainTextSource),
    /// Blocks, which can be cited one by one.
    Content(ContentSource),
    /// A PDF, at an address.
    Url(UrlSource),
    /// A file that was uploaded.
    File(FileSource),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// The bytes of a PDF.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PdfSource {
    /// Always `application/pdf`.
    pub media_type: PdfType,
    /// Its bytes, in base64.
    pub data: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// The format of a [`PdfSource`].
    #[derive(Default)]
    pub enum PdfType {
        /// The only one.
        #[default]
        Pdf = "application/pdf",
    }
}

/// The text of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlainTextSource {
    /// Always `text/plain`.
    pub media_type: PlainTextType,
    /// The text itself, not in base64.
    pub data: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// The format of a [`PlainTextSource`].
    #[derive(Default)]
    pub enum PlainTextType {
        /// The only one.
        #[default]
        Plain = "text/plain",
    }
}

/// The blocks of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentSource {
    /// Text, or blocks.
    pub content: Content<DocumentBlock>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A block of a document, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DocumentBlock {
    /// Text.
    Text(InputText),
    /// An image.
    Image(InputImage),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// A file that was uploaded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSource {
    /// The file.
    pub file_id: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
