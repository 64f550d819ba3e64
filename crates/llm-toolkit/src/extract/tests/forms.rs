//! Which form an answer is asked for in.

use std::collections::BTreeMap;
use std::sync::Arc;

use llm_types::{Error, ErrorKind, Message, Model, Provider, ResponseFormat, StandardRequest};

use super::*;

/// What the one request was, in short.
fn asked(provider: &ScriptedProvider) -> Vec<(&'static str, bool)> {
    let form = |request: &StandardRequest| match &request.response_format {
        Some(ResponseFormat::JsonSchema(schema)) if schema.strict == Some(true) => "strict",
        Some(ResponseFormat::JsonSchema(_)) => "schema",
        Some(ResponseFormat::JsonObject) => "object",
        None => "prompt",
        Some(_) => "another",
    };
    let is_told = |request: &StandardRequest| {
        matches!(request.messages.first(), Some(Message::System(system))
            if system.content.iter().any(|part| part.as_text().unwrap().contains("JSON Schema")))
    };
    provider.requests().iter().map(|request| (form(request), is_told(request))).collect()
}

#[tokio::test]
async fn the_firmest_form_that_there_is_is_taken() {
    let provider = able().then(PANCAKES).then(r#"{"a": 1}"#);
    assert_eq!(provider.extract::<Recipe>("x").await.unwrap().value, recipe());
    // A map has no strict schema.
    provider.extract::<BTreeMap<String, u8>>("x").await.unwrap();
    assert_eq!(asked(&provider), [("strict", false), ("schema", false)]);
    let Some(ResponseFormat::JsonSchema(schema)) = &provider.requests()[0].response_format else {
        panic!("no schema");
    };
    assert_eq!((&*schema.name, schema.description.as_deref()), ("Recipe", Some("A recipe.")));
    assert_eq!(schema.schema["required"], serde_json::json!(["title", "minutes", "steps"]));
}

#[tokio::test]
async fn what_provider_and_model_cannot_is_not_asked_for() {
    let mut model = Model::new("a/m");
    for (parameters, expected) in [
        (&["structured_outputs", "response_format"][..], ("strict", false)),
        (&["response_format"], ("object", true)),
        (&["tools"], ("prompt", true)),
        // Nothing is known.
        (&[], ("strict", false)),
    ] {
        model.supported_parameters = parameters.iter().map(ToString::to_string).collect();
        let provider = able().then(PANCAKES);
        provider.extract::<Recipe>("x").model(&model).await.unwrap();
        assert_eq!(asked(&provider), [expected]);
    }
    let provider = ScriptedProvider::new().then(PANCAKES);
    provider.extract::<Recipe>("x").await.unwrap();
    assert_eq!(asked(&provider), [("object", true)]);
}

#[tokio::test]
async fn a_form_that_is_refused_gives_way_to_the_next() {
    let refusal = || Error::new(ErrorKind::InvalidRequest, "no response_format");
    let provider = able().then(refusal()).then(refusal()).then(refusal()).then(PANCAKES);
    let extracted = provider.extract::<Recipe>("x").await.unwrap();
    assert_eq!(extracted.rounds[0].form, AnswerForm::Prompt);
    assert_eq!(
        asked(&provider),
        [("strict", false), ("schema", false), ("object", true), ("prompt", true)]
    );
    let provider = able().then(refusal()).then(PANCAKES);
    provider.extract::<Recipe>("x").stream().await.unwrap().finish().await.unwrap();
    assert_eq!(asked(&provider).len(), 2);
}

#[tokio::test]
async fn a_request_that_is_refused_in_every_form_fails_as_it_did_first() {
    let provider = able()
        .then(Error::new(ErrorKind::InvalidRequest, "the first"))
        .then(Error::new(ErrorKind::InvalidRequest, "another"))
        .repeat_last();
    let error = provider.extract::<Recipe>("x").await.unwrap_err();
    assert_eq!(provider.requests().len(), 4);
    let ExtractErrorKind::Provider(error) = error.kind() else { panic!("{error:?}") };
    assert_eq!(error.message(), "the first");
    // Any other error says nothing of the form.
    let provider = able().then(Error::new(ErrorKind::RateLimited, "later")).then(PANCAKES);
    provider.extract::<Recipe>("x").await.unwrap_err();
    assert_eq!(provider.requests().len(), 1);
}

#[tokio::test]
async fn a_form_that_is_chosen_is_the_only_one() {
    let refusal = Error::new(ErrorKind::InvalidRequest, "no");
    let provider = able().then(refusal).then(PANCAKES);
    let extraction = provider.extract::<Recipe>("x").form(AnswerForm::JsonObject);
    extraction.await.unwrap_err();
    assert_eq!(asked(&provider), [("object", true)]);
}

#[tokio::test]
async fn the_rule_joins_the_instructions_that_are_there() {
    let provider = ScriptedProvider::new().then(PANCAKES);
    let request = StandardRequest::prompt("x").with_system("Be brief.");
    provider.extract::<Recipe>(request).form(AnswerForm::Prompt).await.unwrap();
    let messages = &provider.requests()[0].messages;
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[0].content()[0].as_text(), Some("Be brief."));
    assert!(messages[0].content()[1].as_text().unwrap().contains(r#""minutes""#));
}

#[tokio::test]
async fn any_pointer_to_any_provider_extracts() {
    let provider: Arc<dyn Provider> = Arc::new(able().then(PANCAKES).repeat_last());
    assert_eq!(provider.extract::<Recipe>("x").await.unwrap().value, recipe());
    let provider: &dyn Provider = &*provider;
    let future = provider.extract::<Recipe>("x").into_future();
    let sent: std::pin::Pin<Box<dyn Future<Output = _> + Send + '_>> = future;
    assert_eq!(sent.await.unwrap().value, recipe());
}
