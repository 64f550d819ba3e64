//! What is made of an answer.

use llm_types::{Error, ErrorKind, ToolCall};
use serde_json::json;

use super::*;

async fn read(text: &str) -> Result<Recipe, ExtractError> {
    let provider = able().then(text);
    provider.extract("x").repairs(0).await.map(|extracted| extracted.value)
}

async fn failure(response: StandardResponse) -> ExtractError {
    able().then(response).extract::<Recipe>("x").repairs(1).await.unwrap_err()
}

#[tokio::test]
async fn json_is_found_in_fences_and_between_words() {
    for text in [
        format!(" {PANCAKES}\n"),
        format!("```json\n{PANCAKES}\n```"),
        format!(
            "Sure [1]! With {{braces}} and {{\"other\": {PANCAKES}}}:\n{PANCAKES}\nEnjoy {{}}."
        ),
        format!("<think>{{\"title\": \"no\"}}</think>{PANCAKES}"),
    ] {
        assert_eq!(read(&text).await.unwrap(), recipe(), "{text}");
    }
    // What stands in a document that does not fit is not taken for the answer.
    read(&format!(r#"{{"draft": {PANCAKES}}}"#)).await.unwrap_err();
}

#[tokio::test]
async fn the_model_is_told_where_the_json_breaks_and_not_where_the_words_begin() {
    let error = read("Sure:\n```json\n{\"title\": \"Pancakes\",\n\"minutes\": ?}\n```").await;
    let error = error.unwrap_err();
    let ExtractErrorKind::Misfit(misfit) = error.kind() else { panic!("{error:?}") };
    assert_eq!((misfit.path(), misfit.line(), misfit.column()), ("minutes", Some(2), Some(12)));
}

#[tokio::test]
async fn a_draft_in_the_models_thoughts_is_not_its_answer() {
    let text = format!("<think>{{\"title\": \"No\", \"minutes\": 1}}?</think>\n{PANCAKES}");
    assert_eq!(read(&text).await.unwrap(), recipe());
}

#[tokio::test]
async fn words_without_end_are_given_up_soon() {
    let error = read(&"[{".repeat(100_000)).await.unwrap_err();
    assert!(matches!(error.kind(), ExtractErrorKind::Misfit(_)), "{error:?}");
}

#[tokio::test]
async fn what_is_no_object_is_read_in_its_wrapper_and_without() {
    let provider = able().then(r#"{"value": [2, 3]}"#).then("Here: [5]");
    let primes: Vec<u8> = provider.extract("x").await.unwrap().value;
    assert_eq!(primes, [2, 3]);
    let primes: Vec<u8> = provider.extract("x").await.unwrap().value;
    assert_eq!(primes, [5]);
}

#[tokio::test]
async fn a_misfit_names_its_place_and_keeps_the_answer_out_of_sight() {
    let error = read("{\"title\": \"canary\",\n \"minutes\": \"canary\"}").await.unwrap_err();
    let ExtractErrorKind::Misfit(misfit) = error.kind() else { panic!("{error:?}") };
    assert_eq!((misfit.path(), misfit.line(), misfit.column()), ("minutes", Some(2), Some(20)));
    assert_eq!(error.to_string(), "the answer is not of the expected shape at line 2 column 20");
    assert!(error.raw_text().contains("canary"));
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("canary"), "{shown}");
    let plain = Error::from(error);
    assert_eq!(plain.kind(), ErrorKind::Decode);
    assert!(plain.partial().unwrap().joined_text().contains("canary"));
    assert!(!format!("{plain} {plain:?}").contains("canary"));
}

#[tokio::test]
async fn what_is_no_answer_is_told_apart_and_not_asked_for_again() {
    let mut refused = answer("", FinishReason::Stop);
    refused.choices[0].message.refusal = Some("I will not.".to_owned());
    let error = failure(refused).await;
    assert!(matches!(error.kind(), ExtractErrorKind::Refused(text) if text == "I will not."));
    assert_eq!(cost(error.usage()), "0.01");
    assert_eq!(Error::from(error).kind(), ErrorKind::ContentPolicy);

    let error = failure(answer("{\"title\": \"Pan", FinishReason::ContentFilter)).await;
    assert!(matches!(error.kind(), ExtractErrorKind::Filtered), "{error:?}");
    assert_eq!(Error::from(error).kind(), ErrorKind::ContentPolicy);

    let mut calling = answer("Let me see.", FinishReason::ToolCalls);
    calling.choices[0].message.tool_calls = vec![ToolCall::new("call_1", "f", "{}")];
    let error = failure(calling).await;
    assert!(matches!(error.kind(), ExtractErrorKind::ToolCalls), "{error:?}");
    assert_eq!(error.rounds()[0].response.tool_calls().len(), 1);
    assert_eq!(Error::from(error).kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn what_was_cut_off_is_kept_as_far_as_it_came() {
    let cut = "So: {\"title\": \"Pancakes\", \"minutes\": 2, \"steps\": [\"Mi";
    let error = failure(answer(cut, FinishReason::Length)).await;
    let ExtractErrorKind::CutOff(Some(value)) = error.kind() else { panic!("{error:?}") };
    assert_eq!(*value, json!({"title": "Pancakes", "minutes": 2, "steps": ["Mi"]}));
    assert!(!format!("{error:?}").contains("Pan"), "{error:?}");
    assert_eq!(Error::from(error).kind(), ErrorKind::TooLarge);
    // Cut off after its end.
    let whole = answer(&format!("{PANCAKES} I ho"), FinishReason::Length);
    assert_eq!(able().then(whole).extract::<Recipe>("x").await.unwrap().value, recipe());
}

#[tokio::test]
async fn a_number_that_was_cut_off_is_no_smaller_number() {
    let cut = able().then(answer("12", FinishReason::Length));
    let error = cut.extract::<u32>("x").await.unwrap_err();
    assert!(matches!(error.kind(), ExtractErrorKind::CutOff(None)), "{error:?}");
    let whole = able().then(answer(r#"{"value": 12} I ho"#, FinishReason::Length));
    assert_eq!(whole.extract::<u32>("x").await.unwrap().value, 12);
}
