//! [`StandardResponse`]: a whole answer.

use serde::{Deserialize, Serialize};

use crate::{
    AssistantMessage, Attempt, ContentPart, Extension, Extensions, FinishReason, Logprobs, ModelId,
    ResponseId, StreamEvent, ToolCall, ToolCallDelta, Usage,
};

/// A whole answer.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct StandardResponse {
    /// The provider's name for it; look-ups and support requests need it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ResponseId>,
    /// The model that answered. Often not the name that was asked for: aliases and fallbacks
    /// answer under their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelId>,
    /// When it was made, in seconds since the Unix epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<u64>,
    /// The answers; one, unless a provider gives several on request.
    pub choices: Vec<StandardChoice>,
    /// What it consumed, if the provider said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// Every request that was sent for it; the last one succeeded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Attempt>,
    /// What only this provider says.
    #[serde(skip_serializing_if = "Extensions::is_empty")]
    pub extensions: Extensions,
}

/// One of the answers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct StandardChoice {
    /// Its place.
    pub index: u32,
    /// What the model said.
    pub message: AssistantMessage,
    /// Why it stopped; `None` where the provider did not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finish_reason: Option<FinishReason>,
    /// How sure it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logprobs: Option<Logprobs>,
}

impl StandardChoice {
    /// A choice in the first place.
    pub fn new(message: AssistantMessage, finish_reason: FinishReason) -> Self {
        Self { message, finish_reason: Some(finish_reason), ..Self::default() }
    }
}

impl StandardResponse {
    /// A plain text answer, for mocks and tests.
    pub fn text(text: impl Into<String>) -> Self {
        let choice = StandardChoice::new(AssistantMessage::text(text), FinishReason::Stop);
        Self { choices: vec![choice], ..Self::default() }
    }

    /// The first answer's message, if there is one.
    pub fn message(&self) -> Option<&AssistantMessage> {
        self.choices.first().map(|choice| &choice.message)
    }

    /// Takes the first answer's message out, to go on with the conversation.
    pub fn into_message(self) -> Option<AssistantMessage> {
        self.choices.into_iter().next().map(|choice| choice.message)
    }

    /// All text of the first answer.
    pub fn joined_text(&self) -> String {
        self.message().map(AssistantMessage::joined_text).unwrap_or_default()
    }

    /// The thoughts of the first answer, as text.
    pub fn reasoning_text(&self) -> Option<&str> {
        self.message()?.reasoning.as_ref().map(|reasoning| reasoning.text.as_str())
    }

    /// The tools that the first answer asks to be run. Calls that were cut off are not among them.
    pub fn tool_calls(&self) -> &[ToolCall] {
        self.message().map_or(&[], |message| &message.tool_calls)
    }

    /// Why the first answer stopped.
    pub fn finish_reason(&self) -> Option<&FinishReason> {
        self.choices.first()?.finish_reason.as_ref()
    }

    /// What only one provider says, if it said it.
    pub fn extension<T: Extension>(&self) -> Option<&T> {
        self.extensions.get::<T>()
    }

    /// The events that a stream of this answer would have had: one delta for each thing, then
    /// [`StreamEvent::Finished`] with the answer itself.
    pub fn into_events(self) -> Vec<StreamEvent> {
        let mut events = Vec::new();
        for choice in &self.choices {
            message_events(choice, &mut events);
        }
        events.push(StreamEvent::Finished(Box::new(self)));
        events
    }
}

fn message_events(choice: &StandardChoice, events: &mut Vec<StreamEvent>) {
    let StandardChoice { index, message, finish_reason: _, logprobs } = choice;
    let choice = *index;
    let AssistantMessage {
        content,
        reasoning,
        refusal,
        tool_calls,
        partial_tool_calls,
        annotations,
        audio,
        name: _,
        model: _,
    } = message;
    for annotation in annotations {
        events.push(StreamEvent::Annotation { choice, annotation: annotation.clone() });
    }
    if let Some(reasoning) = reasoning {
        events.push(StreamEvent::Reasoning {
            choice,
            text: reasoning.text.clone(),
            blocks: reasoning.blocks.clone(),
        });
    }
    for part in content {
        match part {
            ContentPart::Text(part) if part.text.is_empty() => {}
            ContentPart::Text(part) => {
                events.push(StreamEvent::Text { choice, text: part.text.clone() });
            }
            ContentPart::Image(image) => {
                events.push(StreamEvent::Image { choice, image: image.clone() });
            }
            other => events.push(StreamEvent::Part { choice, part: other.clone() }),
        }
    }
    if let Some(logprobs) = logprobs {
        events.push(StreamEvent::Logprobs { choice, logprobs: logprobs.clone() });
    }
    if let Some(refusal) = refusal {
        events.push(StreamEvent::Refusal { choice, text: refusal.clone() });
    }
    if let Some(audio) = audio {
        events.push(StreamEvent::Audio { choice, audio: audio.clone() });
    }
    let whole = tool_calls
        .iter()
        .map(|call| (Some(call.id.clone()), Some(call.name.clone()), call.arguments.clone()));
    let cut = partial_tool_calls
        .iter()
        .map(|call| (call.id.clone(), call.name.clone(), call.arguments.clone()));
    for (index, (id, name, arguments)) in (0u32..).zip(whole.chain(cut)) {
        events.push(StreamEvent::ToolCall {
            choice,
            delta: ToolCallDelta { index: Some(index), id, name, arguments },
        });
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{
        Annotation, AttemptOutcome, ErrorKind, FileAnnotation, PartialToolCall, RawJson,
        ReasoningContent, TokenLogprob, UrlCitation,
    };

    #[test]
    fn the_json_of_a_response_is_stable() {
        let block = RawJson::parse(r#"{"type": "reasoning.text"}"#.to_owned()).unwrap().into();
        let mut message = AssistantMessage::text("21");
        message.reasoning = Some(ReasoningContent::new("Hm.", Some(vec![block])));
        message.tool_calls.push(ToolCall::new("call_1", "f", "{}"));
        message.partial_tool_calls.push(PartialToolCall::new(None, None, "{\"x\"".to_owned()));
        message.annotations = vec![
            Annotation::UrlCitation(UrlCitation {
                url: "https://x.test".into(),
                ..Default::default()
            }),
            Annotation::File(FileAnnotation { hash: "00ff".to_owned(), ..Default::default() }),
            Annotation::Other(serde_json::json!({"type": "map"})),
        ];
        let mut choice = StandardChoice::new(message, FinishReason::ToolCalls);
        let token = TokenLogprob { token: "21".to_owned(), logprob: -0.5, ..Default::default() };
        choice.logprobs = Some(Logprobs { content: vec![token], ..Default::default() });
        let mut failed = Attempt::new(
            AttemptOutcome::Failed(ErrorKind::RateLimited),
            Duration::from_millis(1500),
        );
        failed.status = Some(429);
        let mut usage = Usage::new(10, 5);
        usage.cost = Some("0.000015".parse().unwrap());
        let response = StandardResponse {
            id: Some("gen-1".into()),
            model: Some("author/model".into()),
            created: Some(1_700_000_000),
            choices: vec![choice],
            usage: Some(usage),
            attempts: vec![failed, Attempt::new(AttemptOutcome::Succeeded, Duration::ZERO)],
            extensions: serde_json::from_str(r#"{"test.outcome":{"region":"eu"}}"#).unwrap(),
        };
        let mut json = serde_json::to_value(&response).unwrap();
        let mut choice = json["choices"][0].take();
        let message = choice["message"].take();
        let members: Vec<_> = [json, choice, message]
            .iter()
            .flat_map(|json| json.as_object().unwrap())
            .map(|(name, json)| format!("{name}: {json}"))
            .collect();
        insta::assert_snapshot!(members.join("\n"), @r#"
        id: "gen-1"
        model: "author/model"
        created: 1700000000
        choices: [null]
        usage: {"input_tokens":10,"output_tokens":5,"total_tokens":15,"cost":"0.000015"}
        attempts: [{"status":429,"is_hedge":false,"outcome":{"failed":"rate_limited"},"duration":{"secs":1,"nanos":500000000},"maybe_billed":false},{"is_hedge":false,"outcome":"succeeded","duration":{"secs":0,"nanos":0},"maybe_billed":false}]
        extensions: {"test.outcome":{"region":"eu"}}
        index: 0
        message: null
        finish_reason: "tool_calls"
        logprobs: {"content":[{"token":"21","logprob":-0.5}]}
        content: [{"type":"text","text":"21"}]
        reasoning: {"text":"Hm.","blocks":["{\"type\": \"reasoning.text\"}"]}
        tool_calls: [{"id":"call_1","name":"f","arguments":"{}"}]
        partial_tool_calls: [{"partial_arguments":"{\"x\""}]
        annotations: [{"type":"url_citation","url":"https://x.test"},{"type":"file","hash":"00ff","content":[]},{"type":"map"}]
        "#);
    }

    #[test]
    fn an_empty_text_is_no_event() {
        let events = StandardResponse::text("").into_events();
        assert_eq!(events, [StreamEvent::Finished(Box::new(StandardResponse::text("")))]);
    }

    proptest::proptest! {
        #[test]
        fn any_response_survives_a_store(value in crate::strategies::response()) {
            let json: serde_json::Value =
                serde_json::from_str(&serde_json::to_string(&value).unwrap()).unwrap();
            proptest::prop_assert_eq!(serde_json::from_value::<StandardResponse>(json).unwrap(), value);
        }
    }
}
