//! The reply to a request without `stream`.

use serde::{Deserialize, Serialize};

use super::{
    Annotation, Audio, Content, FinishReason, FunctionCall, Image, Logprobs, ReasoningDetail,
    ServiceTier, ToolCall, Upstream, Usage,
};
use crate::{Count, Extra, decode, error::ApiError, open_enum::open_enum, router};

/// The reply.
///
/// A status of 200 does not make it a success: see [`first_error`](Self::first_error) and
/// [`unnested`](Self::unnested), and `choices` may be missing without any error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The generation, `gen-…`.
    pub id: Option<String>,
    /// `chat.completion`.
    pub object: Option<String>,
    /// When it was made, in seconds since 1970.
    pub created: Option<Count>,
    /// The model that answered; often not as the request named it.
    pub model: Option<String>,
    /// The upstream that answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<Upstream>,
    /// The upstream's configuration.
    pub system_fingerprint: Option<String>,
    /// The upstream's class of service.
    pub service_tier: Option<ServiceTier>,
    /// The answers: one, whatever `n` was.
    pub choices: Option<Vec<Choice>>,
    /// What it used and cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// What went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ApiError>,
    /// Who asked; beside an error only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// How the call was routed, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub openrouter_metadata: Option<router::Metadata>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Response {
    /// Returns the error of the reply or else that of a choice.
    pub fn first_error(&self) -> Option<&ApiError> {
        let mut choices = self.choices.iter().flatten();
        self.error.as_ref().or_else(|| choices.find_map(|choice| choice.error.as_ref()))
    }

    /// Returns the answer that stands in [`provider`](Self::provider), if this reply is empty
    /// and one stands there; else this reply.
    #[must_use]
    pub fn unnested(self) -> Self {
        let Self { choices: None, provider: Some(Upstream::Nested(fields)), .. } = &self else {
            return self;
        };
        let answer = serde_json::to_vec(fields).ok().and_then(|json| decode(&json).ok());
        answer.unwrap_or(self)
    }
}

/// One answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Which answer it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<Count>,
    /// Why it ended.
    pub finish_reason: Option<FinishReason>,
    /// Why it ended, in the upstream's words.
    pub native_finish_reason: Option<String>,
    /// Log probabilities, if asked for.
    pub logprobs: Option<Logprobs>,
    /// What the model said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<ResponseMessage>,
    /// What the model said to a `prompt`. Legacy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What went wrong after part of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ApiError>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What the model said.
///
/// To send it back, make it an [`AssistantMessage`](super::AssistantMessage).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseMessage {
    /// `assistant`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The text. None beside tool calls, with a refusal, and where all tokens went into thinking.
    pub content: Option<Content>,
    /// Who says it. Described, never seen in a reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The model that says it. Described, never seen here; see [`Response::model`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Why the model refused. To be looked at first: the finish reason mostly is `stop`.
    pub refusal: Option<String>,
    /// What the model thought, as text.
    pub reasoning: Option<String>,
    /// What the model thought. An empty list is not the same as none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_details: Option<Vec<ReasoningDetail>>,
    /// The tools that the model calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_calls: Option<Vec<ToolCall>>,
    /// A single call, by OpenAI's older name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function_call: Option<FunctionCall>,
    /// Sources.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotations: Option<Vec<Annotation>>,
    /// Images that the model made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub images: Option<Vec<Image>>,
    /// What the model said aloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio: Option<Audio>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Who speaks.
    pub enum Role {
        /// The model.
        Assistant = "assistant",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fixtures;

    fn response(json: &str) -> Response {
        decode(json.as_bytes()).unwrap()
    }

    #[test]
    fn an_ordinary_reply_is_read() {
        let reply = response(fixtures::REPLY);
        assert_eq!(reply.provider.as_ref().and_then(Upstream::name), Some("Acme Cloud"));
        assert_eq!(reply.service_tier, Some(ServiceTier::Provisioned));
        assert_eq!(reply.first_error(), None);
        let usage = reply.usage.unwrap();
        assert_eq!(usage.prompt_tokens.unwrap().get(), Some(12));
        assert_eq!(usage.cost.unwrap().to_string(), "0.000096");
        let [choice] = <[Choice; 1]>::try_from(reply.choices.unwrap()).unwrap();
        assert_eq!(choice.finish_reason, Some(FinishReason::Stop));
        let message = choice.message.unwrap();
        assert_eq!((message.role, message.refusal), (Some(Role::Assistant), None));
        assert_eq!(message.content.unwrap().as_text(), Some("A heron."));
    }

    #[test]
    fn keys_that_the_service_always_writes_are_written_when_empty() {
        let choice = Choice { message: Some(ResponseMessage::default()), ..Choice::default() };
        let reply = Response { choices: Some(vec![choice]), ..Response::default() };
        assert_eq!(
            serde_json::to_value(reply).unwrap(),
            json!({
                "id": null, "object": null, "created": null, "model": null,
                "system_fingerprint": null, "service_tier": null,
                "choices": [{
                    "finish_reason": null, "native_finish_reason": null, "logprobs": null,
                    "message": {"content": null, "refusal": null, "reasoning": null},
                }],
            })
        );
    }

    #[test]
    fn an_error_is_found_at_the_top_and_in_a_choice() {
        let status = |reply: &Response| reply.first_error().and_then(ApiError::status);
        assert_eq!(status(&response(fixtures::REPLY_FAILED)), Some(524));
        let in_choice = r#"{"choices":[{},{"finish_reason":"error","error":{"code":502}}]}"#;
        assert_eq!(status(&response(in_choice)), Some(502));
        assert_eq!(status(&response(r#"{"choices":null}"#)), None);
    }

    #[test]
    fn an_answer_in_the_place_of_the_upstream_is_found() {
        let reply = response(fixtures::REPLY_NESTED).unnested();
        assert_eq!(reply.provider.as_ref().and_then(Upstream::name), Some("Acme Cloud"));
        let message = reply.choices.unwrap().remove(0).message.unwrap();
        assert_eq!(
            message.reasoning_details.unwrap()[0].as_json(),
            r#"{ "type": "reasoning.text",  "signature": "Et0B", "n": 1.0 }"#
        );
    }

    #[test]
    fn a_reply_that_is_not_empty_stays_itself() {
        let reply = response(fixtures::REPLY);
        assert_eq!(reply.clone().unnested(), reply);
        let both = response(r#"{"choices":[],"provider":{"choices":null}}"#);
        assert_eq!(both.clone().unnested(), both);
        let odd = response(r#"{"choices":null,"provider":{"choices":7}}"#);
        assert_eq!(odd.clone().unnested(), odd);
    }

    #[test]
    fn every_field_may_be_missing_but_a_reply_is_an_object() {
        assert_eq!(response("{}"), Response::default());
        for json in ["null", "[]", "1", "\"\"", ""] {
            assert!(decode::<Response>(json.as_bytes()).is_err(), "{json}");
        }
    }
}
