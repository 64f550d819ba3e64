//! To tell the service what was wrong.

use serde::{Deserialize, Serialize};

use crate::{Access, Data, Extra, Method, Operation, open_enum::open_enum};

/// `POST /generation/feedback`: tells the service what was wrong with a generation of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// Which generation: `gen-…`.
    pub generation_id: String,
    /// What was wrong.
    pub category: Category,
    /// What was wrong, in words: up to 1000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Feedback {
    /// Creates feedback without a comment.
    pub fn new(generation_id: impl Into<String>, category: Category) -> Self {
        Self {
            generation_id: generation_id.into(),
            category,
            comment: None,
            extra: Extra::default(),
        }
    }
}

impl Operation for Feedback {
    const ID: &'static str = "submitGenerationFeedback";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/generation/feedback";
    const ACCESS: Access = Access::Management;
    type Response = Data<Submitted>;
}

open_enum! {
    /// What was wrong with a generation.
    pub enum Category {
        /// It came late.
        Latency = "latency",
        /// It made no sense.
        Incoherence = "incoherence",
        /// It was wrong.
        IncorrectResponse = "incorrect_response",
        /// Its form was wrong.
        Formatting = "formatting",
        /// It cost the wrong amount.
        Billing = "billing",
        /// The service failed.
        ApiError = "api_error",
        /// Something else. The service writes `other`.
        Unlisted = "other",
    }
}

/// That feedback was taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submitted {
    /// Always true.
    pub success: bool,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{decode, fixtures::check};

    #[test]
    fn feedback_needs_no_comment() {
        insta::assert_snapshot!(
            serde_json::to_string(&Feedback::new("gen-1", Category::Unlisted)).unwrap(),
            @r#"{"generation_id":"gen-1","category":"other"}"#
        );
        check::<Feedback>(r#"{"generation_id":"g","category":"billing","comment":"Twice."}"#);
    }

    #[test]
    fn the_reply_is_wrapped() {
        let reply: Data<Submitted> = decode(br#"{"data":{"success":true}}"#).unwrap();
        assert!(reply.data.success);
        assert!(decode::<Data<Submitted>>(br#"{"success":true}"#).is_err());
    }
}
