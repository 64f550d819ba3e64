//! What the output of test binaries says: how each test ended, and what failed ones printed.

/// How a test ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    Passed,
    Failed,
    /// It is there, and did not run.
    Ignored,
}

/// A line that says how a test ended, as `test faults::n13_x ... ok`: its function, and how.
pub(super) fn test_line(line: &str) -> Option<(&str, Ended)> {
    let (path, end) = line.strip_prefix("test ")?.split_once(" ... ")?;
    // A path may say more, as ` - should panic`.
    let path = path.split(' ').next()?;
    let ended = match end.split([',', ' ']).next()? {
        "ok" => Ended::Passed,
        "FAILED" => Ended::Failed,
        "ignored" => Ended::Ignored,
        _ => return None,
    };
    Some((path.rsplit("::").next().unwrap_or(path), ended))
}

/// Picks out what failed tests printed, which test binaries show after all tests ran.
#[derive(Debug, Default)]
pub(super) struct Explanations {
    within: bool,
    pub(super) lines: Vec<String>,
}

impl Explanations {
    pub(super) fn line(&mut self, line: &str) {
        if line.starts_with("---- ") {
            self.within = true;
        } else if line == "failures:" || line.starts_with("test result:") {
            self.within = false;
        }
        if self.within {
            self.lines.push(line.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Ended, Explanations, test_line};

    #[test]
    fn a_line_of_a_test_says_how_it_ended() {
        let cases = [
            ("test faults::network::n13_silence ... ok", Some(("n13_silence", Ended::Passed))),
            ("test n13_silence ... FAILED", Some(("n13_silence", Ended::Failed))),
            ("test a::n13_x ... ignored, slow", Some(("n13_x", Ended::Ignored))),
            ("test a::n13_x - should panic ... ok", Some(("n13_x", Ended::Passed))),
            ("test a::n13_x ... bench: 3 ns", None),
            ("test result: ok. 3 passed; 0 failed", None),
            ("running 3 tests", None),
        ];
        for (line, expected) in cases {
            assert_eq!(test_line(line), expected, "{line}");
        }
    }

    #[test]
    fn what_failed_tests_printed_is_kept() {
        let output = "test a ... FAILED\n\nfailures:\n\n---- a stdout ----\nleft: 1\n\n\
            ---- b stdout ----\nright: 2\n\nfailures:\n    a\n    b\n\ntest result: FAILED.\n";
        let mut explanations = Explanations::default();
        output.lines().for_each(|line| explanations.line(line));
        let expected = ["---- a stdout ----", "left: 1", "", "---- b stdout ----", "right: 2", ""];
        assert_eq!(explanations.lines, expected);
    }
}
