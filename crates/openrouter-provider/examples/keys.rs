//! A pool with keys of two accounts, and what becomes of it when one has no credits left and a key
//! of the other is refused.
//!
//! Runs by itself, against a simulator.

use openrouter_provider::OpenRouter;
use openrouter_provider::llm_types::{ChatProvider, StandardRequest};
use openrouter_provider::openrouter_auth::{ApiKey, KeyPool, PoolKey};
use openrouter_sim::{AccountConfig, ApiKeyConfig, Simulator};

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, reason = "an example prints")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sim = Simulator::builder()
        .account(AccountConfig::new("team-a").credits(0.into()))
        .account(AccountConfig::new("team-b").credits(10.into()))
        .api_key(ApiKeyConfig::new("sk-or-v1-team-a-1").account("team-a"))
        .api_key(ApiKeyConfig::new("sk-or-v1-team-a-2").account("team-a"))
        .api_key(ApiKeyConfig::new("sk-or-v1-team-b-1").account("team-b").disabled())
        .api_key(ApiKeyConfig::new("sk-or-v1-team-b-2").account("team-b"))
        .start()
        .await?;

    let key = |text: &str, account: &str, label: &str| {
        ApiKey::new(text).map(|key| PoolKey::new(key).account(account).label(label))
    };
    let pool = KeyPool::builder().max_per_key(8).keys([
        key("sk-or-v1-team-a-1", "team-a", "laptop")?,
        key("sk-or-v1-team-a-2", "team-a", "server")?,
        key("sk-or-v1-team-b-1", "team-b", "laptop")?,
        key("sk-or-v1-team-b-2", "team-b", "server")?,
    ]);
    let openrouter = OpenRouter::builder().base_url(sim.base_url()).key_pool(pool).build()?;

    for call in 1..=3 {
        let request = StandardRequest::prompt("hi").with_model("openai/gpt-4o-mini");
        let answer = openrouter.complete(request).await?;
        println!("call {call} took {} attempts", answer.attempts.len());
    }
    let status = openrouter.key_status();
    println!("\n{:<10} {:<8} {:<8} {:<12} {:>8}", "key", "account", "label", "state", "answers");
    for key in &status.keys {
        let label = key.label.as_deref().unwrap_or_default();
        let state = format!("{:?}", key.state);
        let (id, account) = (key.id.to_string(), key.account.as_str());
        println!("{id:<10} {account:<8} {label:<8} {state:<12} {:>8}", key.successes);
    }
    println!();
    for account in &status.accounts {
        println!("{}: {:?}, back in {:?}", account.id, account.state, account.resumes_in);
    }
    Ok(())
}
