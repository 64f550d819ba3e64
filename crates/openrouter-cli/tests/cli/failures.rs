//! What is said, and with which code the process ends, when something goes wrong.

use std::net::TcpListener;

use openrouter_sim::{Answer, Simulator};

use crate::command::{KEY, against, openrouter, run, run_with_input};

#[test]
fn a_wrong_command_line_ends_with_2() {
    for args in [
        &["chat"][..],
        &["chat", "-"],
        &["chat", "Hi", "--temperature", "9"],
        &["chat", "Hi", "--max-tokens", "0"],
        &["chat", "Hi", "--model", ""],
        &["chat", "Hi", "--json", "--show-reasoning"],
        &["sim", "--port", "65536"],
        &["paint"],
    ] {
        let ended = run(&mut openrouter(args));
        ended.check_failure(2, "");
        assert!(ended.stderr.contains("--help"), "{ended:?}");
    }
    run_with_input(&mut openrouter(&["chat"]), " \n").check_failure(2, "there is no prompt");
}

#[test]
fn an_address_without_a_key_is_an_error_that_names_the_way_out() {
    for (address, way_out) in [
        ("http://localhost:8080/api/v1", "export OPENROUTER_API_KEY="),
        ("http://localhost:8080/api/v1", "openrouter login"),
        ("https://gateway.test/api/v1", "unset OPENROUTER_BASE_URL"),
    ] {
        let mut command = openrouter(&["chat", "Hi"]);
        command.env("OPENROUTER_BASE_URL", address);
        let ended = run(&mut command);
        ended.check_failure(3, "OPENROUTER_API_KEY is not set");
        assert!(ended.stderr.contains(way_out), "{ended:?}");
        assert_eq!(ended.stdout, "");
    }
}

#[test]
fn what_cannot_be_right_in_the_environment_is_told_and_no_key_is_shown() {
    let mut command = openrouter(&["chat", "Hi"]);
    command.env("OPENROUTER_API_KEY", "Bearer canary");
    let ended = run(&mut command);
    ended.check_failure(3, "OPENROUTER_API_KEY is not an API key: ");
    assert!(!ended.stderr.contains("canary"), "{ended:?}");

    let mut command = openrouter(&["chat", "Hi"]);
    command.env("OPENROUTER_API_KEY", KEY).env("OPENROUTER_BASE_URL", "http://gateway.test/");
    run(&mut command).check_failure(3, "use https");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_key_ends_with_3_and_is_not_shown() {
    let simulator = Simulator::builder().api_key("sk-or-v1-another").start().await.unwrap();
    let ended = run(&mut against(&simulator, &["chat", "Hi"]));
    ended.check_failure(3, "401");
    assert!(ended.stderr.contains("hint: see `openrouter keys`"), "{ended:?}");
    assert!(!ended.stderr.contains(KEY), "{ended:?}");
}

#[test]
fn a_refused_connection_ends_with_5() {
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut command = openrouter(&["chat", "Hi"]);
    let address = format!("http://127.0.0.1:{port}/api/v1");
    command.env("OPENROUTER_BASE_URL", address).env("OPENROUTER_API_KEY", KEY);
    let ended = run(&mut command);
    ended.check_failure(5, "refused");
    assert!(ended.stderr.contains("hint: check the network"), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_breaks_off_leaves_what_had_come() {
    let simulator = Simulator::start().await.unwrap();
    let broken = || Answer::text("one two three four five six seven eight").cut_after(5);
    simulator.script(broken());
    let ended = run(&mut against(&simulator, &["chat", "Hi"]));
    ended.check_failure(6, "answer broke off");
    assert!(ended.stdout.starts_with("one ") && ended.stdout.ends_with('\n'), "{ended:?}");
    assert!(!ended.stdout.contains("eight"), "{ended:?}");

    simulator.script(broken());
    let ended = run(&mut against(&simulator, &["chat", "Hi", "--json"]));
    ended.check_failure(6, "answer broke off");
    let events = ended.events();
    let (error, deltas) = events.split_last().unwrap();
    assert_eq!((&error["type"], &error["kind"]), (&"error".into(), &"interrupted".into()));
    assert!(deltas.iter().all(|delta| delta["type"] == "text"), "{deltas:?}");
    assert!(!deltas.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_failure_of_the_service_has_its_code() {
    let simulator = Simulator::start().await.unwrap();
    for (answer, code, message) in [
        (Answer::error(400, "Bad prompt"), 7, "Bad prompt"),
        (Answer::error(402, "Insufficient credits"), 4, "Insufficient credits"),
        (Answer::error(429, "Slow down").header("retry-after", "3600"), 4, "Slow down"),
        (Answer::error(503, "No provider").header("retry-after", "3600"), 5, "No provider"),
    ] {
        simulator.script(answer);
        let ended = run(&mut against(&simulator, &["chat", "Hi"]));
        ended.check_failure(code, message);
        assert_eq!(ended.stdout, "");
    }
    run(&mut against(&simulator, &["chat", "Hi", "--model", "no/such"]))
        .check_failure(7, "no/such");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_no_answer() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::refusal("I will not."));
    let ended = run(&mut against(&simulator, &["chat", "Hi"]));
    assert_eq!(ended.code, Some(7), "{ended:?}");
    assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("", "refused: I will not.\n"));

    simulator.script(Answer::text("Once ").finish("content_filter", "SAFETY"));
    let ended = run(&mut against(&simulator, &["chat", "Hi"]));
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(7), "Once \n"), "{ended:?}");
}
