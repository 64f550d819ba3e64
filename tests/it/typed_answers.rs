//! Typed answers over a real provider, against the simulator.

use std::collections::BTreeSet;
use std::sync::Arc;

use llm_toolkit::{AnswerForm, ExtractErrorKind, ExtractExt, Extracted, MisfitKind};
use llm_types::{Model, Provider, StandardRequest, Usd};
use openrouter_sim::{Answer, Simulator};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::set_up::{MODEL, provider};

/// A walk through a city.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
struct Walk {
    /// Where it begins.
    city: String,
    minutes: u16,
    /// What is seen, in order.
    sights: Vec<Sight>,
    #[serde(default)]
    tags: BTreeSet<String>,
    rest: Option<Box<Self>>,
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Sight {
    /// With its height in metres.
    Tower { height: f64 },
    Museum {
        #[serde(default)]
        is_free: bool,
    },
}

fn question() -> StandardRequest {
    StandardRequest::prompt("A walk through Rome in 90 minutes").with_model(MODEL)
}

fn sent(simulator: &Simulator, place: usize) -> Value {
    simulator.requests()[place].json().unwrap()
}

#[tokio::test]
async fn a_simulated_model_answers_with_any_type_waited_for_and_streamed() {
    let simulator = Simulator::start().await.unwrap();
    let provider: Arc<dyn Provider> = Arc::new(provider(&simulator));
    let waited: Extracted<Walk> = provider.extract(question()).await.unwrap();
    assert_eq!(waited.rounds.len(), 1);
    assert!(waited.usage().unwrap().cost > Some(Usd::ZERO));
    let format = &sent(&simulator, 0)["response_format"];
    assert_eq!(format["json_schema"]["strict"], true);
    assert_eq!(format["json_schema"]["schema"]["properties"]["minutes"]["type"], "integer");

    let mut growing = provider.extract::<Walk>(question()).stream().await.unwrap();
    let (mut steps, mut last) = (0, Value::Null);
    while let Some(partial) = growing.next().await.unwrap() {
        steps += 1;
        last = partial.value.clone();
    }
    let streamed = growing.finish().await.unwrap();
    assert_eq!(streamed.value, waited.value);
    assert!(steps > 3, "{steps}");
    let text: Value = serde_json::from_str(&streamed.rounds[0].response.joined_text()).unwrap();
    assert_eq!(last, text);
}

#[tokio::test]
async fn a_type_that_is_no_object_comes_through_its_wrapper() {
    let simulator = Simulator::start().await.unwrap();
    let provider = provider(&simulator);
    let sights: Vec<Sight> = provider.extract(question()).await.unwrap().value;
    assert!(!sights.is_empty());
    provider.extract::<u8>(question()).await.unwrap();
    provider.extract::<Option<Sight>>(question()).await.unwrap();
}

#[tokio::test]
async fn words_around_the_answer_and_one_mistake_are_forgiven() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::text(
        "Sure! ```json\n{\"city\": \"Rome\", \"minutes\": \"ninety\", \"sights\": []}\n```",
    ));
    simulator.script(Answer::text("{\"city\": \"Rome\", \"minutes\": 90, \"sights\": []}"));
    let provider = provider(&simulator);
    let walk: Extracted<Walk> = provider.extract(question()).await.unwrap();
    assert_eq!((walk.value.minutes, walk.rounds.len()), (90, 2));
    let costs =
        walk.rounds.iter().map(|round| round.response.usage.as_ref().unwrap().cost.unwrap());
    assert_eq!(walk.usage().unwrap().cost, Some(costs.sum()));
    let again = sent(&simulator, 1);
    assert_eq!(again["messages"].as_array().unwrap().len(), 3);
    let words = again["messages"][2]["content"].as_str().unwrap();
    assert!(words.contains("expected u16 (at `minutes`)"), "{words}");
}

#[tokio::test]
async fn a_model_without_schemas_reads_it_in_the_prompt() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::text("{\"city\": \"Rome\", \"minutes\": 90, \"sights\": []}"));
    let provider = provider(&simulator);
    let mut model = Model::new(MODEL);
    model.supported_parameters = vec!["response_format".to_owned()];
    let walk = provider.extract::<Walk>(question()).model(&model).await.unwrap();
    assert_eq!(walk.rounds[0].form, AnswerForm::JsonObject);
    let sent = sent(&simulator, 0);
    assert_eq!(sent["response_format"]["type"], "json_object");
    assert!(sent["messages"][0]["content"].to_string().contains("A walk through a city."));
}

#[tokio::test]
async fn what_is_no_value_is_told_apart() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::text("{\"city\": \"Ro").finish("length", "length"));
    simulator.script(Answer::text("I would rather talk.").always());
    let provider = provider(&simulator);
    let error = provider.extract::<Walk>(question()).await.unwrap_err();
    let ExtractErrorKind::CutOff(Some(begun)) = error.kind() else { panic!("{error:?}") };
    assert_eq!(begun["city"], "Ro");
    let error = provider.extract::<Walk>(question()).repairs(2).await.unwrap_err();
    let ExtractErrorKind::Misfit(misfit) = error.kind() else { panic!("{error:?}") };
    assert_eq!(misfit.kind(), MisfitKind::NotJson);
    assert_eq!(error.rounds().len(), 3);
    assert_eq!(simulator.requests().len(), 4);
}
