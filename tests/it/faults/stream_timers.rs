//! How long a stream may take, and who is waiting for whom (rows S).

use std::time::Duration;

use llm_types::ErrorKind;
use openrouter_sim::fault::{Fault, Script};

use super::chunks::{event, finish, text};
use super::{A1, Trial};

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn begun() -> Script {
    Script::new().read().events()
}

/// A comment after so long.
fn comment_after(wait: u64) -> Script {
    Script::new().wait(seconds(wait)).comment()
}

/// A letter after so long.
fn letter_after(wait: u64) -> Script {
    Script::new().wait(seconds(wait)).text("a")
}

fn end() -> Script {
    Script::new().finish("stop").done().end()
}

#[tokio::test(start_paused = true)]
async fn s06_comments_are_no_words() {
    let all = [": OPENROUTER PROCESSING\n\n", ":\n\n", ": \n\n", ":\n", ":data: {bad\n"];
    let comments = all.into_iter().fold(Script::new(), Script::chunk);
    let script = begun().then(comments.clone()).words(1).repeat(42, Script::new().comment());
    let script = script.then(comments.clone()).finish("stop").then(comments).done().end();
    Trial::of([script]).words(1).stream().await.succeeded_after(0).sent([A1]);
}

#[tokio::test(start_paused = true)]
async fn s06_comments_keep_a_connection_alive_but_are_no_progress() {
    let alive = begun().words(1).repeat(5, comment_after(59)).then(end());
    let trial = Trial::of([alive]).words(1).stream().await;
    trial.succeeded_after(0).sent([A1]).within(295..=295);
    let hung = begun().words(1).forever(comment_after(59));
    let trial = Trial::of([hung]).words(1).stream().await;
    trial.failed(ErrorKind::Timeout, true).sent([A1]).within(300..=300).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn s11_comments_after_the_finish_do_not_hold_the_end_back() {
    let script = begun().words(1).finish("stop").forever(comment_after(2));
    let trial = Trial::of([script]).words(1).stream().await;
    trial.succeeded_after(0).sent([A1]).within(5..=5).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn s24_a_stream_of_comments_ends_in_time_and_is_not_tried_again() {
    let trial = Trial::of([Fault::OnlyComments.script()]).stream().await;
    trial.failed(ErrorKind::Timeout, true).sent([A1]).within(300..=300).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn s25_comments_for_85_seconds_and_then_words_are_a_healthy_answer() {
    let script = begun().repeat(85, comment_after(1)).words(1).then(end());
    Trial::of([script]).words(1).stream().await.succeeded_after(0).sent([A1]).within(85..=85);
}

#[tokio::test(start_paused = true)]
async fn s26_silence_after_words_ends_a_stream_after_a_minute() {
    let trial = Trial::of([Fault::Stalled.script()]).words(3).stream().await;
    trial.failed(ErrorKind::Timeout, true).sent([A1]).within(60..=60).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn s27_words_for_half_an_hour_are_an_answer() {
    let script = begun().repeat(179, letter_after(10)).then(end());
    let trial = Trial::of([script]).says("a".repeat(179)).stream().await;
    trial.succeeded_after(0).sent([A1]).within(1790..=1790);
}

#[tokio::test(start_paused = true)]
async fn s27_words_without_end_are_broken_off_after_half_an_hour() {
    let trial = Trial::of([begun().text("a").forever(letter_after(7))]);
    let trial = trial.says("a".repeat(1 + 1800 / 7)).stream().await;
    trial.failed(ErrorKind::Timeout, true).sent([A1]).within(1800..=1800).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn s27_the_longest_time_can_be_another_or_none() {
    let set = |total: Option<Duration>| {
        move |builder: openrouter_provider::OpenRouterBuilder| {
            let mut timeouts = openrouter_provider::Timeouts::default();
            timeouts.stream.total = total;
            builder.timeouts(timeouts)
        }
    };
    let script = || begun().repeat(400, letter_after(10)).then(end());
    let trial = Trial::of([script()]).with(set(None)).says("a".repeat(400)).stream().await;
    trial.succeeded_after(0).within(4000..=4000);
    let trial = Trial::of([script()]).with(set(Some(seconds(95)))).says("a".repeat(9));
    trial.stream().await.failed(ErrorKind::Timeout, true).within(95..=95);
}

#[tokio::test(start_paused = true)]
async fn s28_a_caller_that_does_not_read_slows_the_server_down_and_is_not_blamed() {
    let letters = "a".repeat(1 << 15);
    let script = begun().text("a").repeat(1024, Script::new().text(&letters)).then(end()).hold();
    let trial = Trial::of([script]).pausing(seconds(600)).says(letters.repeat(1024) + "a");
    let trial = trial.may_hold(32 << 20).stream().await.succeeded_after(0).sent([A1]);
    trial.within(600..=600).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn s35_a_proxy_that_holds_all_of_it_back_does_no_harm() {
    let all = [event(&text("w0 ")), event(&text("w1 ")), event(&finish("stop"))].concat();
    let all = all + "data: [DONE]\n\n";
    for script in [
        Script::new().read().wait(seconds(60)).events().chunk(&all).end(),
        begun().comment().wait(seconds(59)).comment().wait(seconds(1)).chunk(&all).end(),
    ] {
        let trial = Trial::of([script]).words(2).stream().await.succeeded_after(0).sent([A1]);
        let trial = trial.within(60..=60);
        let metrics = &trial.metrics;
        assert_eq!(metrics.first_content.count, 1);
        assert_eq!(metrics.first_content.max.unwrap().as_secs(), 60);
    }
}
