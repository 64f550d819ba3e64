//! Faults of a stream of events (rows S).

use std::time::Duration;

use llm_types::ErrorKind;
use openrouter_sim::fault::{Fault, Script};
use serde_json::json;

use super::{A1, Trial};

fn begun() -> Script {
    Script::new().read().events()
}

#[tokio::test(start_paused = true)]
async fn s01_a_healthy_stream_is_one_request_and_one_answer() {
    let trial = Trial::of([Script::healthy(3)]).words(3).stream().await.succeeded_after(0);
    let answer = trial.sent([A1]).no_key_blamed().end.unwrap();
    assert_eq!(answer.usage.map(|usage| usage.total_tokens), Some(10));
}

#[tokio::test(start_paused = true)]
async fn s06_comments_are_no_words() {
    let comments = Script::new().comment();
    let script = begun().comment().words(1).repeat(42, comments).finish("stop").done().end();
    Trial::of([script]).words(1).stream().await.succeeded_after(0).sent([A1]);
}

#[tokio::test(start_paused = true)]
async fn s10_what_follows_the_end_is_ignored_and_not_waited_for() {
    for after in [Script::new().text("late "), Script::new().hold()] {
        let script = begun().words(1).finish("stop").done().then(after);
        let trial = Trial::of([script]).words(1).stream().await;
        trial.succeeded_after(0).sent([A1]).within(0..=0);
    }
}

#[tokio::test(start_paused = true)]
async fn s11_a_stream_that_is_silent_after_its_finish_is_whole() {
    let script = begun().words(1).finish("stop").hold();
    let trial = Trial::of([script]).words(1).stream().await;
    trial.succeeded_after(0).sent([A1]).within(0..=5);
}

#[tokio::test(start_paused = true)]
async fn s13_s15_s18_s20_s23_what_fails_after_words_is_never_tried_again() {
    for (script, kind) in [
        (Fault::BrokenEvent.script(), ErrorKind::Decode),
        (Fault::ErrorInStream.script(), ErrorKind::Unavailable),
        (begun().words(3).finish("error").done().end(), ErrorKind::Unavailable),
        (Fault::Truncated.script(), ErrorKind::Interrupted),
        (Fault::ResetInStream.script(), ErrorKind::Interrupted),
    ] {
        let shown = format!("{script:?}");
        let trial = Trial::of([script]).words(3).stream().await;
        assert_eq!(trial.end.as_ref().unwrap_err().kind(), kind, "{shown}");
        trial.failed(kind, true).sent([A1]).within(0..=0).no_key_blamed();
    }
}

#[tokio::test(start_paused = true)]
async fn s14_s17_s19_what_fails_before_the_first_word_is_tried_again() {
    let upstream = json!({ "code": 502, "message": "Provider returned error" });
    for script in [
        begun().chunk("data: {bad\n\n").end(),
        begun().comment().error(&upstream).done().end(),
        begun().end(),
        begun().reset(),
        begun().close(),
    ] {
        let shown = format!("{script:?}");
        let trial = Trial::of([script.clone()]).stream().await;
        let attempts = trial.attempts().len();
        assert!((2..=3).contains(&attempts), "{attempts} for {shown}");
        trial.no_key_blamed();
        let trial = Trial::of([script, Script::healthy(1)]).words(1).stream().await;
        trial.succeeded_after(1).sent([A1, A1]).no_key_blamed();
    }
}

#[tokio::test(start_paused = true)]
async fn s21_a_stream_that_ends_after_its_finish_is_whole() {
    let script = begun().words(2).finish("stop").end();
    Trial::of([script]).words(2).stream().await.succeeded_after(0).sent([A1]);
}

#[tokio::test(start_paused = true)]
async fn s24_a_stream_of_comments_ends_in_time_and_is_not_tried_again() {
    let trial = Trial::of([Fault::OnlyComments.script()]).stream().await;
    trial.failed(ErrorKind::Timeout, true).sent([A1]).within(300..=301).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn s25_comments_for_85_seconds_and_then_words_are_a_healthy_answer() {
    let comment = Script::new().wait(Duration::from_secs(1)).comment();
    let script = begun().repeat(85, comment).words(1).finish("stop").done().end();
    Trial::of([script]).words(1).stream().await.succeeded_after(0).sent([A1]).within(85..=85);
}

#[tokio::test(start_paused = true)]
async fn s26_silence_after_words_ends_a_stream_after_a_minute() {
    let trial = Trial::of([Fault::Stalled.script()]).words(3).stream().await;
    trial.failed(ErrorKind::Timeout, true).sent([A1]).within(60..=61).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn s41_an_empty_answer_is_asked_for_once_more() {
    let empty = begun().finish("stop").usage(0).done().end();
    let trial = Trial::of([empty, Script::healthy(1)]).words(1).stream().await;
    trial.succeeded_after(1).sent([A1, A1]).no_key_blamed();
}
