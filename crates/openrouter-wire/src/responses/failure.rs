//! Why an answer failed or is incomplete.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{
    Extra,
    error::{ApiError, ErrorCode},
    open_enum::open_enum,
};

/// Why an answer failed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What went wrong, in one word. Rarely the true cause, which is
    /// [`Response::error_type`](super::Response::error_type).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<FailureCode>,
    /// What went wrong, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The code of a failure: a name, and not the HTTP status as everywhere else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FailureCode {
    /// A name.
    Name(FailureName),
    /// A number. Never seen here, but in all other errors.
    Number(Number),
}

open_enum! {
    /// What went wrong, in one word.
    pub enum FailureName {
        /// A fault of the service or of the upstream.
        ServerError = "server_error",
        /// Too many requests.
        RateLimitExceeded = "rate_limit_exceeded",
        /// The prompt is malformed.
        InvalidPrompt = "invalid_prompt",
        /// A file search took too long.
        VectorStoreTimeout = "vector_store_timeout",
        /// An image cannot be read.
        InvalidImage = "invalid_image",
        /// An image has another format than it says.
        InvalidImageFormat = "invalid_image_format",
        /// An image is not base64.
        InvalidBase64Image = "invalid_base64_image",
        /// The address of an image is malformed.
        InvalidImageUrl = "invalid_image_url",
        /// An image is too large.
        ImageTooLarge = "image_too_large",
        /// An image is too small.
        ImageTooSmall = "image_too_small",
        /// An image cannot be parsed.
        ImageParseError = "image_parse_error",
        /// An image is against the upstream's policy.
        ImageContentPolicyViolation = "image_content_policy_violation",
        /// An image has colours that are not supported.
        InvalidImageMode = "invalid_image_mode",
        /// The file of an image is too large.
        ImageFileTooLarge = "image_file_too_large",
        /// An image has a format that is not supported.
        UnsupportedImageMediaType = "unsupported_image_media_type",
        /// The file of an image is empty.
        EmptyImageFile = "empty_image_file",
        /// An image could not be fetched.
        FailedToDownloadImage = "failed_to_download_image",
        /// An image does not exist.
        ImageFileNotFound = "image_file_not_found",
        /// The prompt is against the policy on biology.
        BioPolicy = "bio_policy",
        /// The data may not go where the model is.
        DataResidencyMismatch = "data_residency_mismatch",
    }
}

/// Why an answer is incomplete.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncompleteDetails {
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<IncompleteReason>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Why an answer is incomplete.
    pub enum IncompleteReason {
        /// It would have been longer than it may be.
        MaxOutputTokens = "max_output_tokens",
        /// A filter stopped it.
        ContentFilter = "content_filter",
    }
}

impl Failure {
    /// Returns the same as an error of the other parts of the API, which may have more to tell:
    /// chat replies with status 200 name an upstream and a cause there.
    pub fn to_error(&self) -> ApiError {
        let json = serde_json::to_value(self).ok();
        json.and_then(|json| ApiError::deserialize(json).ok()).unwrap_or_else(|| ApiError {
            code: self.code.clone().map(Into::into),
            message: self.message.clone(),
            extra: self.extra.clone(),
            ..ApiError::default()
        })
    }
}

impl From<FailureCode> for ErrorCode {
    fn from(code: FailureCode) -> Self {
        match code {
            FailureCode::Name(name) => Self::Text(name.as_str().to_owned()),
            FailureCode::Number(number) => Self::Number(number),
        }
    }
}
