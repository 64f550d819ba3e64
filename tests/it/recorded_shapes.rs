//! The conformance runner, on the rarer shapes that the service is known to give, and on the same
//! recordings with something wrong in each.

use std::path::{Path, PathBuf};

use integration_tests::Report;

/// A file of the recordings, and what is replaced in it.
struct Fault {
    name: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
    /// The failures that it must give.
    failures: &'static [&'static str],
}

const FILES: [&str; 7] = [
    "sse/cases.json",
    "traffic/errors.jsonl",
    "traffic/key.jsonl",
    "traffic/models.jsonl",
    "traffic/other.jsonl",
    "traffic/streams.jsonl",
    "traffic/unary.jsonl",
];

const FAULTS: &[Fault] = &[
    Fault {
        name: "another event",
        file: "sse/cases.json",
        from: r#""data": "b""#,
        to: r#""data": "c""#,
        failures: &[
            "FAILED sse: as given: plain\n    [1].data: expected \"c\", got \"b\"",
            "FAILED sse: byte by byte: plain",
            "FAILED sse: every split in two: plain",
        ],
    },
    Fault {
        name: "another last id",
        file: "sse/cases.json",
        from: r#""final_last_event_id": "5""#,
        to: r#""final_last_event_id": "6""#,
        failures: &["final_last_event_id: the document: expected \"6\", got \"5\""],
    },
    Fault {
        name: "cases that are not JSON",
        file: "sse/cases.json",
        from: "[\n",
        to: "[[\n",
        failures: &["FAILED sse: as given: cases.json"],
    },
    Fault {
        name: "a line that is not JSON",
        file: "traffic/key.jsonl",
        from: "{\"body\"",
        to: "{\"body",
        failures: &["FAILED lines and files that can be read: key.jsonl:1"],
    },
    Fault {
        name: "an exchange without a status",
        file: "traffic/other.jsonl",
        from: "\"status\"",
        to: "\"state\"",
        failures: &["FAILED lines and files that can be read: other.jsonl:1", "`status`"],
    },
    Fault {
        name: "a body that is not JSON",
        file: "traffic/unary.jsonl",
        from: r#""body": "{"#,
        to: r#""body": "{{"#,
        failures: &[
            "FAILED chat answer, there and back: unary.jsonl:1",
            "FAILED served: answer as recorded: unary.jsonl:1",
            "the body is not JSON",
        ],
    },
    Fault {
        name: "an event that is not JSON",
        file: "traffic/streams.jsonl",
        from: "data: {",
        to: "data: {{",
        failures: &[
            "FAILED chat stream, there and back: streams.jsonl:1",
            "FAILED chat stream, by ChunkDecoder: streams.jsonl:1",
            "FAILED served: answer as recorded: streams.jsonl:1",
        ],
    },
    Fault {
        name: "a request of the wrong type",
        file: "traffic/unary.jsonl",
        from: r#""reasoning_effort": "max""#,
        to: r#""reasoning_effort": 3"#,
        failures: &["FAILED chat request, there and back: unary.jsonl"],
    },
    Fault {
        name: "a field that is not kept",
        file: "traffic/streams.jsonl",
        from: r#""messages": [{"content": "Hello?", "role": "user"}]"#,
        to: r#""messages": []"#,
        failures: &["messages: expected [], got nothing"],
    },
    Fault {
        name: "models that are no list",
        file: "traffic/models.jsonl",
        from: r#"\"data\":["#,
        to: r#"\"data\":3,\"rows\":["#,
        failures: &["FAILED models, there and back: models.jsonl:1", "FAILED served: models"],
    },
    Fault {
        name: "a key of the wrong type",
        file: "traffic/key.jsonl",
        from: r#"\"label\""#,
        to: r#"\"usage\""#,
        failures: &["FAILED key, there and back: key.jsonl:1", "FAILED served: key: key.jsonl:1"],
    },
];

fn recordings() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "fixtures", "conformance"].iter().collect()
}

/// Runs on a copy of the recordings with the fault in it.
async fn run_with(fault: &Fault) -> Report {
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("recorded_shapes").join(fault.name);
    for file in FILES {
        let to = copy.join(file);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        let text = std::fs::read_to_string(recordings().join(file)).unwrap();
        let text = if file == fault.file {
            assert!(text.contains(fault.from), "{}", fault.name);
            text.replacen(fault.from, fault.to, 1)
        } else {
            text
        };
        std::fs::write(to, text).unwrap();
    }
    integration_tests::run(&copy).await
}

#[tokio::test]
async fn shapes_that_are_rare_pass() {
    let report = integration_tests::run(&recordings()).await;
    assert!(report.is_success(), "{report}");
    // There is no description among them, and nothing else is missing.
    assert_eq!(report.to_string().matches("missing").count(), 1, "{report}");
    assert!(report.to_string().contains("missing: openapi/"), "{report}");
}

#[tokio::test]
async fn each_fault_is_found_and_nothing_else() {
    for fault in FAULTS {
        let report = run_with(fault).await;
        assert!(!report.is_success(), "{}", fault.name);
        let text = report.to_string();
        for failure in fault.failures {
            assert!(text.contains(failure), "{}: {failure}: {text}", fault.name);
        }
        let failed = |line: &&str| line.starts_with("FAILED");
        assert!(text.lines().filter(failed).count() <= 4, "{}: {text}", fault.name);
    }
}

#[tokio::test]
async fn a_stream_that_is_cut_is_one_that_was_cut_when_it_was_recorded() {
    let fault = Fault {
        name: "a stream that is cut",
        file: "traffic/streams.jsonl",
        from: "data: [DONE]",
        to: "data: [DO",
        failures: &[],
    };
    let report = run_with(&fault).await;
    assert!(
        report.to_string().contains("a stream that does not say that it is done (3x)"),
        "{report}"
    );
}
