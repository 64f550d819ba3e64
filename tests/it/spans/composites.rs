//! The spans of providers that are made of others, with those of their members under them.

use llm_provider_base::{Fallback, Member, Race};
use llm_types::ChatProvider;
use llm_types::mock::{ScriptedAnswer, ScriptedProvider};
use openrouter_sim::Answer;

use super::heard;
use crate::set_up::{provider, request};

#[tokio::test]
async fn each_member_that_is_asked_is_a_span_under_that_of_the_call() {
    let (simulator, tree, _listening) = heard().await;
    simulator.script(Answer::error(503, "down"));
    let local = ScriptedProvider::new().with_name("local").then("Because canary.");
    let fallback =
        Fallback::new([Member::new(provider(&simulator)), Member::new(local).with_model("small")]);
    fallback.complete(request().with_max_attempts(2)).await.unwrap();
    insta::assert_snapshot!(tree.outline(), @r"
    chat openai/gpt-4o-mini succeeded
      openrouter failed unavailable
        chat openai/gpt-4o-mini failed unavailable
          POST failed unavailable
      local succeeded
    ");
    let member = &tree.named("member")[1];
    assert_eq!(member.text("gen_ai.request.model"), "small");
    assert_eq!(member.text("composite.member"), "local");
    for span in tree.spans() {
        assert!(span.is_closed() && span.said_again.is_empty(), "{span:?}");
        assert!(!format!("{span:?}").contains("canary"), "{span:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_lost_says_so() {
    let (_simulator, tree, _listening) = heard().await;
    let slow = ScriptedProvider::new().with_name("slow").then(ScriptedAnswer::hang());
    let fast = ScriptedProvider::new().with_name("fast").then("Because.");
    let mut stream = Race::new([slow, fast]).stream(request()).await.unwrap();
    while stream.next_event().await.unwrap().is_some() {}
    insta::assert_snapshot!(tree.outline(), @r"
    chat openai/gpt-4o-mini succeeded
      slow lost
      fast succeeded
    ");
    let call = tree.only("call");
    assert_eq!((call.text("gen_ai.provider.name"), call.text("composite.asked")), ("race", "2"));
    assert_eq!(tree.named("member")[1].text("composite.hedge"), "true");
}
