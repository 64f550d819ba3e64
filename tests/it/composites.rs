//! Several providers as one, over real connections.

use llm_provider_base::{Fallback, Member};
use llm_types::{Attempt, AttemptOutcome, ChatProvider, ErrorKind};
use openrouter_sim::fault::{FaultServer, Script};
use openrouter_sim::{Answer, Simulator};
use serde_json::json;

use crate::set_up::{provider, provider_of, read, request, text};

fn told(attempts: &[Attempt]) -> Vec<(Option<&str>, AttemptOutcome, Option<u16>)> {
    attempts.iter().map(|it| (it.provider.as_deref(), it.outcome, it.status)).collect()
}

const UNAVAILABLE: AttemptOutcome = AttemptOutcome::Failed(ErrorKind::Unavailable);
const INTERRUPTED: AttemptOutcome = AttemptOutcome::Failed(ErrorKind::Interrupted);

/// A success that says in its stream that it is none.
fn fails_within() -> Script {
    let error = json!({ "code": 502, "message": "upstream is down" });
    Script::new().read().events().comment().error(&error).done().end().close()
}

#[tokio::test]
async fn an_error_within_a_success_is_another_providers_turn() {
    let broken = FaultServer::start([fails_within()]).await.unwrap();
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::text("Because of the air.").always());
    let provider = Fallback::new([
        Member::new(provider_of(&broken)).named("broken"),
        Member::new(provider(&simulator)).named("healthy").with_model("openai/gpt-4o"),
    ]);
    let (deltas, answer) =
        read(provider.stream(request().with_max_attempts(3)).await.unwrap()).await;
    let answer = answer.unwrap();
    assert_eq!((&*text(&deltas), &*answer.joined_text()), ("Because of the air.", &*text(&deltas)));
    let failed = (Some("broken"), UNAVAILABLE, Some(200));
    let answered = (Some("healthy"), AttemptOutcome::Succeeded, Some(200));
    assert_eq!(told(&answer.attempts), [failed, failed, answered], "it was tried again first");
    let asked = simulator.requests()[0].json().unwrap();
    assert_eq!(asked["model"], "openai/gpt-4o");
}

#[tokio::test]
async fn a_stream_that_breaks_off_is_nobody_elses_turn() {
    let broken =
        FaultServer::start([Script::new().read().events().words(2).reset()]).await.unwrap();
    let simulator = Simulator::start().await.unwrap();
    let provider = Fallback::new([
        Member::new(provider_of(&broken)).named("broken"),
        Member::new(provider(&simulator)).named("healthy"),
    ]);
    let (deltas, error) = read(provider.stream(request()).await.unwrap()).await;
    let error = error.unwrap_err();
    assert_eq!(told(error.attempts()), [(Some("broken"), INTERRUPTED, Some(200))]);
    assert_eq!(error.partial().unwrap().joined_text(), text(&deltas));
    assert!(error.message().starts_with("broken: "), "{error}");
    assert!(simulator.requests().is_empty());
}
