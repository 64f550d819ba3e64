//! `openrouter limits`, `openrouter health` and `openrouter generation`.

use std::time::Duration;

use openrouter_auth::ApiKey;
use openrouter_sim::{Answer, ApiKeyConfig, Simulator};
use serde_json::Value;

use crate::command::{Ended, KEY, against, openrouter, run, wait};
use crate::interrupts::interrupt;
use crate::machine::Machine;

fn id(key: &str) -> String {
    ApiKey::new(key).unwrap().id().to_string()
}

fn document(ended: &Ended) -> Value {
    serde_json::from_str(&ended.stdout).unwrap_or_else(|_| panic!("{ended:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_tell_what_each_key_may_spend_and_has_spent() {
    let capped = ApiKeyConfig::new(KEY).limit(20.into()).limit_reset("daily".into());
    let simulator = Simulator::builder().api_key(capped).history(KEY).start().await.unwrap();
    let ended = run(&mut against(&simulator, &["limits"]));
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    let mut lines = ended.stdout.lines();
    let titles: Vec<_> =
        lines.next().unwrap().split("  ").filter(|word| !word.is_empty()).collect();
    let titles: Vec<_> = titles.iter().map(|title| title.trim()).collect();
    assert_eq!(
        titles,
        ["KEY", "LABEL", "STATE", "LIMIT", "LEFT", "RESETS", "TODAY", "WEEK", "MONTH", "IN ALL"]
    );
    let row = lines.next().unwrap();
    assert!(row.starts_with(&format!("{}  -      ok     $20.00  $19.", id(KEY))), "{ended:?}");
    assert!(row.contains("  in "), "{ended:?}");
    assert!(ended.stdout.contains("free models: 1,000 of 1,000 requests left today"), "{ended:?}");

    let json = document(&run(&mut against(&simulator, &["limits", "--json"])));
    let key = &json["keys"][0];
    assert_eq!((&key["id"], &key["limit"]), (&id(KEY).into(), &"20".into()), "{json}");
    assert_eq!((&key["source"], &key["state"]), (&"key_info".into(), &"ok".into()), "{json}");
    assert!(key["learnt_at"].as_str().unwrap().ends_with('Z'), "{json}");
    assert_eq!(key["free_models"]["requests_left"], 1_000, "{json}");
    assert!(key["resets_at"].as_str().unwrap().ends_with("T00:00:00Z"), "{json}");
    assert!(key["used_in_all"].is_string() && !format!("{ended:?}{json}").contains(KEY));
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_of_a_key_that_is_refused_are_not_known() {
    let simulator = Simulator::builder().api_key(KEY).start().await.unwrap();
    let machine = Machine::at(&simulator);
    machine.add(KEY, &[]);
    machine.add("sk-or-v1-second-0123", &["--no-check"]);
    let both = machine.run(&["limits"]);
    assert_eq!(both.code, Some(0), "one could be asked: {both:?}");
    assert!(both.stderr.contains("refused: "), "{both:?}");
    let refused = machine.run(&["limits", &id("sk-or-v1-second-0123")]);
    assert_eq!(refused.code, Some(3), "{refused:?}");
    let unknown = machine.run(&["limits", "00000000"]);
    unknown.check_failure(3, "there is no key 00000000");
    assert!(unknown.stderr.contains("hint: `openrouter keys --offline` names"), "{unknown:?}");
    run(&mut openrouter(&["limits"])).check_failure(3, "there is no key");
}

#[tokio::test(flavor = "multi_thread")]
async fn health_is_told_by_the_exit_code() {
    let simulator = Simulator::builder().api_key(KEY).start().await.unwrap();
    let well = run(&mut against(&simulator, &["health"]));
    assert_eq!((well.code, well.stderr.as_str()), (Some(0), ""), "{well:?}");
    assert!(well.stdout.contains("healthy") && well.stdout.contains(simulator.base_url()));
    let json = document(&run(&mut against(&simulator, &["health", "--json"])));
    assert_eq!((&json["state"], &json["findings"]), (&"healthy".into(), &serde_json::json!([])));
    assert!(json["checked_at"].as_str().unwrap().ends_with('Z'), "{json}");

    let mut other = against(&simulator, &["health"]);
    let refused = run(other.env("OPENROUTER_API_KEY", "sk-or-v1-another"));
    refused.check_failure(3, "401");
    assert!(refused.stdout.contains("unhealthy"), "{refused:?}");
    assert!(refused.stdout.contains("the service refuses it"), "{refused:?}");
    run(&mut openrouter(&["health"])).check_failure(3, "there is no API key");

    let spent = Simulator::builder().api_key(ApiKeyConfig::new(KEY).limit(0.into()));
    let spent = spent.start().await.unwrap();
    let ended = run(&mut against(&spent, &["health"]));
    assert_eq!(ended.code, Some(4), "{ended:?}");
    let told = format!("key {}  unhealthy  -     has spent what it may", id(KEY));
    assert!(ended.stdout.contains(&told), "{ended:?}");

    let mut away = against(&simulator, &["health", "--json"]);
    simulator.shutdown().await;
    let away = run(&mut away);
    assert_eq!((away.code, &document(&away)["error"]), (Some(5), &"network".into()), "{away:?}");
}

/// Has a model answer, and returns the name of the answer.
fn answered(simulator: &Simulator) -> String {
    let ended = run(&mut against(simulator, &["chat", "--json", "Hi"]));
    ended.events().last().unwrap()["id"].as_str().unwrap_or_else(|| panic!("{ended:?}")).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_is_late_is_waited_for() {
    let late = Duration::from_millis(300);
    let simulator = Simulator::builder().generation_delay(late).start().await.unwrap();
    let generation = answered(&simulator);
    let ended = run(&mut against(&simulator, &["generation", &generation]));
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    for label in ["Generation  ", "Model       ", "Provider    ", "Cost        $", "Finish      "] {
        assert!(ended.stdout.contains(label), "{label}: {ended:?}");
    }
    let json = document(&run(&mut against(&simulator, &["generation", "--json", &generation])));
    assert_eq!((&json["id"], &json["finish_reason"]), (&generation.into(), &"stop".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_is_not_there_is_told_at_once_if_nobody_waits() {
    let late = Duration::from_secs(3_600);
    let simulator = Simulator::builder().generation_delay(late).start().await.unwrap();
    let generation = answered(&simulator);
    let ended = run(&mut against(&simulator, &["generation", "--no-wait", &generation]));
    ended.check_failure(7, "not found");
    assert!(ended.stderr.contains("hint: records are written late"), "{ended:?}");
    let ended = run(&mut against(&simulator, &["generation", "--wait", "1", &generation]));
    ended.check_failure(7, "not found");
    assert!(ended.stderr.contains("hint: check the id"), "{ended:?}");
    for wrong in [&["--wait", "0"][..], &["--wait", "1", "--no-wait"], &[""]] {
        let args = [&["generation"], wrong].concat();
        run(&mut against(&simulator, &args)).check_failure(2, "");
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn q03_waiting_for_a_record_ends_with_ctrl_c() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::hang().for_path("/generation"));
    let child = against(&simulator, &["generation", "gen-1"]).spawn().unwrap();
    simulator.wait_until(|requests| !requests.is_empty()).await;
    interrupt(&child);
    let ended = wait(child);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(130), ""), "{ended:?}");
    assert_eq!(ended.stderr, "");
}
