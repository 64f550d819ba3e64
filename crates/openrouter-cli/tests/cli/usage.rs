//! `openrouter usage` and `openrouter credits`: what takes a management key.

use openrouter_sim::{Answer, ApiKeyConfig, Simulator};
use serde_json::Value;

use crate::command::{Ended, KEY, against, openrouter, run};

const MANAGEMENT: &str = "sk-or-v1-management0123456789abcdef";

/// An account that a key was used in for a month.
async fn used() -> Simulator {
    let builder = Simulator::builder().api_key(KEY).history(KEY);
    builder.api_key(ApiKeyConfig::management(MANAGEMENT)).start().await.unwrap()
}

fn managed(simulator: &Simulator, args: &[&str]) -> Ended {
    run(against(simulator, args).env("OPENROUTER_MANAGEMENT_KEY", MANAGEMENT))
}

/// A key that nothing was asked with.
const UNUSED: &str = "sk-or-v1-unused-0123456789";

fn unused_id() -> String {
    openrouter_auth::ApiKey::new(UNUSED).unwrap().id().to_string()
}

fn document(ended: &Ended) -> Value {
    assert_eq!(ended.code, Some(0), "{ended:?}");
    serde_json::from_str(&ended.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipe_gets_a_plain_table_by_model_by_day_or_by_provider() {
    let simulator = used().await;
    let models = managed(&simulator, &["usage"]);
    assert_eq!((models.code, models.stderr.as_str()), (Some(0), ""), "{models:?}");
    let header = models.stdout.lines().next().unwrap();
    let titles: Vec<_> = header.split_whitespace().collect();
    assert_eq!(titles, ["MODEL", "COST", "SHARE", "REQUESTS", "IN", "OUT"]);
    assert!(models.stdout.lines().nth(1).unwrap().starts_with("anthropic/claude-sonnet-4.6  "));
    assert!(models.stdout.contains("\nmeta-llama/llama-3.3-70b-instruct:free "), "{models:?}");
    assert!(models.stdout.is_ascii(), "no colours and no bars: {models:?}");

    let days = managed(&simulator, &["usage", "--by", "day", "--days", "7"]);
    assert_eq!(days.stdout.lines().count(), 8, "{days:?}");
    let id = openrouter_auth::ApiKey::new(KEY).unwrap().id().to_string();
    let of_key = managed(&simulator, &["usage", "--key", &id]);
    assert_eq!(of_key.stdout, models.stdout, "there is no other key");
    let unused = run(against(&simulator, &["usage", "--key", &unused_id()])
        .env("OPENROUTER_API_KEYS", UNUSED)
        .env("OPENROUTER_MANAGEMENT_KEY", MANAGEMENT));
    assert!(unused.stderr.contains(&format!("of key {}", unused_id())), "{unused:?}");
    managed(&simulator, &["usage", "--key", "00000000"])
        .check_failure(3, "there is no key 00000000");
    let providers = managed(&simulator, &["usage", "--by", "provider"]);
    assert!(providers.stdout.contains("\nAmazon Bedrock "), "{providers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn json_is_one_document_whose_sums_agree() {
    let simulator = used().await;
    let document = document(&managed(&simulator, &["usage", "--json"]));
    let sum = |list: &str| {
        let rows = document[list].as_array().unwrap();
        rows.iter().map(|row| row["requests"].as_u64().unwrap()).sum::<u64>()
    };
    let total = document["total"]["requests"].as_u64().unwrap();
    assert!(total > 10_000);
    assert_eq!([sum("days"), sum("models"), sum("providers")], [total; 3]);
    assert_eq!(document["days"].as_array().unwrap().len(), 30);
    assert_eq!(document["models"][0]["cost_by_day"].as_array().unwrap().len(), 30);
    assert_eq!(document["days"][29]["date"], document["to"]);
    assert!(document["total"]["cost"].is_string(), "exact: {}", document["total"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drawing_is_written_where_it_is_asked_for() {
    let simulator = used().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("usage.svg");
    let ended = managed(&simulator, &["usage", "--svg", file.to_str().unwrap()]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""), "{ended:?}");
    assert!(ended.stderr.contains(file.to_str().unwrap()), "{ended:?}");
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.contains(">openai/gpt-5.2</text>") && written.ends_with("</svg>\n"));
    let printed = managed(&simulator, &["usage", "--svg", "-"]);
    assert_eq!((printed.stdout, printed.stderr), (written, String::new()));

    let nowhere = folder.path().join("no").join("where.svg");
    let ended = managed(&simulator, &["usage", "--svg", nowhere.to_str().unwrap()]);
    ended.check_failure(3, nowhere.to_str().unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_without_use_says_so() {
    let simulator = Simulator::start().await.unwrap();
    let ended = run(&mut against(&simulator, &["usage"]));
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""), "{ended:?}");
    assert!(ended.stderr.starts_with("Nothing was used"), "{ended:?}");
    let json = document(&run(&mut against(&simulator, &["usage", "--json"])));
    assert_eq!(
        (json["models"].as_array().unwrap().len(), &json["total"]["requests"]),
        (0, &0.into())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn credits_are_exact_and_their_difference_is_what_is_left() {
    let simulator = Simulator::builder()
        .api_key(KEY)
        .api_key(ApiKeyConfig::management(MANAGEMENT))
        .account(openrouter_sim::AccountConfig::default().credits(25.into()).spent(27.into()))
        .start()
        .await
        .unwrap();
    let ended = managed(&simulator, &["credits"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let words: Vec<_> = ended.stdout.split_whitespace().collect();
    assert_eq!(words, ["BOUGHT", "USED", "LEFT", "$25.00", "$27.00", "-$2.00"]);
    assert!(ended.stderr.contains("add credits at"), "{ended:?}");
    let json = document(&managed(&simulator, &["credits", "--json"]));
    assert_eq!(json, serde_json::json!({"bought": "25", "used": "27", "left": "-2"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_management_key_its_variable_is_named() {
    let simulator = used().await;
    for (command, path) in [("credits", "/credits"), ("usage", "/activity")] {
        let ended = run(&mut against(&simulator, &[command]));
        ended.check_failure(3, "OPENROUTER_MANAGEMENT_KEY");
        assert!(ended.stderr.contains("hint: make one at https://openrouter.ai/"), "{ended:?}");
        let refused = run(against(&simulator, &[command])
            .env("OPENROUTER_MANAGEMENT_KEY", "sk-or-v1-revoked-0123"));
        refused.check_failure(3, "401");
        assert!(refused.stderr.contains("hint: check OPENROUTER_MANAGEMENT_KEY"), "{refused:?}");
        let keyless = run(&mut openrouter(&[command]));
        keyless.check_failure(3, "there is no API key");
        assert!(keyless.stderr.contains("set OPENROUTER_MANAGEMENT_KEY"), "{keyless:?}");
        let mut busy = against(&simulator, &[command]);
        busy.env("OPENROUTER_MANAGEMENT_KEY", MANAGEMENT);
        let down = Answer::error(503, "Down").header("retry-after", "3600");
        simulator.script(down.for_path(path));
        run(&mut busy).check_failure(5, "Down");
    }
}
