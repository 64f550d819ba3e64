//! Asking again.

use std::time::Duration;

use llm_types::{Error, ErrorKind, Message, ReasoningContent, StandardRequest};

use super::*;

#[tokio::test]
async fn an_answer_that_does_not_fit_goes_back_with_what_is_wrong() {
    let mut wrong = answer(r#"{"title": "Pancakes", "minutes": "few"}"#, FinishReason::Stop);
    wrong.choices[0].message.reasoning = Some(ReasoningContent::from_text("Hm."));
    let provider = able().then(wrong.clone()).then(answer(PANCAKES, FinishReason::Stop));
    let extracted = provider.extract::<Recipe>("A recipe").await.unwrap();
    assert_eq!(extracted.value, recipe());
    assert_eq!(cost(extracted.usage()), "0.02");
    assert_eq!(extracted.rounds[0].misfit.as_ref().unwrap().path(), "minutes");
    assert_eq!(extracted.message().unwrap().joined_text(), PANCAKES);

    let [first, second] = &provider.requests()[..] else { panic!("two requests") };
    assert_eq!(second.response_format, first.response_format);
    let [asked, said, again] = &second.messages[..] else { panic!("three messages") };
    assert_eq!(*asked, Message::user("A recipe"));
    // As it came, thoughts and all.
    assert_eq!(*said, Message::Assistant(wrong.into_message().unwrap()));
    let again = again.content()[0].as_text().unwrap();
    for part in ["invalid type: string \"few\", expected u32", "`minutes`", "line 1", "JSON Schema"]
    {
        assert!(again.contains(part), "{part} in {again}");
    }
}

#[tokio::test]
async fn after_the_last_repair_the_error_has_all_answers() {
    let wrong = |text| answer(text, FinishReason::Stop);
    let provider = able().then(wrong("{}")).then(wrong("No.")).then(wrong("")).then(PANCAKES);
    let error = provider.extract::<Recipe>("x").repairs(2).await.unwrap_err();
    assert_eq!(provider.requests().len(), 3);
    let texts: Vec<_> = error.rounds().iter().map(|round| round.response.joined_text()).collect();
    assert_eq!(texts, ["{}", "No.", ""]);
    assert!(error.rounds().iter().all(|round| round.misfit.is_some()));
    assert_eq!(cost(error.usage()), "0.03");
    assert!(error.to_string().ends_with("[3 rounds]"), "{error}");
}

#[tokio::test]
async fn an_empty_answer_is_not_sent_back() {
    let provider = able().then(answer("", FinishReason::Stop)).then(PANCAKES);
    provider.extract::<Recipe>("x").await.unwrap();
    let roles: Vec<_> = provider.requests()[1]
        .messages
        .iter()
        .map(|message| matches!(message, Message::User(_)))
        .collect();
    assert_eq!(roles, [true, true]);
}

#[tokio::test]
async fn a_rule_of_the_application_is_told_in_its_own_words() {
    let provider = able().then(PANCAKES).then(PANCAKES);
    let rule = |recipe: &Recipe| match recipe.steps.len() {
        0 => Err("there must be steps".to_owned()),
        _ => Ok(()),
    };
    let error = provider.extract::<Recipe>("x").check(rule).await.unwrap_err();
    let ExtractErrorKind::Misfit(misfit) = error.kind() else { panic!("{error:?}") };
    assert_eq!(misfit.message(), "there must be steps");
    let last = provider.requests()[1].messages.last().unwrap().content()[0].clone();
    let begin = "That answer cannot be used: there must be steps. Answer again";
    assert!(last.as_text().unwrap().starts_with(begin), "{last:?}");
}

#[tokio::test]
async fn a_repair_that_fails_keeps_what_was_answered_before() {
    let provider = able()
        .then(answer("{}", FinishReason::Stop))
        .then(Error::new(ErrorKind::RateLimited, "later"));
    let error = provider.extract::<Recipe>("x").await.unwrap_err();
    assert!(matches!(error.kind(), ExtractErrorKind::Provider(_)), "{error:?}");
    assert_eq!((error.rounds().len(), cost(error.usage())), (1, "0.01".to_owned()));
    assert_eq!(Error::from(error).kind(), ErrorKind::RateLimited);
}

#[tokio::test(start_paused = true)]
async fn all_rounds_together_keep_to_the_time_of_the_request() {
    let provider = able().then("{}").then(PANCAKES);
    let request = StandardRequest::prompt("x").with_timeout(Duration::from_secs(10));
    let growing = provider.extract::<Recipe>(request.clone()).stream().await.unwrap();
    tokio::time::advance(Duration::from_secs(4)).await;
    growing.finish().await.unwrap();
    let times: Vec<_> = provider.requests().iter().map(|request| request.timeout).collect();
    assert_eq!(times, [Some(Duration::from_secs(10)), Some(Duration::from_secs(6))]);

    let provider = able().then("{}").then(PANCAKES);
    let growing = provider.extract::<Recipe>(request).stream().await.unwrap();
    tokio::time::advance(Duration::from_secs(11)).await;
    let error = growing.finish().await.unwrap_err();
    assert!(matches!(error.kind(), ExtractErrorKind::Misfit(_)), "{error:?}");
    assert_eq!(provider.requests().len(), 1);
}
