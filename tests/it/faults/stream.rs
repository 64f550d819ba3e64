//! How streams begin and end (rows S).

use llm_types::{ErrorKind, FinishReason, StandardResponse};
use openrouter_provider::OpenRouterOutcome;
use openrouter_sim::fault::{Fault, Script};
use serde_json::{Value, json};

use super::chunks::{self, finish, text, usage};
use super::{A1, Trial};

fn begun() -> Script {
    Script::new().read().events()
}

/// What was used, as far as the answer says it.
fn output(answer: &StandardResponse) -> Option<u64> {
    answer.usage.as_ref().map(|usage| usage.output_tokens)
}

fn is_unterminated(answer: &StandardResponse) -> bool {
    answer.extension::<OpenRouterOutcome>().unwrap().unterminated
}

/// The answer to a stream that says one word before the script goes on.
async fn answer(then: Script) -> StandardResponse {
    let trial = Trial::of([begun().words(1).then(then)]).words(1).stream().await;
    trial.succeeded_after(0).sent([A1]).no_key_blamed().within(0..=0).end.unwrap()
}

#[tokio::test(start_paused = true)]
async fn s01_a_healthy_stream_is_one_request_and_one_answer() {
    let trial = Trial::of([Script::healthy(3)]).words(3).stream().await.succeeded_after(0);
    let answer = trial.sent([A1]).no_key_blamed().end.unwrap();
    assert_eq!(answer.joined_text(), "w0 w1 w2 ");
    assert_eq!(answer.usage.as_ref().map(|usage| usage.total_tokens), Some(10));
    assert_eq!(answer.finish_reason(), Some(&FinishReason::Stop));
    assert!(!is_unterminated(&answer));
}

#[tokio::test(start_paused = true)]
async fn s07_a_finish_that_comes_twice_is_one_end() {
    let answer = answer(Script::new().finish("stop").usage(1).done().end()).await;
    assert_eq!(output(&answer), Some(1));
}

#[tokio::test(start_paused = true)]
async fn s08_the_last_usage_before_the_end_counts() {
    let none = json!([]);
    let blank = json!([{ "index": 0, "delta": { "content": "" }, "finish_reason": null }]);
    let ended = Script::new().event(&finish("stop"));
    for (then, told) in [
        (ended.clone().event(&usage(1, &none)).done(), Some(1)),
        (ended.clone().event(&usage(1, &blank)).done(), Some(1)),
        (Script::new().event(&usage(1, &blank)).event(&finish("stop")).done(), Some(1)),
        (ended.clone().event(&usage(1, &none)).event(&usage(2, &none)).done(), Some(2)),
        (ended.clone().done().event(&usage(3, &none)), None),
        (ended.event(&usage(1, &none)).done().event(&usage(3, &none)), Some(1)),
    ] {
        let shown = format!("{then:?}");
        assert_eq!(output(&answer(then.end()).await), told, "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn s08_the_usage_beside_an_error_is_kept() {
    let mut error = usage(4, &json!([{ "index": 0, "delta": { "content": "" } }]));
    error["error"] = json!({ "code": 502, "message": "Provider returned error" });
    let script = begun().words(1).event(&error).done().end();
    let trial = Trial::of([script]).words(1).stream().await.failed(ErrorKind::Unavailable, true);
    assert_eq!(output(trial.end.unwrap_err().partial().unwrap()), Some(4));
}

#[tokio::test(start_paused = true)]
async fn s09_the_end_may_be_written_in_any_way() {
    for end in [
        "data: [DONE]\n\n",
        "data:[DONE]\n\n",
        "data: [DONE] \n\n",
        "data: [DONE]\r\n\r\n",
        "data: [DONE]\r\r",
        "data: [DONE]\n\ndata: [DONE]\n\n",
        "data: [DONE]\n",
        "data: [DONE]",
        "event: done\ndata: [DONE]\n\n",
    ] {
        let answer = answer(Script::new().finish("stop").chunk(end).end()).await;
        assert!(!is_unterminated(&answer), "{end:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn s10_what_follows_the_end_is_ignored_and_not_waited_for() {
    let late = Script::new().text("late ").error(&json!({ "code": 502, "message": "late" }));
    for after in [late.end(), Script::new().hold(), Script::new().reset(), Script::new().close()] {
        answer(Script::new().finish("stop").done().then(after)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn s11_a_stream_that_is_silent_after_its_finish_is_whole() {
    let script = begun().words(1).finish("stop").hold();
    let trial = Trial::of([script]).words(1).stream().await;
    let trial = trial.succeeded_after(0).sent([A1]).within(5..=5).no_key_blamed();
    assert!(is_unterminated(&trial.end.unwrap()));
}

#[tokio::test(start_paused = true)]
async fn s12_names_ids_and_waits_of_events_are_not_for_us() {
    let named = |name: &str, chunk: &Value| {
        format!("event: {name}\nid: 7\nretry: 1\nfoo: bar\n{}", chunks::event(chunk))
    };
    let words = [named("message", &text("one ")), named("delta", &text("two"))].concat();
    let script = begun().chunk(words).chunk(named("end", &finish("stop"))).done().end();
    Trial::of([script]).says("one two").stream().await.succeeded_after(0).sent([A1]);
}

#[tokio::test(start_paused = true)]
async fn s12_an_event_that_is_named_error_is_one() {
    for error in [
        r#"{"error":{"code":502,"message":"Provider returned error"}}"#,
        r#"{"code":502,"message":"Provider returned error"}"#,
        "Provider returned error",
    ] {
        let event = format!("event: error\ndata: {error}\n\n");
        let script = begun().words(2).chunk(event).finish("stop").done().end();
        let trial = Trial::of([script]).words(2).stream().await;
        let trial = trial.failed(ErrorKind::Unavailable, true).sent([A1]).no_key_blamed();
        let message = trial.end.unwrap_err().to_string();
        assert!(message.contains("Provider returned error"), "{message}");
    }
}

#[tokio::test(start_paused = true)]
async fn s12_no_stream_is_taken_up_again_where_it_broke() {
    let script = begun().chunk("id: 7\nretry: 0\n\n").words(1).reset();
    let trial = Trial::of([script]).words(1).stream().await;
    let trial = trial.failed(ErrorKind::Interrupted, true).sent([A1]);
    assert_eq!(trial.connections, 1);
    // Before any word it is another attempt, which asks from the beginning.
    let script = begun().chunk("id: 7\nretry: 0\n\n").reset();
    let trial = Trial::of([script, Script::healthy(1)]).words(1).stream().await;
    let trial = trial.succeeded_after(1);
    assert!(trial.requests.iter().all(|request| request.header("last-event-id").is_none()));
}

#[tokio::test(start_paused = true)]
async fn s19_a_body_that_ends_at_once_is_tried_again() {
    let until_close = || Script::new().read().events_until_close();
    for script in [begun().end(), begun().close(), until_close().close()] {
        let trial = Trial::of([script.clone()]).stream().await;
        trial.failed(ErrorKind::Interrupted, true).sent([A1, A1, A1]).no_key_blamed();
        let trial = Trial::of([script, Script::healthy(1)]).words(1).stream().await;
        trial.succeeded_after(1).sent([A1, A1]).no_key_blamed();
    }
}

#[tokio::test(start_paused = true)]
async fn s20_a_body_that_ends_without_a_finish_is_cut_off() {
    let until_close = Script::new().read().events_until_close();
    let word = chunks::event(&text("w0 "));
    for (script, words) in [
        (Fault::Truncated.script(), 3),
        (begun().words(3).close(), 3),
        (begun().words(3).comment().end(), 3),
        (until_close.write(word).close(), 1),
    ] {
        let trial = Trial::of([script]).words(words).stream().await;
        trial.failed(ErrorKind::Interrupted, true).sent([A1]).no_key_blamed();
    }
}

#[tokio::test(start_paused = true)]
async fn s21_a_stream_that_ends_after_its_finish_is_whole() {
    let finished = || Script::new().finish("stop");
    for end in [finished().end(), finished().close(), finished().reset()] {
        assert!(is_unterminated(&answer(end).await));
    }
}

#[tokio::test(start_paused = true)]
async fn s22_an_end_without_a_finish_is_one_for_text_and_says_so() {
    let answer = answer(Script::new().done().end()).await;
    assert_eq!(answer.finish_reason(), None);
}

#[tokio::test(start_paused = true)]
async fn s22_an_end_without_a_finish_cuts_a_tool_call_off() {
    let call = json!({ "index": 0, "id": "call_1", "type": "function",
        "function": { "name": "look", "arguments": "{}" } });
    let script = begun().event(&chunks::delta(&json!({ "tool_calls": [call] }))).done().end();
    let trial = Trial::of([script]).stream().await;
    let trial = trial.failed(ErrorKind::Interrupted, true).sent([A1]);
    let partial = trial.end.unwrap_err().take_partial().unwrap();
    assert_eq!(partial.tool_calls(), []);
    assert_eq!(partial.message().unwrap().partial_tool_calls.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn s41_an_empty_answer_is_asked_for_once_more() {
    let empty = || begun().event(&text("")).finish("stop").usage(0).done().end();
    let trial = Trial::of([empty(), Script::healthy(1)]).words(1).stream().await;
    trial.succeeded_after(1).sent([A1, A1]).no_key_blamed();
    let trial = Trial::of([empty()]).stream().await;
    trial.failed(ErrorKind::Unavailable, false).sent([A1, A1]).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn s41_a_document_without_a_word_is_asked_for_once_more() {
    let document = |text: &str, tokens: u32| {
        let message = json!({ "role": "assistant", "content": text });
        let mut document = usage(
            tokens,
            &json!([
            { "index": 0, "message": message, "finish_reason": "stop" }]),
        );
        document["object"] = "chat.completion".into();
        Script::replies(200, &document)
    };
    let trial = Trial::of([document("", 0), document("word", 1)]).complete().await;
    trial.succeeded_after(1).sent([A1, A1]).no_key_blamed();
    let trial = Trial::of([document("", 0)]).complete().await;
    trial.failed(ErrorKind::Unavailable, false).sent([A1, A1]).no_key_blamed();
}
