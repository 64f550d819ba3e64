//! Tests say what they promise, assert what they mean, are run, and do not wait.

use super::finding::Finding;
use crate::rust_source::test_functions;
use crate::workspace::{TextFile, Workspace};

/// What the start of a line may not be, and the way out.
const ATTRIBUTES: [(&str, &str); 2] = [
    ("#[should_panic", "assert on the error or the message, a panic can have any cause"),
    ("#[ignore]", "say why: `#[ignore = \"needs …\"]`, or delete the test"),
];

pub(super) fn check(workspace: &Workspace) -> Vec<Finding> {
    workspace.rust_files().flat_map(check_file).collect()
}

fn check_file(file: &TextFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut found = |line, advice: &str| {
        findings.push(Finding::new(file, line, "test-style", advice));
    };
    for (number, line) in file.lines() {
        for (attribute, advice) in ATTRIBUTES {
            if line.trim_start().starts_with(attribute) {
                found(number, advice);
            }
        }
        let code = line.split("//").next().unwrap_or_default();
        // In two pieces, or this line would be found.
        if code.contains(concat!("thread::", "sleep(")) {
            found(number, "nothing here waits on a thread: pass time in, or pause tokio's");
        }
    }
    for (number, name) in test_functions(&file.text) {
        if name.starts_with("test_") {
            found(number, "the name of a test is a sentence that can be true, without `test_`");
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::finding::testing::{places, workspace};

    #[track_caller]
    fn check_source(source: &str, expected: &[&str]) {
        assert_eq!(places(&check(&workspace(&[("a.rs", source)]))), expected);
    }

    #[test]
    fn a_test_that_wants_any_panic_is_found() {
        check_source("    #[should_panic(expected = \"x\")]\n", &["a.rs:1"]);
    }

    #[test]
    fn a_test_ignored_without_a_reason_is_found() {
        check_source("#[ignore = \"needs a key\"]\n#[ignore]\n", &["a.rs:2"]);
    }

    #[test]
    fn a_test_called_test_is_found() {
        check_source("#[test]\nfn test_x() {}\nfn test_support() {}\n", &["a.rs:2"]);
    }

    #[test]
    fn a_thread_that_waits_is_found() {
        let sleep = concat!("std::thread::", "sleep(d);");
        check_source(&format!("{sleep}\n// {sleep}\ntokio::time::sleep(d).await;\n"), &["a.rs:1"]);
    }
}
