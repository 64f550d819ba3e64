//! What goes first, and what stays.

use llm_types::{Error, ErrorKind, Model, Tool};

use super::*;

fn fit(talk: &[Message], room: u64) -> Result<Fitted, FitError> {
    Conversation::from(talk.to_vec()).fit(&messages(room))
}

#[track_caller]
fn check(talk: &[Message], room: u64, kept: &[usize]) {
    let fitted = fit(talk, room).unwrap();
    let (mut left, mut gone) = (Vec::new(), Vec::new());
    for (place, message) in talk.iter().enumerate() {
        let side = if kept.contains(&place) { &mut left } else { &mut gone };
        side.push(message.clone());
    }
    assert_eq!(fitted.conversation.messages(), left);
    assert_eq!(fitted.dropped, gone);
    assert_eq!(fitted.tokens, kept.len() as u64);
}

#[test]
fn the_oldest_turn_goes_first_and_whole() {
    let talk = [
        Message::system("s"),
        Message::user("one"),
        calls(&["a", "b"]),
        result("b"),
        result("a"),
        Message::assistant("1"),
        Message::developer("d"),
        Message::user("two"),
        Message::assistant("2"),
        Message::user("three"),
    ];
    check(&talk, 10, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    check(&talk, 9, &[0, 6, 7, 8, 9]);
    check(&talk, 5, &[0, 6, 7, 8, 9]);
    check(&talk, 3, &[0, 6, 9]);
    assert_eq!(fit(&talk, 2).unwrap_err(), FitError { needed: 3, room: 2 });
}

#[test]
fn within_the_last_turn_the_oldest_of_the_models_doings_goes_first() {
    let talk = [
        Message::user("one"),
        calls(&["a"]),
        result("a"),
        calls(&["b", "c"]),
        result("b"),
        result("c"),
        calls(&["d"]),
        result("d"),
    ];
    check(&talk, 7, &[0, 3, 4, 5, 6, 7]);
    check(&talk, 5, &[0, 6, 7]);
    let error = fit(&talk, 2).unwrap_err();
    assert_eq!(error, FitError { needed: 3, room: 2 });
    assert_eq!(Error::from(error).kind(), ErrorKind::ContextLength);
    assert_eq!(error.to_string(), "what cannot be left out has 3 tokens, and there is room for 2");
}

#[test]
fn a_result_without_its_call_always_goes() {
    let talk = [
        result("z"),
        Message::user("one"),
        calls(&["a"]),
        result("a"),
        result("b"),
        Message::user("two"),
        // Its call is in another turn.
        result("a"),
    ];
    check(&talk, 100, &[1, 2, 3, 5]);
    check(&talk, 1, &[5]);
    // Nor does it belong to what stands in the place that its call had in that turn.
    let talk = [
        Message::user("one"),
        calls(&["a"]),
        Message::user("two"),
        Message::assistant("2"),
        result("a"),
    ];
    check(&talk, 100, &[0, 1, 2, 3]);
}

#[test]
fn a_greeting_goes_before_the_first_turn() {
    let talk = [Message::assistant("Hello!"), Message::user("one"), Message::assistant("1")];
    check(&talk, 3, &[0, 1, 2]);
    check(&talk, 2, &[1, 2]);
    check(&[Message::assistant("a"), Message::assistant("b")], 2, &[0, 1]);
    check(&[], 0, &[]);
}

#[test]
fn what_has_to_be_cut_is_cut_to_the_target_if_that_can_be() {
    let talk: Vec<_> = (0..10).map(|turn| Message::user(turn.to_string())).collect();
    let talk = Conversation::from(talk);
    let budget = messages(9).down_to(4);
    assert_eq!(talk.fit(&budget).unwrap().tokens, 4);
    assert_eq!(talk.fit(&messages(9)).unwrap().tokens, 9);
    assert_eq!(talk.fit(&messages(10).down_to(4)).unwrap().tokens, 10, "it fits as it is");
    assert_eq!(talk.fit(&budget.down_to(0)).unwrap().tokens, 1, "the last one stays");
    assert_eq!(talk.fit(&messages(2).down_to(4)).unwrap().tokens, 2);
}

#[test]
fn a_budget_leaves_room_for_answer_tools_and_doubt() {
    let mut model = Model::new("a/m");
    assert!(TokenBudget::of_model(&model, 1).is_none());
    model.context_length = Some(1_000);
    let budget = TokenBudget::of_model(&model, 200).unwrap();
    assert_eq!(budget.room(), 720);
    let tool = Tool::function("weather", "tells it", serde_json::json!({"type": "object"}));
    let taken = TokenEstimate.tool(&tool);
    assert_eq!(budget.clone().less_tools(&[tool]).room(), 720 - taken);
    assert_eq!(budget.with_counter(ByMessage).room(), 800);
    assert_eq!(TokenBudget::of_model(&model, 2_000).unwrap().room(), 0);
}

#[test]
fn a_counter_may_say_that_everything_is_endless() {
    let talk: Vec<_> = (0..3).map(|turn| Message::user(turn.to_string())).collect();
    let talk = Conversation::from(talk);
    let budget = |room| TokenBudget::new(room).with_counter(|_: &str| u64::MAX);
    let error = talk.fit(&budget(1_000)).unwrap_err();
    assert_eq!(error, FitError { needed: u64::MAX, room: 1_000 });
    let fitted = talk.fit(&budget(u64::MAX)).unwrap();
    assert_eq!((fitted.tokens, fitted.dropped.len()), (u64::MAX, 2));
}
