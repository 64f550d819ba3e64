//! `openrouter keys`.

use llm_types::Usd;
use openrouter_auth::ApiKey;
use openrouter_sim::{Answer, ApiKeyConfig, Simulator};
use serde_json::Value;

use crate::command::{Ended, KEY, openrouter, run, run_with_input};
use crate::machine::Machine;

const SECOND: &str = "sk-or-v1-second-0123456789";

fn id(key: &str) -> String {
    ApiKey::new(key).unwrap().id().to_string()
}

impl Ended {
    /// The line of the table about this key, as words.
    #[track_caller]
    fn row(&self, key: &str) -> Vec<&str> {
        let row = self.stdout.lines().find(|line| line.starts_with(&id(key)));
        row.unwrap_or_else(|| panic!("no row: {self:?}")).split_whitespace().collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_added_is_listed_and_asks_models() {
    let simulator = Simulator::builder().api_key(KEY).start().await.unwrap();
    let machine = Machine::at(&simulator);
    let added = machine.add(KEY, &["--label", "laptop", "--account", "team-b"]);
    assert_eq!(added.code, Some(0), "{added:?}");
    let place = machine.credentials().display().to_string();
    assert_eq!(added.stdout, format!("key {} is kept in {place}\n", id(KEY)));
    assert!(machine.kept().contains(KEY));

    let listed = machine.run(&["keys"]);
    assert_eq!(listed.row(KEY)[1..5], ["laptop", "team-b", "kept", "ok"], "{listed:?}");
    assert!(listed.stderr.contains(&place), "{listed:?}");

    let chat = machine.run(&["chat", "Hi"]);
    assert_eq!((chat.code, chat.stderr.as_str()), (Some(0), ""), "{chat:?}");
    for ended in [added, listed, chat] {
        assert!(!format!("{ended:?}").contains(KEY), "{ended:?}");
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn o19_a_file_that_others_can_read_is_refused() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

    let simulator = Simulator::start().await.unwrap();
    let machine = Machine::at(&simulator);
    machine.add(KEY, &[]);
    let mode = |path: &std::path::Path| path.metadata().unwrap().mode() & 0o777;
    assert_eq!(mode(&machine.credentials()), 0o600);

    set_permissions(machine.credentials(), Permissions::from_mode(0o644)).unwrap();
    for args in [&["chat", "Hi"][..], &["keys"], &["logout", "--all"]] {
        machine.run(args).check_failure(3, "chmod 600");
    }
    // Who has a key in the environment needs no file.
    let chat = run(machine.openrouter(&["chat", "Hi"]).env("OPENROUTER_API_KEY", SECOND));
    assert_eq!((chat.code, chat.stderr.as_str()), (Some(0), ""), "{chat:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_refused_is_kept_only_unasked() {
    let simulator = Simulator::builder().api_key(KEY).start().await.unwrap();
    let machine = Machine::at(&simulator);
    let refused = machine.add(SECOND, &[]);
    refused.check_failure(3, "401");
    assert!(refused.stderr.contains("hint: it is not kept"), "{refused:?}");
    assert_eq!(machine.kept(), "");

    assert_eq!(machine.add(SECOND, &["--no-check"]).code, Some(0));
    let listed = machine.run(&["keys"]);
    assert_eq!((listed.code, listed.row(SECOND)[4]), (Some(0), "refused"), "{listed:?}");
    assert!(listed.stderr.contains(&format!("refused: {}: ", id(SECOND))), "{listed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn c07_what_cannot_be_a_key_is_refused_without_echo() {
    let simulator = Simulator::start().await.unwrap();
    let machine = Machine::at(&simulator);
    for (input, message) in [
        ("", "there is no key on standard input"),
        ("Bearer canary", "white space"),
        ("canary", "at least 8 bytes"),
    ] {
        let ended = machine.add(input, &[]);
        ended.check_failure(3, message);
        assert!(!ended.stderr.contains("canary"), "{ended:?}");
    }
    assert_eq!(simulator.requests().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn c08_a_key_as_an_argument_is_refused_without_echo() {
    let simulator = Simulator::start().await.unwrap();
    let machine = Machine::at(&simulator);
    for args in [&["keys", "add", KEY][..], &["keys", "test", KEY], &["logout", KEY], &[KEY]] {
        let ended = machine.run(args);
        ended.check_failure(2, "an API key is no argument");
        assert!(!ended.stderr.contains(KEY), "{ended:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_says_what_each_key_may_do() {
    let usd = |amount: &str| amount.parse::<Usd>().unwrap().as_decimal();
    let daily = ApiKeyConfig::new(KEY).limit(usd("12.5"));
    let spent = ApiKeyConfig::new("sk-or-v1-spent-0123").limit(usd("0"));
    let simulator = Simulator::builder().api_key(daily).api_key(spent).start().await.unwrap();
    let machine = Machine::at(&simulator);
    machine.add("sk-or-v1-spent-0123", &["--label", "a long label of several words"]);
    machine.add(SECOND, &["--no-check"]);

    let keys = |args: &[&str]| {
        let mut command = machine.openrouter(args);
        run(command.env("OPENROUTER_API_KEY", KEY).env("OPENROUTER_API_KEYS", KEY))
    };
    let listed = keys(&["keys", "list"]);
    assert_eq!(listed.stdout.lines().count(), 4, "{listed:?}");
    assert_eq!(listed.row(KEY)[2..], ["default", "environment", "ok", "$12.50", "$12.50", "never"]);
    let spent = listed.row("sk-or-v1-spent-0123");
    assert_eq!(spent[7..], ["default", "kept", "capped", "$0.00", "$0.00", "never"]);
    assert_eq!(listed.row(SECOND)[1..], ["-", "default", "kept", "refused", "-", "-", "-"]);
    // Columns stand below their names.
    let header = listed.stdout.lines().next().unwrap();
    let column = header.find("STATE").unwrap();
    assert!(listed.stdout.lines().skip(1).all(|line| line.as_bytes()[column - 1] == b' '));

    assert_eq!(keys(&["keys", "test"]).code, Some(3));
    for (key, code) in [(KEY, 0), ("sk-or-v1-spent-0123", 4), (SECOND, 3)] {
        assert_eq!(keys(&["keys", "test", &id(key)]).code, Some(code), "{key}");
    }
    keys(&["keys", "test", "00000000"]).check_failure(3, "there is no key 00000000");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_cannot_be_asked_says_nothing_against_a_key() {
    let simulator = Simulator::start().await.unwrap();
    let machine = Machine::at(&simulator);
    machine.add(KEY, &[]);
    simulator.shutdown().await;
    let listed = machine.run(&["keys"]);
    assert_eq!((listed.code, listed.row(KEY)[3]), (Some(0), "kept"), "{listed:?}");
    assert_eq!(machine.run(&["keys", "test"]).code, Some(5));
    machine.add(SECOND, &[]).check_failure(5, "no connection");
}

#[tokio::test(flavor = "multi_thread")]
async fn json_is_one_document_with_all_that_is_known() {
    let simulator = Simulator::builder().api_key(KEY).start().await.unwrap();
    let machine = Machine::at(&simulator);
    machine.add(KEY, &["--label", "laptop"]);
    let listed = machine.run(&["keys", "--json"]);
    let document: Value = serde_json::from_str(&listed.stdout).unwrap();
    assert_eq!(document["base_url"], simulator.base_url());
    assert_eq!(document["kept_in"], machine.credentials().display().to_string());
    let key = &document["keys"][0];
    for (field, value) in [
        ("id", id(KEY)),
        ("label", "laptop".into()),
        ("from", "kept".into()),
        ("state", "ok".into()),
    ] {
        assert_eq!(key[field], value, "{document}");
    }
    assert_eq!(key["info"]["usage"], 0, "{document}");
    assert!(key["added_at"].as_str().unwrap().ends_with('Z'), "{document}");
    assert!(!listed.stdout.contains(KEY));
}

#[tokio::test(flavor = "multi_thread")]
async fn offline_nobody_is_asked() {
    let simulator = Simulator::start().await.unwrap();
    let machine = Machine::at(&simulator);
    machine.add(KEY, &["--no-check"]);
    let listed = machine.run(&["keys", "--offline"]);
    assert_eq!(listed.row(KEY)[3..], ["kept", "unknown", "-", "-", "-"], "{listed:?}");
    assert_eq!(simulator.requests().len(), 0);

    let none = run(&mut openrouter(&["keys"]));
    assert_eq!((none.code, none.stdout.as_str()), (Some(0), ""), "{none:?}");
    assert!(none.stderr.contains("openrouter login"), "{none:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn c04_a_kept_key_is_not_sent_to_another_address() {
    let simulator = Simulator::start().await.unwrap();
    let machine = Machine::at(&simulator);
    machine.add(KEY, &[]);
    let other = Simulator::start().await.unwrap();
    let machine = machine.moved_to(&other);

    let chat = machine.run(&["chat", "Hi"]);
    chat.check_failure(3, simulator.base_url());
    assert!(chat.stderr.contains(other.base_url()), "{chat:?}");
    assert_eq!(machine.run(&["keys"]).row(KEY)[4], "elsewhere");
    machine.run(&["keys", "test"]).check_failure(3, "there is no key to test");
    assert_eq!(machine.run(&["keys", "test", &id(KEY)]).code, Some(3));
    assert_eq!(other.requests().len(), 0);

    // Nor to OpenRouter itself: without an address, the simulator of the process answers.
    let chat = run(machine.openrouter(&["chat", "Hi"]).env_remove("OPENROUTER_BASE_URL"));
    assert_eq!(chat.code, Some(0), "{chat:?}");
    assert!(chat.stderr.starts_with("simulated: "), "{chat:?}");
    assert!(chat.stderr.contains(simulator.base_url()), "{chat:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn logout_forgets_the_one_key_that_is_named() {
    let simulator = Simulator::start().await.unwrap();
    let machine = Machine::at(&simulator);
    machine.run(&["logout"]);
    for key in [KEY, SECOND, "sk-or-v1-third-0123"] {
        machine.add(key, &[]);
    }
    machine.run(&["logout"]).check_failure(3, "3 keys are kept for http");

    let ended = machine.run(&["logout", &id(KEY)]);
    assert_eq!(ended.stdout, format!("key {} is forgotten\n", id(KEY)));
    // A simulator's key cannot be revoked at OpenRouter.
    assert!(!ended.stderr.contains("openrouter.ai"), "{ended:?}");
    assert!(!machine.kept().contains(KEY) && machine.kept().contains(SECOND));

    assert_eq!(machine.run(&["keys", "remove", &id(SECOND)]).code, Some(0));
    let again = machine.run(&["keys", "remove", &id(SECOND)]);
    again.check_failure(3, "is kept");
    assert_eq!(machine.run(&["logout"]).code, Some(0));
    assert!(!machine.kept().contains("sk-or"));
    assert_eq!(machine.run(&["logout"]).stderr, "No key is kept on this machine.\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn logout_leaves_keys_of_other_addresses_unless_they_are_named() {
    let simulator = Simulator::start().await.unwrap();
    let machine = Machine::at(&simulator);
    for key in [KEY, SECOND] {
        machine.add(key, &[]);
    }
    let machine = machine.moved_to(&Simulator::start().await.unwrap());
    let nothing = machine.run(&["logout", "--all"]);
    assert_eq!((nothing.code, nothing.stdout.as_str()), (Some(0), ""), "{nothing:?}");
    assert!(nothing.stderr.contains("No key is kept for http"), "{nothing:?}");

    machine.add("sk-or-v1-third-0123", &["--no-check"]);
    for args in [&["logout", "--all"][..], &["logout"]] {
        let ended = machine.run(args);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert!(ended.stderr.contains("2 keys of other addresses stay"), "{ended:?}");
        assert!(machine.kept().contains(KEY) && machine.kept().contains(SECOND));
        assert!(!machine.kept().contains("third"));
        machine.add("sk-or-v1-third-0123", &["--no-check"]);
    }
    assert_eq!(machine.run(&["logout", &id(KEY)]).code, Some(0));
    assert!(!machine.kept().contains(KEY) && machine.kept().contains(SECOND));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_environment_is_not_logged_out() {
    let simulator = Simulator::start().await.unwrap();
    let machine = Machine::at(&simulator);
    let args = ["logout", &id(KEY)];
    let ended = run(machine.openrouter(&args).env("OPENROUTER_API_KEY", KEY));
    ended.check_failure(3, "is kept");
    assert!(ended.stderr.contains("unset OPENROUTER_API_KEY"), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_keys_are_asked_about_a_few_at_a_time() {
    let simulator = Simulator::start().await.unwrap();
    let machine = Machine::at(&simulator);
    for _ in 0..7 {
        simulator.script(Answer::hang().for_path("/key"));
    }
    let keys: Vec<_> = (0..7).map(|number| format!("sk-or-v1-number-{number}")).collect();
    let mut command = machine.openrouter(&["keys"]);
    let mut child = command.env("OPENROUTER_API_KEYS", keys.join(",")).spawn().unwrap();
    simulator.wait_until(|requests| requests.len() >= 4).await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(simulator.requests().len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_of_the_environment_that_go_before_the_kept_ones_are_told() {
    let simulator = Simulator::start().await.unwrap();
    let machine = Machine::at(&simulator);
    let told = "OPENROUTER_API_KEY goes before the keys that are kept";
    let with_key = |args: &[&str], input: &str| {
        let mut command = machine.openrouter(args);
        run_with_input(command.env("OPENROUTER_API_KEY", KEY), input)
    };
    assert!(!with_key(&["keys", "add"], KEY).stderr.contains(told));
    assert!(!with_key(&["keys"], "").stderr.contains(told));
    let added = with_key(&["keys", "add"], SECOND);
    assert!(added.stderr.contains(told), "{added:?}");
    let listed = with_key(&["keys", "--offline"], "");
    assert!(listed.stderr.contains("unset OPENROUTER_API_KEY\n"), "{listed:?}");
    assert!(!machine.run(&["keys", "--offline"]).stderr.contains(told));
}
