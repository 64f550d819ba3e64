//! Lists the cheapest models that can call tools.
//!
//! Needs no key: the catalogue is public. Set `OPENROUTER_BASE_URL` for `openrouter sim`.

use openrouter_provider::OpenRouter;
use openrouter_provider::llm_types::{ModelProvider, Price};

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, reason = "an example prints")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let provider = OpenRouter::builder().environment()?.build()?;
    let models = provider.models().await?;
    let mut priced: Vec<_> = models
        .iter()
        .filter(|model| model.supports("tools"))
        .filter_map(|model| Some((model.pricing.as_ref()?.input.and_then(Price::amount)?, model)))
        .collect();
    priced.sort_by_key(|(price, _)| *price);
    for (price, model) in priced.into_iter().take(10) {
        println!("{:<45} {} per million tokens read", model.id, price * 1_000_000);
    }
    Ok(())
}
