//! Sums up a file, or a text of its own, without any model: a script stands in for one and gives
//! back the first sentence of what it is asked about.
//!
//! `cargo run -p summarizer --example offline -- README.md`

use std::sync::Arc;
use std::time::Duration;

use llm_types::StandardRequest;
use llm_types::mock::{ScriptedAnswer, ScriptedProvider};
use summarizer::{Progress, Summarizer};

/// What a model might say.
fn answer(request: &StandardRequest) -> ScriptedAnswer {
    let asked = request.messages.last().and_then(|message| message.content()[0].as_text());
    let (_, text) = asked.and_then(|asked| asked.split_once("\n\n")).unwrap_or_default();
    let sentence = text.split_inclusive(['.', '\n']).next().unwrap_or_default();
    ScriptedAnswer::pieces(sentence.split_inclusive(' '))
        .after(Duration::from_millis(300))
        .with_gaps(Duration::from_millis(60))
}

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, clippy::print_stderr, reason = "an example prints")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = match std::env::args().nth(1) {
        Some(path) => std::fs::read_to_string(path)?,
        None => "The meeting began at nine. Ada will mend the bridge.\n\n".repeat(20),
    };
    // An application takes its provider from a registry, and a configuration, in this place.
    let provider = ScriptedProvider::new().with_timer(tokio::time::sleep).answer_with(answer);
    let summarizer = Summarizer::new(Arc::new(provider)).piece_length(300);
    let summary = summarizer
        .summarize(&text, |progress| match progress {
            Progress::Piece { done, of } => eprintln!("read {done} of {of} pieces"),
            Progress::Text(text) => print!("{text}"),
        })
        .await?;
    println!("\n({} pieces; no model was asked)", summary.pieces);
    Ok(())
}
