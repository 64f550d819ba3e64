//! What is set aside for a call.

use futures::StreamExt as _;
use llm_provider_base::SpendingBudget;
use llm_types::{ChatProvider, ContentPart, Message, ModelProvider, StandardRequest, Usd};

use super::canned::{Canned, Piece, Reply, bytes, text};
use crate::{OpenRouter, OpenRouterOptions};

const CATALOGUE: &str = r#"{"data":[
    {"id":"a/m","name":"M","pricing":{"prompt":"0.000001","completion":"0.001"},
     "top_provider":{"max_completion_tokens":400}},
    {"id":"b/m","name":"M","pricing":{"prompt":"0.000001","completion":"0.01"},
     "top_provider":{"max_completion_tokens":400}}
]}"#;

/// What is set aside while this request is answered, with the catalogue or without.
async fn reserved(request: StandardRequest, with_catalogue: bool) -> Usd {
    let canned = Canned::answering(|asked| match &*asked.path {
        "/api/v1/models" => Reply::json(200, CATALOGUE),
        _ => Reply::pieces([bytes(text("ok")), Piece::Hangs]),
    });
    let budget = SpendingBudget::total("100".parse().unwrap(), "7".parse().unwrap());
    let provider = OpenRouter::builder()
        .api_key("sk-or-v1-a")
        .transport(canned.clone())
        .spending_budget(budget.clone())
        .build()
        .unwrap();
    if with_catalogue {
        provider.models().await.unwrap();
    }
    let sends = canned.sends();
    let mut stream = provider.stream(request).await.unwrap();
    stream.next().await.unwrap().unwrap();
    assert_eq!(canned.sends(), sends + 1, "nothing is asked beside the call");
    budget.status().reserved
}

fn asking(model: &str) -> StandardRequest {
    StandardRequest::prompt("hi").with_model(model)
}

#[tokio::test(start_paused = true)]
async fn what_is_set_aside_is_told_by_the_prices_that_are_known() {
    let seven: Usd = "7".parse().unwrap();
    let within = |reserved: Usd, least: &str, most: &str| {
        let (least, most) = (least.parse().unwrap(), most.parse().unwrap());
        assert!((least..most).contains(&reserved), "{reserved}");
    };
    // Some bytes of prompt, and 400 tokens of answer.
    within(reserved(asking("a/m"), true).await, "0.40001", "0.402");
    let short = asking("a/m").with_max_tokens(10);
    within(reserved(short, true).await, "0.01001", "0.012");
    let fallback = OpenRouterOptions::default().with_fallback_model("b/m");
    let dearer = asking("a/m").with_extension(fallback);
    within(reserved(dearer, true).await, "4", "4.002");
    assert_eq!(reserved(asking("a/m"), false).await, seven);
    assert_eq!(reserved(asking("c/m"), true).await, seven);
    let picture = Message::user_parts([ContentPart::image_url("https://x.test/i.png")]);
    let picture = StandardRequest::new([picture]).with_model("a/m");
    assert_eq!(reserved(picture, true).await, seven);
}
