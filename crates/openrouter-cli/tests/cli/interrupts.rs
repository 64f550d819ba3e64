//! Ctrl-C (row Q03).

use std::io::Read as _;
use std::process::{Child, Command};

use openrouter_sim::{Answer, Simulator};

use crate::command::{against, first_byte, wait};

pub(crate) fn interrupt(child: &Child) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn q03_it_cancels_the_request_and_leaves_a_whole_line() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::text("one two three four five six").hang_after(4));
    let mut child = against(&simulator, &["chat", "Hi"]).spawn().unwrap();
    let mut said = [0; 7];
    child.stdout.as_mut().unwrap().read_exact(&mut said).unwrap();
    assert_eq!(&said, b"one two");
    interrupt(&child);
    let ended = wait(child);
    assert_eq!(ended.code, Some(130), "{ended:?}");
    assert!(ended.stdout.ends_with('\n') && ended.stderr.is_empty(), "{ended:?}");
    let more = " three four five six";
    assert!(more.starts_with(ended.stdout.trim_end()), "in one line: {ended:?}");
    simulator.wait_until(|requests| requests.iter().all(|request| request.cancelled)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn q03_it_cancels_a_request_that_has_no_answer_yet() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::hang());
    let child = against(&simulator, &["chat", "Hi"]).spawn().unwrap();
    simulator.wait_until(|requests| !requests.is_empty()).await;
    interrupt(&child);
    let ended = wait(child);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(130), ""), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn q03_a_second_one_ends_a_process_that_waits_for_its_reader() {
    let simulator = Simulator::start().await.unwrap();
    // More than a pipe holds, in one piece.
    simulator.script(Answer::text("word ".repeat(1_000_000)));
    let mut child = against(&simulator, &["chat", "Hi", "--no-stream"]).spawn().unwrap();
    first_byte(&mut child);
    // Signals that come too quickly count as one.
    for _ in 0..10_000 {
        interrupt(&child);
        if let Some(status) = child.try_wait().unwrap() {
            assert_eq!(status.code(), Some(130));
            return;
        }
    }
    child.kill().unwrap();
    panic!("it did not end");
}
