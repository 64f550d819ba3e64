//! Conversations that are sent as far as they fit, against the simulator.

use llm_toolkit::{CachePlan, Conversation, TokenBudget, TokenCounter, TokenEstimate};
use llm_types::{ChatProvider, Error, Message, ModelProvider, ProviderExt, StandardRequest};
use openrouter_sim::Simulator;
use serde_json::Value;

use crate::set_up::{MODEL, provider};

fn sent(simulator: &Simulator) -> Value {
    simulator.requests().last().unwrap().json().unwrap()
}

#[tokio::test]
async fn a_long_talk_is_kept_whole_and_sent_as_far_as_it_fits() {
    let simulator = Simulator::start().await.unwrap();
    let provider = provider(&simulator);
    let mut talk = Conversation::new().with_system("You are a patient teacher.");
    let budget = TokenBudget::new(200);
    for turn in 0..8 {
        talk.push_user(format!("What is the square of {turn}, and why?"));
        let fitted = talk.fit(&budget).unwrap();
        assert!(fitted.tokens <= 200);
        let request = StandardRequest::from(fitted.conversation).with_model(MODEL);
        let response = provider.complete(request).await.unwrap();
        talk.push_answer(&response);
        let stored = serde_json::to_string(&talk).unwrap();
        talk = serde_json::from_str(&stored).unwrap();
    }
    assert_eq!(talk.messages().len(), 17);
    let messages = sent(&simulator)["messages"].as_array().unwrap().clone();
    assert!(messages.len() < 16, "{}", messages.len());
    assert_eq!((&messages[0]["role"], &messages[1]["role"]), (&"system".into(), &"user".into()));
    assert!(messages.last().unwrap()["content"].to_string().contains("square of 7"));
}

#[tokio::test]
async fn what_goes_is_summed_up_by_the_model_itself() {
    let simulator = Simulator::start().await.unwrap();
    let provider = provider(&simulator);
    let mut talk = Conversation::new();
    for turn in 0..20 {
        talk.push_user(format!("What is the square of {turn}?"));
        talk.push(Message::assistant("That is easy. ".repeat(10)));
    }
    talk.push_user("And now?");
    let fitted = talk
        .fit_with_summary(&TokenBudget::new(500), 150, async |dropped| {
            let request = StandardRequest::new(dropped)
                .with_message(Message::user("Sum up what was said so far."))
                .with_model(MODEL);
            let summary = provider.ask(request).await?;
            Ok::<_, Error>(Message::user(format!("Before: {summary}")))
        })
        .await
        .unwrap();
    assert!(fitted.tokens <= 500);
    let first = fitted.conversation.messages()[0].content()[0].as_text().unwrap().to_owned();
    assert!(first.starts_with("Before: "), "{first}");
    assert_eq!(simulator.requests().len(), 1);
}

#[tokio::test]
async fn the_model_of_the_catalogue_says_how_much_fits() {
    let simulator = Simulator::start().await.unwrap();
    let provider = provider(&simulator);
    let models = provider.models().await.unwrap();
    let model = models.iter().find(|model| model.id.as_str() == MODEL).unwrap();
    let budget = TokenBudget::of_model(model, 1_000).unwrap();
    assert!(budget.room() > 1_000, "{}", budget.room());
    assert!(budget.room() + 1_000 < model.context_length.unwrap());
}

#[tokio::test]
async fn marks_for_the_cache_reach_the_service_where_they_were_set() {
    let simulator = Simulator::start().await.unwrap();
    let provider = provider(&simulator);
    let mut talk = Conversation::new().with_system("A long book. ".repeat(500));
    talk.push_user("Who wrote it?");
    talk.push(Message::assistant("Ada."));
    talk.push_user("When?");
    let mut request = StandardRequest::from(&talk).with_model(MODEL);
    assert!(TokenEstimate.request(&request) > 1_024);
    assert_eq!(CachePlan::new().apply(&mut request), 3);
    provider.complete(request).await.unwrap();
    let messages = sent(&simulator)["messages"].clone();
    for (place, marks) in [(0, 1), (1, 1), (2, 0), (3, 1)] {
        let message = messages[place].to_string();
        assert_eq!(
            message.matches(r#""cache_control":{"type":"ephemeral"}"#).count(),
            marks,
            "{message}"
        );
    }
}
