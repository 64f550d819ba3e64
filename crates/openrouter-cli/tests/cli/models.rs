//! `openrouter models`.

use std::net::TcpListener;

use openrouter_sim::{Answer, Simulator};
use serde_json::Value;

use crate::command::{Ended, against, openrouter, run};

impl Ended {
    /// The first column of the table, below its title.
    fn ids(&self) -> Vec<&str> {
        let ids = self.stdout.lines().skip(1).filter_map(|line| line.split_whitespace().next());
        ids.collect()
    }
}

/// An address at which nobody listens: a port that was free a moment ago.
fn nobody() -> String {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    format!("http://127.0.0.1:{port}")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_models_are_a_table_that_a_pipe_gets_whole() {
    let simulator = Simulator::start().await.unwrap();
    let ended = run(&mut against(&simulator, &["models", "--sort", "name"]));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let title = ended.stdout.lines().next().unwrap();
    let columns: Vec<_> = title.split_whitespace().collect();
    let expected = "MODEL NAME IN OUT CONTEXT MAX OUT READS CAN ADDED";
    assert_eq!(columns.join(" "), expected);
    let row = ended.stdout.lines().find(|line| line.starts_with("google/gemini-2.5-flash "));
    let words: Vec<_> = row.unwrap().split_whitespace().collect();
    let expected = "google/gemini-2.5-flash Google: Gemini 2.5 Flash $0.30 $2.50 1,048,576 65,535 \
                    text image audio video file tools json thinks 2025-06-17";
    assert_eq!(words.join(" "), expected);
    let unit = "prices in US dollars for a million tokens";
    assert_eq!(ended.stderr, format!("{} models; {unit}\n", ended.ids().len()));
    assert!(!ended.stdout.contains(['\u{1b}', '…']));
    // Those that answer no chat are not among them.
    assert!(!ended.stdout.contains(":batch") && !ended.stdout.contains("embedding"));
}

#[tokio::test(flavor = "multi_thread")]
async fn conditions_narrow_the_list_and_an_order_sorts_it() {
    let simulator = Simulator::start().await.unwrap();
    let ids = |args: &str| {
        let args: Vec<_> = ["models"].into_iter().chain(args.split_whitespace()).collect();
        let ended = run(&mut against(&simulator, &args));
        assert_eq!(ended.code, Some(0), "{ended:?}");
        ended.ids().join(" ")
    };
    assert_eq!(ids("CLAUDE opus"), "anthropic/claude-opus-4.6");
    assert_eq!(ids("--free gpt"), "openai/gpt-oss-20b:free");
    // Each word, each kind and each parameter is a condition, in whatever order.
    let cheap = "--max-price 0.05 --max-output-price 0.2 --context 128k";
    assert_eq!(
        ids(&format!("{cheap} --supports tools --supports structured_outputs --sort price o a")),
        ids(&format!("{cheap} --supports tools,structured_outputs --sort price a o"))
    );
    assert_eq!(
        ids("--input audio,video --context 1m --sort output-price --max-price 0.3"),
        "google/gemini-2.5-flash-lite google/gemini-2.5-flash"
    );
    assert_eq!(
        ids("--output embeddings --sort id"),
        "google/gemini-embedding-2 openai/text-embedding-3-large openai/text-embedding-3-small"
    );
    assert_eq!(ids("--limit 3 --sort price"), ids("--free --limit 3 --sort price"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_is_cut_says_so() {
    let simulator = Simulator::start().await.unwrap();
    let ended = run(&mut against(&simulator, &["models", "gpt", "--limit", "2"]));
    assert_eq!(ended.ids().len(), 2);
    let counts: Vec<_> = ended.stderr.trim_end().split(", ").collect();
    assert!(counts.len() == 3 && counts[2].starts_with("2 shown; "), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn if_nothing_fits_the_condition_to_blame_is_named_and_the_code_is_8() {
    let simulator = Simulator::start().await.unwrap();
    let args = ["models", "claude", "--max-price", "0.01", "--supports", "tolls"];
    let ended = run(&mut against(&simulator, &args));
    ended.check_failure(8, "models fits");
    assert!(ended.stderr.ends_with("hint: --supports tolls: no model is like that\n"), "{ended:?}");
    assert_eq!(ended.stdout, "");

    let ended = run(&mut against(&simulator, &["models", "haiku", "--max-price", "0.01"]));
    assert!(ended.stderr.contains("hint: without --max-price 0.01, 2 models fit\n"), "{ended:?}");
    let ended = run(&mut against(&simulator, &["models", "qqq", "--json"]));
    let document: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((ended.code, &document["fitting"]), (Some(8), &0.into()), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn json_is_one_document_with_exact_prices() {
    let simulator = Simulator::start().await.unwrap();
    let ended = run(&mut against(&simulator, &["models", "gpt-4o-mini", "--json"]));
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    let document: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(document["base_url"], simulator.base_url());
    assert_eq!((&document["status"], &document["simulated"]), (&"current".into(), &false.into()));
    assert!(document["fetched_at"].as_str().unwrap().ends_with('Z'), "{document}");
    assert_eq!((&document["fitting"], &document["models"][1]), (&1.into(), &Value::Null));
    assert!(document["total"].as_u64() > Some(40), "{document}");
    assert_eq!(document["models"][0]["pricing"]["prompt"], "0.00000015");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_cannot_be_asked_leaves_names_and_ends_with_5() {
    let mut command = openrouter(&["models", "claude"]);
    let ended = run(command.env("OPENROUTER_BASE_URL", format!("{}/api/v1", nobody())));
    assert_eq!(ended.code, Some(5), "{ended:?}");
    assert!(ended.ids().contains(&"anthropic/claude-haiku-4.5"), "{ended:?}");
    assert!(ended.stderr.starts_with("fallback: no connection"), "{ended:?}");
    // Of names alone nobody can say what costs nothing.
    let mut command = openrouter(&["models", "--free", "--json"]);
    let ended = run(command.env("OPENROUTER_BASE_URL", format!("{}/api/v1", nobody())));
    let document: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((ended.code, &document["status"]), (Some(5), &"fallback".into()), "{ended:?}");
    assert!(!ended.stderr.contains("hint: --free"), "{ended:?}");
}

#[test]
fn without_key_address_and_network_a_simulator_answers_and_says_so() {
    for args in [&["models", "--json", "--limit", "1"][..], &["model", "openai/gpt-5.2", "--json"]]
    {
        // Whatever network this machine has: there is no way to it.
        let ended = run(openrouter(args).env("HTTPS_PROXY", nobody()));
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert!(ended.stderr.starts_with("simulated: OpenRouter cannot be reached"), "{ended:?}");
        let document: Value = serde_json::from_str(&ended.stdout).unwrap();
        assert_eq!(document["simulated"], true, "{document}");
        assert!(document["base_url"].as_str().unwrap().starts_with("http://127.0.0.1:"));
    }
}

#[test]
fn with_a_key_no_simulator_steps_in() {
    for args in [&["models"][..], &["model", "openai/gpt-5.2"]] {
        let mut command = openrouter(args);
        let key = ("OPENROUTER_API_KEY", crate::command::KEY);
        let ended = run(command.env("HTTPS_PROXY", nobody()).envs([key]));
        assert_eq!(ended.code, Some(5), "{ended:?}");
        assert!(!ended.stderr.contains("simulat"), "{ended:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_are_much_like_an_unknown_one_are_told() {
    let simulator = Simulator::start().await.unwrap();
    for (unknown, hint) in [
        ("gpt-5-mini", "openai/gpt-5-mini"),
        ("openai/gpt5.2", "openai/gpt-5.2"),
        ("openai/gpt-4o-mini:free", "what is listed is openai/gpt-4o-mini"),
        ("zzz/zzz", "openrouter models WORD"),
    ] {
        let ended = run(&mut against(&simulator, &["model", unknown]));
        ended.check_failure(7, unknown);
        assert!(ended.stderr.contains(hint), "{ended:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_service_writes_into_names_moves_no_cursor() {
    let simulator = Simulator::start().await.unwrap();
    let list = serde_json::json!({"data": [{
        "id": "evil/one",
        "name": "\u{1b}[2J\u{9b}1A\u{202e}eno",
        "architecture": {"modality": null, "output_modalities": ["text"], "instruct_type": null},
    }]});
    simulator.script(Answer::json(200, &list).for_path("/models"));
    let ended = run(&mut against(&simulator, &["models"]));
    assert_eq!(ended.stdout.lines().nth(1).unwrap().split_whitespace().nth(1), Some("[2J1Aeno"));
    assert!(!ended.stdout.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{ended:?}");
}
