//! `openrouter chat`, when all goes well.

use openrouter_sim::{Answer, Simulator};
use serde_json::json;

use crate::command::{against, first_byte, openrouter, run, run_with_input, wait};

#[test]
fn without_a_key_a_simulator_answers_and_says_so() {
    let ended = run(&mut openrouter(&["chat", "Why is the sky blue?"]));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stdout.ends_with(".\n"), "{ended:?}");
    let mut notes = ended.stderr.lines();
    assert!(notes.next().unwrap().starts_with("simulated: "), "{ended:?}");
    assert!(notes.next().unwrap().contains("export OPENROUTER_API_KEY="), "{ended:?}");
    // The summary is for people at a terminal.
    assert_eq!(notes.next(), None);
}

#[test]
fn the_whole_answer_has_the_text_of_the_streamed_one() {
    let streamed = run(&mut openrouter(&["chat", "Why", "is", "the", "sky", "blue?"]));
    let whole = run(&mut openrouter(&["chat", "--no-stream", "Why is the sky blue?"]));
    assert_eq!(whole.code, Some(0), "{whole:?}");
    assert_eq!(whole.stdout, streamed.stdout);
}

#[test]
fn json_is_one_event_a_line_and_ends_with_the_answer() {
    for flags in [&["--json"][..], &["--json", "--no-stream"]] {
        let ended = run(&mut openrouter(&[&["chat", "Why is the sky blue?"], flags].concat()));
        assert_eq!(ended.code, Some(0), "{ended:?}");
        let events = ended.events();
        let (finished, deltas) = events.split_last().unwrap();
        assert_eq!(finished["type"], "finished");
        assert!(deltas.iter().all(|delta| delta["type"] == "text"), "{deltas:?}");
        let text: String = deltas.iter().map(|delta| delta["text"].as_str().unwrap()).collect();
        assert_eq!(finished["choices"][0]["message"]["content"][0]["text"], text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_request_says_what_the_command_line_says_and_no_more() {
    let simulator = Simulator::start().await.unwrap();
    assert_eq!(run_with_input(&mut against(&simulator, &["chat"]), "Hi\n").code, Some(0));
    let options = ["--model", "openai/gpt-4o-mini", "--system", "Be brief.", "--max-tokens", "9"];
    let more = ["--temperature", "0.5", "--reasoning", "low", "--no-stream"];
    let args = [&["chat", "Sum up:", "-"][..], &options, &more].concat();
    assert_eq!(run_with_input(&mut against(&simulator, &args), "a\nb\n").code, Some(0));

    let bodies: Vec<_> = simulator.requests().iter().map(|it| it.json().unwrap()).collect();
    let expected = [
        json!({"messages": [{"role": "user", "content": "Hi"}], "stream": true}),
        json!({
            "model": "openai/gpt-4o-mini",
            "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "Sum up:\n\na\nb"},
            ],
            "max_tokens": 9,
            "temperature": 0.5,
            "reasoning": {"effort": "low"},
            "stream": false,
        }),
    ];
    assert_eq!(bodies, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_cut_off_by_its_limit_is_a_success_with_a_note() {
    let simulator = Simulator::start().await.unwrap();
    let ended = run(&mut against(&simulator, &["chat", "Hi", "--max-tokens", "3"]));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(ended.stderr, "note: cut off by --max-tokens\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipe_gets_what_the_model_wrote() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::text("\u{1b}[31mred\u{1b}[0m\r\n"));
    let ended = run(&mut against(&simulator, &["chat", "Hi"]));
    assert_eq!(ended.stdout, "\u{1b}[31mred\u{1b}[0m\r\n");
    assert_eq!(ended.stderr, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn q04_a_reader_who_goes_away_cancels_and_that_is_no_failure() {
    for flags in [&[][..], &["--json"]] {
        let simulator = Simulator::start().await.unwrap();
        simulator.script(Answer::text("word ".repeat(10_000)));
        let args = [&["chat", "Hi"][..], flags].concat();
        let mut child = against(&simulator, &args).spawn().unwrap();
        first_byte(&mut child);
        drop(child.stdout.take());
        let ended = wait(child);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
        simulator.wait_until(|requests| requests.iter().all(|request| request.cancelled)).await;
    }
}
