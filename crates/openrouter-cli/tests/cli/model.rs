//! `openrouter model`.

use openrouter_sim::Simulator;
use serde_json::Value;

use crate::command::{against, openrouter, run};

#[tokio::test(flavor = "multi_thread")]
async fn a_model_is_told_with_its_upstreams_prices_and_speeds() {
    let simulator = Simulator::start().await.unwrap();
    let ended = run(&mut against(&simulator, &["model", "google/gemini-2.5-flash"]));
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    let (about, upstreams) = ended.stdout.split_once("\n\n").unwrap();
    for line in [
        "Model        google/gemini-2.5-flash",
        "Context      1,048,576 tokens",
        "Reads        file, image, text, audio, video",
        "Price        $0.30 in, $2.50 out, $2.50 thought (a million tokens)",
        "Added        2025-06-17",
    ] {
        assert!(about.lines().any(|told| told == line), "{line}\n{about}");
    }
    let rows: Vec<Vec<_>> =
        upstreams.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[0][..4], ["UPSTREAM", "NAME", "IN", "OUT"]);
    assert_eq!(rows[1][..4], ["google-vertex", "Google", "$0.30", "$2.50"]);
    assert_eq!(rows.len(), 3, "{upstreams}");
}

#[tokio::test(flavor = "multi_thread")]
async fn json_is_one_document_as_the_service_says_it() {
    let simulator = Simulator::start().await.unwrap();
    let ended = run(&mut against(&simulator, &["model", "openai/gpt-4o-mini", "--json"]));
    let document: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(document["base_url"], simulator.base_url());
    assert_eq!(document["model"]["pricing"]["prompt"], "0.00000015");
    assert_eq!(document["endpoints"][0]["tag"], "openai");
    assert!(document["endpoints"][0]["latency_last_30m"]["p99"].is_number(), "{document}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_key_is_needed_and_one_that_is_there_is_used() {
    let simulator = Simulator::start().await.unwrap();
    let args = ["model", "openai/gpt-4o-mini"];
    let ended = run(openrouter(&args).env("OPENROUTER_BASE_URL", simulator.base_url()));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let has_key = || {
        let requests = simulator.requests();
        let headers = requests.iter().map(|request| request.header("authorization").is_some());
        headers.collect::<Vec<_>>()
    };
    assert_eq!(has_key(), [false; 2]);
    run(&mut against(&simulator, &args));
    assert_eq!(has_key(), [false, false, true, true]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_router_has_no_upstreams() {
    let simulator = Simulator::start().await.unwrap();
    let ended = run(&mut against(&simulator, &["model", "openrouter/auto"]));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stdout.contains("that of the model it picks"), "{ended:?}");
    assert!(ended.stderr.contains("No upstream of its own"), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_is_not_listed_ends_with_7() {
    let simulator = Simulator::start().await.unwrap();
    for unknown in ["gpt-4o-mini", "openai/gpt-9", "a/b/c"] {
        let ended = run(&mut against(&simulator, &["model", unknown]));
        ended.check_failure(7, "it is not listed");
        assert_eq!(ended.stdout, "");
    }
}
