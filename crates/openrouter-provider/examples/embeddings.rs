//! Finds the sentence that is closest in meaning to a question.
//!
//! Needs `OPENROUTER_API_KEY`. Set `OPENROUTER_BASE_URL` for `openrouter sim`, whose vectors mean
//! nothing.

use openrouter_provider::llm_types::{EmbeddingProvider, EmbeddingRequest, Result};
use openrouter_provider::{OpenRouter, OpenRouterEmbeddingOptions};

const MODEL: &str = "openai/text-embedding-3-small";
const SENTENCES: [&str; 3] = [
    "A key that is rejected gives way to the next.",
    "The stream ends with an error if it was cut.",
    "Prices are decimal numbers, never floats.",
];

/// Knows no provider.
async fn closest(provider: &dyn EmbeddingProvider, question: &str) -> Result<&'static str> {
    let request = EmbeddingRequest::new(MODEL, SENTENCES)
        .with_input(question)
        .with_dimensions(256)
        .with_extension(OpenRouterEmbeddingOptions::default().with_input_type("clustering"));
    let answer = provider.embed(request).await?;
    // A vector for each input, in their order: the question's is the last.
    let Some((asked, sentences)) = answer.vectors.split_last() else { return Ok("") };
    let likeness = |vector: &[f32]| -> f32 {
        vector.iter().zip(asked).map(|(left, right)| left * right).sum()
    };
    let best = SENTENCES
        .into_iter()
        .zip(sentences)
        .max_by(|(_, left), (_, right)| likeness(left).total_cmp(&likeness(right)));
    Ok(best.map(|(sentence, _)| sentence).unwrap_or_default())
}

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, reason = "an example prints")]
async fn main() -> Result<()> {
    let provider = OpenRouter::from_env()?;
    println!("{}", closest(&provider, "What happens when a connection breaks?").await?);
    Ok(())
}
