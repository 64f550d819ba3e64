//! Files that are cut off, broken, of another time, shared, or cannot be written.

use llm_types::ProviderExt as _;

use llm_types::{CallState, Receipt};

use super::*;

async fn two_calls(place: &Place) {
    let provider = ScriptedProvider::new().then("1").then("2").layer(place.recorder());
    provider.ask("a").await.unwrap();
    provider.ask("b").await.unwrap();
}

fn message(place: &Place) -> String {
    let error = Cassette::open(&place.path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let shown = format!("{error:?}");
    assert!(!shown.contains("canary"), "{shown}");
    error.message().split_once(".jsonl").unwrap().1.to_owned()
}

#[tokio::test]
async fn a_line_that_was_cut_off_is_left_out_and_written_over() {
    let place = place();
    two_calls(&place).await;
    let whole = std::fs::read(&place.path).unwrap();
    let second = whole.iter().take(whole.len() - 1).rposition(|byte| *byte == b'\n').unwrap() + 1;
    for cut in second..=whole.len() {
        std::fs::write(&place.path, &whole[..cut]).unwrap();
        let cassette = place.open();
        // Only the line break is missing: it is whole.
        let calls = if cut + 1 < whole.len() { 1 } else { 2 };
        assert_eq!(cassette.len(), calls, "cut after {cut} bytes");
        let is_cut = calls == 1 && cut > second;
        assert_eq!(cassette.cut_off_line(), is_cut.then_some(3));
        let provider =
            ScriptedProvider::new().then("3").layer(Recorder::missing(&place.path).unwrap());
        provider.ask("c").await.unwrap();
        assert_eq!(place.open().len(), calls + 1);
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_named_by_file_and_line_and_not_repeated() {
    let place = place();
    let missing = Cassette::open(&place.path).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::Configuration);
    assert!(missing.message().ends_with("calls.jsonl cannot be read"), "{missing}");
    two_calls(&place).await;
    let lines = place.lines();
    let write = |lines: &[&str]| std::fs::write(&place.path, lines.join("\n") + "\n").unwrap();
    write(&[&lines[0], r#"{"call":"canary"}"#, &lines[2]]);
    assert_eq!(message(&place), ": line 2 is not a recorded call (column 16)");
    write(&[&lines[0], &lines[1].replace("\"text\"", "\"canary\"")]);
    assert!(message(&place).starts_with(": line 2 is not a recorded call"));
    write(&[&lines[0].replace(":1", ":2"), &lines[1]]);
    assert_eq!(message(&place), ": line 1 has version 2, and only version 1 is understood");
    write(&["canary"]);
    assert_eq!(message(&place), ": line 1 is not the head of a cassette (column 1)");
    std::fs::write(&place.path, b"\xff\xfe\n").unwrap();
    assert!(message(&place).starts_with(": line 1 is not the head"));
    write(&[&lines[0], "", &lines[1], &lines[2]]);
    assert_eq!(place.open().len(), 2, "empty lines do no harm");
}

#[tokio::test]
async fn calls_at_the_same_time_are_lines_in_the_order_in_which_they_began() {
    let place = place();
    let pieces = |pieces: [&str; 2]| ScriptedAnswer::pieces(pieces);
    let script =
        ScriptedProvider::new().then(pieces(["a", "b"])).then(pieces(["c", "d"])).then("e");
    let provider = script.layer(place.recorder());
    let mut first = provider.stream("1".into()).await.unwrap();
    let mut second = provider.stream("2".into()).await.unwrap();
    for _ in 0..3 {
        second.next_event().await.unwrap();
        first.next_event().await.unwrap();
    }
    provider.ask("3").await.unwrap();
    let cassette = place.open().in_order();
    let replay = cassette.provider();
    for pieces in [["a", "b"], ["c", "d"]] {
        let items = drain(replay.stream("x".into()).await).await;
        let texts: Vec<_> = items.iter().flatten().filter_map(StreamEvent::as_text).collect();
        assert_eq!(texts, pieces);
    }
    assert_eq!(replay.unplayed(), [4]);
    let strict = place.replay();
    strict.ask("1").await.unwrap();
    assert_eq!(strict.unplayed(), [2, 4], "the second one was over first");
}

#[tokio::test]
async fn a_new_recording_takes_the_place_of_an_old_one() {
    let place = place();
    two_calls(&place).await;
    ScriptedProvider::new().then("3").layer(place.recorder()).ask("c").await.unwrap();
    assert_eq!(place.open().len(), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_user_may_read_what_was_said() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = place();
    two_calls(&place).await;
    let mode = std::fs::metadata(&place.path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn two_recorders_of_one_file_write_over_nothing() {
    let place = place();
    let recorded = |answer: &'static str| {
        let recorder = Recorder::missing(&place.path).unwrap();
        ScriptedProvider::new().then(answer).repeat_last().layer(recorder)
    };
    let (one, other) = (recorded("one"), recorded("other"));
    for (provider, text) in [(&one, "a"), (&other, "b"), (&one, "c")] {
        provider.ask(text).await.unwrap();
    }
    let replay = place.replay();
    let mut answers = Vec::new();
    for text in ["a", "b", "c"] {
        answers.push(replay.ask(text).await.unwrap().to_string());
    }
    assert_eq!(answers, ["one", "other", "one"]);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_cannot_be_written_stops_the_next_call_and_not_this_one() {
    let recorder = Arc::new(Recorder::to("/dev/full").unwrap());
    let provider = ScriptedProvider::new().then("1").then("2").layer(Arc::clone(&recorder));
    recorder.check().unwrap();
    assert_eq!(provider.ask("a").await.unwrap().to_string(), "1");
    let error = recorder.check().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(error.message(), "the cassette /dev/full cannot be written");
    let receipt = Receipt::new();
    let request = StandardRequest::prompt("b").with_receipt(&receipt);
    let refused = provider.stream(request).await.unwrap_err();
    assert_eq!((refused.message(), receipt.state()), (error.message(), CallState::Failed));
    assert_eq!(provider.inner().requests().len(), 1);
    assert!(Recorder::to("/dev/null/x").is_err());
}
