//! What counts how much.

use llm_types::{
    CallSize, ContentPart, FinishReason, ImageDetail, ImagePart, JsonSchema, MediaSource,
    StandardChoice, Tool,
};
use proptest::prelude::*;

use super::*;

#[test]
fn all_that_is_sent_again_is_counted() {
    let bytes = |text: &str| text.len() as u64;
    let mut message = AssistantMessage::text("four");
    assert_eq!(bytes.message(&message.clone().into()), 8);
    message.tool_calls = vec![ToolCall::new("id", "name", "{\"a\":1}")];
    assert_eq!(bytes.message(&message.clone().into()), 8 + 8 + 4 + 7);
    message.refusal = Some("no".to_owned());
    message.reasoning = Some(ReasoningContent::from_text("thinks"));
    assert_eq!(bytes.message(&message.clone().into()), 27 + 2 + 6);
    let raw = [r#"{"type": "t", "text": "thought"}"#, r#"{"type": "e", "data": "0123456789"}"#];
    let blocks = raw.map(|json| RawJson::parse(json.to_owned()).unwrap().into());
    message.reasoning = Some(ReasoningContent::new("shown only", Some(blocks.to_vec())));
    assert_eq!(bytes.message(&message.into()), 29 + 7 + 2);

    let tool = Tool::function("f", "does", serde_json::json!({}));
    assert_eq!(bytes.tool(&tool), 8 + 1 + 4 + 1);
    let request = StandardRequest::prompt("four")
        .with_tool(tool)
        .with_response_format(JsonSchema::new("x", serde_json::json!({})));
    assert_eq!(bytes.request(&request), 3 + 8 + 14 + 8 + 1);
}

#[test]
fn pictures_sounds_and_documents_are_counted_by_kind_and_length() {
    let data = || "AAAA".repeat(4_000);
    let mut low = ImagePart::new(MediaSource::Url("u".to_owned()));
    low.detail = Some(ImageDetail::Low);
    for (part, tokens) in [
        (ContentPart::Image(low), 85),
        (ContentPart::image_base64("image/png", data()), 1_500),
        (ContentPart::audio_base64("mp3", data()), 41),
        (ContentPart::audio_base64("wav", data()), 13),
        (ContentPart::video_url("u"), 3_000),
        (ContentPart::file("a.txt", MediaSource::base64("text/plain", data())), 3_001),
        (ContentPart::file("a.pdf", MediaSource::base64("application/pdf", data())), 500),
        (ContentPart::file("a.pdf", MediaSource::FileId("f".to_owned())), 3_000),
    ] {
        assert_eq!(TokenEstimate.part(&part), tokens);
    }
}

#[test]
fn a_conversation_has_the_tokens_of_its_messages() {
    let mut talk = Conversation::new().with_system("Be brief.");
    talk.push_user("Why?");
    talk.push_answer(&StandardResponse::text("Because."));
    // A choice that was not taken is not counted.
    let mut response = StandardResponse::text("So.");
    response.choices.push(StandardChoice::new(AssistantMessage::text("Or."), FinishReason::Stop));
    talk.push_answer(&response);
    assert_eq!(talk.tokens(&|text: &str| text.len() as u64), 4 * 4 + 9 + 4 + 8 + 3);
}

proptest! {
    /// What is likely lies within what is possible.
    #[test]
    fn the_estimate_of_a_text_prompt_is_within_the_bounds_of_a_call(
        texts in proptest::collection::vec("\\PC{0,20}", 0..4),
    ) {
        let request = StandardRequest::new(texts.into_iter().map(Message::user))
            .with_tool(Tool::function("f", "d", serde_json::json!({"type": "object"})));
        let bounds = CallSize::of(&request).input;
        let estimate = TokenEstimate.request(&request);
        prop_assert!(bounds.least <= estimate && estimate <= bounds.most.unwrap());
    }
}
