//! Faults that are about money (row H06), and what a call may cost.

use llm_types::ErrorKind;
use openrouter_sim::fault::Script;
use serde_json::json;

use super::{A1, Trial};

/// A refusal that says how long an answer the account can afford.
fn too_long(affordable: &str) -> Script {
    let message = format!(
        "This request requires more credits, or fewer max_tokens. You requested up to 65536 \
         tokens, but can only afford {affordable}. To increase, add more credits"
    );
    Script::replies(402, &json!({ "error": { "code": 402, "message": message } }))
}

#[tokio::test(start_paused = true)]
async fn h06_an_answer_that_is_too_dear_says_how_long_a_one_is_affordable() {
    let trial = Trial::of([too_long("30104")]).stream().await;
    let trial = trial.failed(ErrorKind::InsufficientCredits, false).sent([A1]).within(0..=0);
    let trial = trial.no_key_blamed();
    assert_eq!(trial.end.unwrap_err().affordable_tokens(), Some(30_104));
    let trial = Trial::of([too_long("nothing")]).complete().await;
    let trial = trial.failed(ErrorKind::InsufficientCredits, false).sent([A1]);
    assert_eq!(trial.end.unwrap_err().affordable_tokens(), None);
}
