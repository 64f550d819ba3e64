//! Conversations that grow, fit, and are stored.

mod caching;
mod counting;
mod fitting;
mod fitting_laws;
mod summaries;

use llm_types::{Message, RawJson, ReasoningContent, StandardResponse, ToolCall};

use super::*;

/// A model's wish to have these calls made.
fn calls(ids: &[&str]) -> Message {
    let mut message = AssistantMessage::default();
    message.tool_calls = ids.iter().map(|id| ToolCall::new(*id, "f", "{}")).collect();
    message.into()
}

fn result(id: &str) -> Message {
    Message::tool_result(id, "21")
}

/// Each message is a token, whatever is in it.
struct ByMessage;

impl TokenCounter for ByMessage {
    fn text(&self, _: &str) -> u64 {
        0
    }

    fn message(&self, _: &Message) -> u64 {
        1
    }
}

fn messages(count: u64) -> TokenBudget {
    TokenBudget::new(count).with_counter(ByMessage)
}

#[test]
fn a_conversation_is_stored_as_its_messages_and_goes_on() {
    let mut talk = Conversation::new().with_system("Be brief.");
    talk.push_user("How warm is it?");
    let block = RawJson::parse(r#"{"type": "x",  "signature": "s"}"#.to_owned()).unwrap().into();
    let Message::Assistant(mut answer) = calls(&["a"]) else { panic!("a model's") };
    answer.reasoning = Some(ReasoningContent::new("Hm.", Some(vec![block])));
    let mut response = StandardResponse::default();
    response.choices =
        vec![llm_types::StandardChoice::new(answer.clone(), llm_types::FinishReason::ToolCalls)];
    talk.push_answer(&response);
    talk.push_answer(&StandardResponse::default());
    talk.push_tool_result("a", "21");
    let json = serde_json::to_value(&talk).unwrap();
    assert_eq!(json, serde_json::to_value(talk.messages()).unwrap());
    let again: Conversation = serde_json::from_value(json).unwrap();
    assert_eq!(again, talk);
    assert_eq!(again.messages()[2], Message::Assistant(answer), "as it came");
    let request = StandardRequest::from(&again);
    assert_eq!(request.messages, again.into_messages());
}

#[test]
fn an_answer_that_says_nothing_does_not_spoil_the_conversation() {
    let mut answer = AssistantMessage::text(" \n");
    answer.reasoning = Some(ReasoningContent::new("Hm.", None));
    let response = |answer: &AssistantMessage| {
        let choice =
            llm_types::StandardChoice::new(answer.clone(), llm_types::FinishReason::Length);
        let mut response = StandardResponse::default();
        response.choices = vec![choice];
        response
    };
    let mut talk = Conversation::new();
    talk.push_answer(&response(&answer));
    talk.push_answer(&response(&AssistantMessage::default()));
    assert_eq!(talk, Conversation::new());
    answer.refusal = Some("No.".to_owned());
    talk.push_answer(&response(&answer));
    assert_eq!(talk.messages(), [Message::from(answer)]);
}
