//! Asks the catalogue: which model can do it, what it will cost, what would go wrong.
//!
//! Runs offline, against a simulator in the process: `cargo run -p openrouter-provider --example
//! catalog`.

use openrouter_provider::llm_types::{
    ChatProvider, ContentPart, Message, Modality, ModelFilter, ModelOrder, Price, StandardRequest,
};
use openrouter_provider::{OpenRouter, Preflight};
use openrouter_sim::Simulator;

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, reason = "an example prints")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sim = Simulator::start().await?;
    let openrouter = OpenRouter::builder()
        .base_url(sim.base_url())
        .api_key("sk-or-v1-any")
        .preflight(Preflight::Refuse)
        .build()?;
    let catalog = openrouter.catalog().await?;
    println!("{} models, {:?}", catalog.models().len(), catalog.status());

    println!("\nWhich models see pictures, call tools, and read a million tokens for a dollar?");
    let able = ModelFilter::default()
        .with_input(Modality::Image)
        .with_parameter("tools")
        .with_max_input_per_million("1".parse()?);
    for model in catalog.select(&able, ModelOrder::Price) {
        let input = model.pricing.as_ref().and_then(|prices| prices.input);
        let input = input.and_then(Price::amount).unwrap_or_default() * 1_000_000;
        let room = model.context_length.unwrap_or_default();
        println!("  {:<30} ${input} per million read, room for {room} tokens", model.id);
    }

    println!("\nWhat does a name say?");
    for name in ["openai/gpt-5.2-20251211", "openai/gpt-4o-mini:nitro", "openai/gpt-5.2:free"] {
        let found = catalog.get(name)?;
        let unlisted = &found.unlisted;
        println!("  {name}: {} by {:?}, not listed: {unlisted:?}", found.model.id, found.by);
    }
    if let Err(unknown) = catalog.get("openai/gpt4o-mini") {
        println!("  {unknown}");
    }

    println!("\nWhat will this cost, and what did it?");
    let request = StandardRequest::prompt("Why is the sky blue?")
        .with_model("openai/gpt-4o-mini")
        .with_max_tokens(500);
    let estimate = catalog.estimate(&request)?;
    match estimate.most {
        Some(most) => println!("  before: ${} to ${most}", estimate.least),
        None => println!("  before: nobody can tell, for {:?}", estimate.unknown),
    }
    let answer = openrouter.complete(request).await?;
    if let Some(cost) = catalog.cost(&"openai/gpt-4o-mini".into(), &answer) {
        for line in &cost.lines {
            println!("  {} {} at ${}: ${}", line.count, line.item, line.price, line.amount);
        }
        let charged = answer.usage.and_then(|usage| usage.cost).unwrap_or_default();
        println!("  by the list: ${}, charged: ${charged}", cost.total);
    }

    println!("\nWhat would go wrong?");
    let picture = ContentPart::image_url("https://example.com/sky.png");
    let useless = StandardRequest::new([Message::user_parts(["What is this?".into(), picture])])
        .with_model("deepseek/deepseek-r1:free")
        .with_max_tokens(1_000_000);
    let sent = sim.requests().len();
    if let Err(error) = openrouter.complete(useless).await {
        println!("  {error}");
    }
    println!("  {} requests were sent", sim.requests().len() - sent);
    Ok(())
}
