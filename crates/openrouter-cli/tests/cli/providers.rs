//! `--provider`, `--base-url` and `--config`.

use std::fs;
use std::path::PathBuf;

use openai_sim::{Fault, Personality, Simulator};
use serde_json::Value;
use tempfile::TempDir;

use crate::command::{Ended, openrouter, run};

const HELLO: &str = "A simulated answer of gpt-simulated to: Hello\n";

/// The binary, asking a simulator as the provider `openai`.
fn against(simulator: &Simulator, args: &[&str]) -> Ended {
    let who = ["--provider", "openai", "--base-url", simulator.base_url()];
    run(&mut openrouter(&[args, &who].concat()))
}

/// A file with the provider `local`, which is the simulator, and others made of it.
fn config(simulator: &Simulator) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("llm.toml");
    let text = format!(
        r#"
        default = "both"

        [providers.local]
        type = "openai"
        base_url = "{}"
        model = "gpt-simulated"

        [providers.dead]
        type = "openai"
        base_url = "http://127.0.0.1:1/v1"

        [providers.both]
        type = "fallback"
        members = [{{ provider = "dead", model = "none" }}, "local"]
        "#,
        simulator.base_url()
    );
    fs::write(&path, text).unwrap();
    (folder, path)
}

#[test]
fn without_key_and_address_a_simulator_of_the_provider_answers_and_says_so() {
    let ended = run(&mut openrouter(&["chat", "--provider", "openai", "Hello"]));
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), HELLO), "{ended:?}");
    assert!(ended.stderr.starts_with("simulated: no address and no key"), "{ended:?}");
    // Whatever model is asked for is there.
    let args = ["chat", "--provider", "openai", "-m", "gpt-5", "--json", "Hello"];
    let ended = run(&mut openrouter(&args));
    assert_eq!(ended.events().last().unwrap()["model"], "gpt-5", "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_asked_at_its_address_with_the_key_of_the_environment() {
    let simulator = Simulator::builder().api_key("canary-key").start().await.unwrap();
    let args = ["chat", "--provider", "openai", "-m", "gpt-simulated", "Hello"];
    let mut command = openrouter(&args);
    command.env("OPENAI_BASE_URL", simulator.base_url()).env("OPENAI_API_KEY", "canary-key");
    let ended = run(&mut command);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), HELLO), "{ended:?}");
    assert_eq!(ended.stderr, "");

    let ended = against(&simulator, &["chat", "-m", "gpt-simulated", "Hello"]);
    ended.check_failure(3, "401");
    assert!(ended.stderr.contains("hint: check the key: OPENAI_API_KEY"), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn hints_are_about_the_provider_that_was_asked() {
    let simulator = Simulator::builder().personality(Personality::Ollama).start().await.unwrap();
    let ended = against(&simulator, &["chat", "Hello"]);
    ended.check_failure(7, "model");
    assert!(ended.stderr.contains("hint: is a --model named?"), "{ended:?}");
    let ended = against(&simulator, &["chat", "-m", "llama3.2", "Hello"]);
    ended.check_failure(7, "llama3.2");
    assert!(ended.stderr.contains("with the same --provider"), "{ended:?}");
    simulator.fail_next(Fault::cut_after(3));
    let ended = against(&simulator, &["chat", "--json", "-m", simulator.model(), "Hello"]);
    assert_eq!(ended.code, Some(6), "{ended:?}");
    assert_eq!(ended.events().last().unwrap()["kind"], "interrupted");
    for ended in [against(&simulator, &["chat", "--no-stream", "Hello"]), ended] {
        assert!(!ended.stderr.to_lowercase().contains("openrouter.ai"), "{ended:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn models_and_health_are_told_of_any_provider() {
    let simulator = Simulator::builder().personality(Personality::Vllm).start().await.unwrap();
    let ended = against(&simulator, &["models"]);
    assert!(ended.stdout.lines().nth(1).unwrap().starts_with("simulated/model "), "{ended:?}");
    assert!(ended.stdout.contains("8,192"), "{ended:?}");
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), "1 model\n"));
    assert_eq!(against(&simulator, &["models", "other"]).code, Some(8));

    let ended = against(&simulator, &["models", "--json"]);
    let document: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((&document["provider"], &document["fitting"]), (&"openai".into(), &1.into()));
    assert_eq!(document["models"][0]["context_length"], 8192);

    let ended = against(&simulator, &["model", "simulated/model"]);
    assert!(ended.stdout.contains("Context  8,192 tokens\n"), "{ended:?}");
    against(&simulator, &["model", "simulated/none"]).check_failure(7, "simulated/none");

    let ended = against(&simulator, &["health"]);
    assert!(ended.stdout.contains("healthy") && ended.stdout.contains("openai"), "{ended:?}");
    simulator.fail_next(Fault::error(401, "no"));
    let ended = against(&simulator, &["health", "--json"]);
    let document: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((ended.code, &document["state"]), (Some(3), &"unhealthy".into()), "{ended:?}");
    assert_eq!(document["provider"], "openai");

    against(&simulator, &["limits"]).check_failure(7, "does not say what may be spent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_names_providers_and_one_of_them_is_the_default() {
    let simulator = Simulator::start().await.unwrap();
    let (_folder, path) = config(&simulator);
    let path = path.to_str().unwrap();
    let ended = run(&mut openrouter(&["chat", "--config", path, "--json", "Hello"]));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let attempts = ended.events().pop().unwrap()["attempts"].take();
    let asked: Vec<_> = attempts.as_array().unwrap().iter().map(|it| &it["provider"]).collect();
    assert_eq!((asked.first(), asked.last()), (Some(&&"dead".into()), Some(&&"local".into())));

    let ended = run(openrouter(&["chat", "--provider", "local", "Hello"]).env("LLM_CONFIG", path));
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), HELLO), "{ended:?}");
    let ended = run(&mut openrouter(&["chat", "--config", path, "--provider", "locl", "Hello"]));
    ended.check_failure(3, "known: openrouter, openai, both, dead, local");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_for_openai_is_not_shown_to_another_server_of_a_file() {
    let simulator = Simulator::start().await.unwrap();
    let (_folder, path) = config(&simulator);
    let mut command = openrouter(&["chat", "--provider", "local", "Hello"]);
    let ended = run(command.env("LLM_CONFIG", path).env("OPENAI_API_KEY", "canary-key"));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(!format!("{:?}", simulator.requests()).contains("canary"));
    assert_eq!(simulator.requests()[0].headers.get("authorization"), None);
}

#[test]
fn what_only_openrouter_has_says_so() {
    let commands = [
        &["login"][..],
        &["logout"],
        &["keys"],
        &["credits"],
        &["usage"],
        &["generation", "gen-1"],
    ];
    for command in commands {
        let ended = run(&mut openrouter(&[command, &["--provider", "openai"]].concat()));
        ended.check_failure(2, "asks OpenRouter only, and knows nothing of openai");
    }
    // Said twice, it is no other provider.
    let ended = run(&mut openrouter(&["credits", "--provider", "openrouter"]));
    ended.check_failure(3, "there is no API key");
}

#[test]
fn what_cannot_be_asked_is_told_with_what_can() {
    let failed = |args: &[&str], message| {
        run(&mut openrouter(args)).check_failure(3, message);
    };
    failed(&["chat", "--provider", "acme", "Hi"], "known: openrouter, openai");
    failed(&["chat", "--base-url", "http://127.0.0.1:1/v1", "Hi"], "is for --provider openai");
    failed(&["models", "--config", "/nowhere/llm.toml"], "/nowhere/llm.toml");
    let url = "http://user:canary@127.0.0.1/v1";
    let ended = run(&mut openrouter(&["chat", "--provider", "openai", "--base-url", url, "Hi"]));
    ended.check_failure(3, "base_url");
    assert!(!ended.stderr.contains("canary"), "{ended:?}");
}

#[test]
fn what_is_wrong_with_a_file_is_not_blamed_on_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("llm.toml");
    let server = "type = 'openai'\nbase_url = 'http://127.0.0.1:1/v1'\n";
    let of = |text: String| {
        fs::write(&path, text).unwrap();
        run(&mut openrouter(&["chat", "--config", path.to_str().unwrap(), "Hi"]))
    };
    let key = "api_kye = 'canary'\n";
    for (text, code, told, hint) in [
        (format!("[providers.a]\n{server}{key}"), 3, "did you mean api_key", None),
        (format!("[providers.a]\n{server}"), 5, "refused", Some("or --config")),
        (
            format!("[providers.a]\n{server}[providers.b]\n{server}"),
            3,
            "one of a, b",
            Some("--provider NAME"),
        ),
    ] {
        let ended = of(text);
        ended.check_failure(code, told);
        let hints: Vec<_> = ended.stderr.lines().filter(|it| it.starts_with("hint: ")).collect();
        assert_eq!(hints.len(), usize::from(hint.is_some()), "{ended:?}");
        assert!(hints.iter().all(|it| it.contains(hint.unwrap_or_default())), "{ended:?}");
        assert!(!ended.stderr.contains("canary"), "{ended:?}");
    }
}
