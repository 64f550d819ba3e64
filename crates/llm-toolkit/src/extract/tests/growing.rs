//! Values as they grow.

use llm_types::mock::ScriptedAnswer;
use llm_types::{Error, ErrorKind};
use serde_json::{Value, json};

use super::*;

async fn snapshots<T>(pieces: &[&str]) -> (Vec<Value>, Result<T, ExtractError>)
where
    T: serde::de::DeserializeOwned + JsonSchema + Send,
{
    let provider = able().then(ScriptedAnswer::pieces(pieces.iter().copied()));
    let mut growing = provider.extract::<T>("x").repairs(0).stream().await.unwrap();
    let mut seen = Vec::new();
    while let Some(partial) = growing.next().await.unwrap() {
        seen.push(partial.value.clone());
    }
    assert!(growing.next().await.unwrap().is_none(), "the end stays");
    (seen, growing.finish().await.map(|extracted| extracted.value))
}

#[tokio::test]
async fn each_step_shows_more_and_only_steps_that_do_are_shown() {
    let pieces =
        ["Sure! ", "```{", "\"title\"", ":", " \"Pan", "cakes\", \"min", "utes\": 2", "5}", "```"];
    let (seen, value) = snapshots::<Recipe>(&pieces).await;
    assert_eq!(
        seen,
        [
            json!({}),
            json!({"title": "Pan"}),
            json!({"title": "Pancakes"}),
            json!({"title": "Pancakes", "minutes": 25}),
        ]
    );
    assert_eq!(value.unwrap(), recipe());
}

#[tokio::test]
async fn what_is_wrapped_is_shown_without_its_wrapper() {
    let (seen, value) = snapshots::<Vec<u8>>(&["{\"va", "lue\": ", "[1,", "2", "]}"]).await;
    assert_eq!(seen, [json!([1]), json!([1, 2])]);
    assert_eq!(value.unwrap(), [1, 2]);
}

#[tokio::test]
async fn what_there_is_can_be_read_as_the_type_if_that_allows() {
    let pieces = [r#"{"title": "Pan"#, r#"cakes", "minutes": 25, "steps": ["Mi"#, r#"x."]}"#];
    let provider = able().then(ScriptedAnswer::pieces(pieces));
    let mut growing = provider.extract::<Recipe>("x").stream().await.unwrap();
    assert_eq!(growing.next().await.unwrap().unwrap().read(), None);
    let begun = growing.next().await.unwrap().unwrap().read().unwrap();
    assert_eq!(begun, Recipe { steps: vec!["Mi".to_owned()], ..recipe() });
    let whole = growing.finish().await.unwrap().value;
    assert_eq!(whole.steps, ["Mix."], "finishing early reads the rest");
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_one_error() {
    let broken = ScriptedAnswer::pieces(["{\"title\": \"Pan"])
        .broken_by(Error::new(ErrorKind::Interrupted, "reset"));
    let provider = able().then(broken).then(PANCAKES);
    let mut growing = provider.extract::<Recipe>("x").stream().await.unwrap();
    assert!(growing.next().await.unwrap().is_some());
    let error = growing.next().await.unwrap_err();
    let ExtractErrorKind::Provider(error) = error.kind() else { panic!("{error:?}") };
    assert_eq!(error.partial().unwrap().joined_text(), "{\"title\": \"Pan");
    assert!(growing.next().await.unwrap().is_none());
    growing.finish().await.unwrap_err();
    assert_eq!(provider.requests().len(), 1);
}

#[tokio::test]
async fn a_grown_value_that_does_not_fit_is_repaired_at_the_end() {
    let provider = able().then(ScriptedAnswer::pieces(["{\"title\": ", "7}"])).then(PANCAKES);
    let mut growing = provider.extract::<Recipe>("x").stream().await.unwrap();
    while growing.next().await.unwrap().is_some() {}
    let extracted = growing.finish().await.unwrap();
    assert_eq!((extracted.value, extracted.rounds.len()), (recipe(), 2));
}
