//! Prints an answer as it comes.
//!
//! Needs `OPENROUTER_API_KEY`; or start `openrouter sim` and set what it prints.

use std::io::Write;

use openrouter_provider::llm_types::{ChatProvider, StandardRequest, StreamEvent};
use openrouter_provider::{OpenRouter, OpenRouterOutcome};

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, reason = "an example prints")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let provider = OpenRouter::from_env()?;
    let request = StandardRequest::prompt("Why is the sky blue?").with_max_tokens(300);
    let mut stream = provider.stream(request).await?;
    while let Some(event) = stream.next_event().await? {
        match event {
            StreamEvent::Text { text, .. } => {
                print!("{text}");
                std::io::stdout().flush()?;
            }
            StreamEvent::Finished(answer) => {
                let outcome = answer.extension::<OpenRouterOutcome>();
                let upstream = outcome.and_then(|outcome| outcome.upstream.as_deref());
                println!("\n\nmodel: {:?}, served by {upstream:?}", answer.model);
                if let Some(usage) = &answer.usage {
                    let (read, written) = (usage.input_tokens, usage.output_tokens);
                    println!("read {read} tokens, wrote {written}, cost {:?}", usage.cost);
                }
            }
            _ => {}
        }
    }
    Ok(())
}
