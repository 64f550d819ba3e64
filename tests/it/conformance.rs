//! The conformance runner, on recordings made up for it.

use std::path::PathBuf;

fn fixture(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "fixtures", name].iter().collect()
}

#[tokio::test]
async fn recordings_of_every_kind_pass_and_what_is_not_checked_is_shown() {
    let report = integration_tests::run(&fixture("recordings")).await;
    let text = report.to_string();
    assert!(report.is_success(), "{text}");
    for row in [
        "sse: every split in two",
        "described: operations with types",
        "described: examples, there and back",
        "described: queries, there and back",
        "described: requests, there and back",
        "described: replies, there and back",
        "described: events, there and back",
        "described: failures, there and back",
        "described: replies of the simulator",
        "made: createKeys: ",
        "chat request, there and back",
        "chat answer, there and back",
        "chat stream, by ChunkDecoder",
        "embeddings, there and back",
        "error body, there and back",
        "models, there and back",
        "key, there and back",
        "served: request as recorded",
        "served: answer as recorded",
        "served: stream and complete agree",
        "served: error of the right kind",
        "served: error tried as often as due",
        "served: models",
        "served: key",
        "createAudioSpeech, there and back",
        "createMessages, there and back",
        "createRerank, there and back",
        "createResponses, there and back",
        "updateKeys, there and back",
        "not yet: GET /api/v1/nothing",
        "kept as unknown field: Request.new_thing",
    ] {
        assert!(text.contains(row), "{row}: {text}");
    }
}

#[tokio::test]
async fn what_differs_from_the_recording_is_named() {
    let report = integration_tests::run(&fixture("broken_recordings")).await;
    let text = report.to_string();
    assert!(!report.is_success());
    for failure in [
        "FAILED sse: as given: two chunks\n    the document: expected 1 items, got 2 items",
        "FAILED lines and files that can be read: chat.jsonl:3",
        "messages: expected [], got nothing",
        "FAILED chat answer, there and back: chat.jsonl:2",
        "FAILED served: answer as recorded: chat.jsonl:1",
    ] {
        assert!(text.contains(failure), "{failure}: {text}");
    }
}

#[tokio::test]
async fn a_folder_without_recordings_is_no_success() {
    let report = integration_tests::run(&fixture("none")).await;
    let text = report.to_string();
    assert!(!report.is_success());
    assert!(text.contains("missing: sse/cases.json") && text.contains("missing: traffic/"));
}
