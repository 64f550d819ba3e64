//! Runs the tests of rows, and follows them while they run.

use std::collections::BTreeMap;
use std::io::{self, BufRead as _, BufReader, IsTerminal as _};
use std::process::{Child, ChildStdout};

use anyhow::{Context as _, Result, ensure};

use super::libtest::{Ended, Explanations, test_line};
use super::list::{List, Row, row_in};
use crate::invocation::Invocation;
use crate::workspace;

/// How tests ended, by their names.
pub(super) type Ends = BTreeMap<String, Ended>;

/// The command that runs the tests of the rows, and as few others as can be.
pub(super) fn invocation(list: &List<'_>) -> Invocation {
    // Whatever fails, the rest is to be seen.
    let cargo = Invocation::cargo("test --workspace --tests --no-fail-fast -- --color=never");
    let tested = list.rows.iter().filter(|row| !list.tests_of(row).is_empty());
    cargo.args(tested.map(Row::prefix))
}

/// Runs it. What failed tests have to say goes to standard error.
pub(super) fn run(list: &List<'_>) -> Result<Ends> {
    let expected = list.rows.iter().map(|row| list.tests_of(row).len()).sum();
    if expected == 0 {
        return Ok(Ends::new());
    }
    let invocation = invocation(list);
    let mut child = invocation.start(workspace::root())?;
    let stdout = child.stdout.take().context("no standard output")?;
    let ends = follow(stdout, expected)?;
    finish(child, &ends)?;
    Ok(ends)
}

fn follow(stdout: ChildStdout, expected: usize) -> Result<Ends> {
    let progress = Progress { expected, live: io::stderr().is_terminal() };
    let (mut ends, mut explanations) = (Ends::new(), Explanations::default());
    for line in BufReader::new(stdout).lines() {
        let line = line.context("the tests' output cannot be read")?;
        explanations.line(&line);
        if let Some((test, ended)) = test_line(&line).filter(|(test, _)| row_in(test).is_some()) {
            add(&mut ends, test, ended);
            progress.show(&ends, (ended == Ended::Failed).then_some(test));
        }
    }
    progress.end();
    for line in explanations.lines {
        eprintln!("{line}");
    }
    Ok(ends)
}

/// Of tests of the same name the worst counts, and one that did not run counts least.
fn add(ends: &mut Ends, test: &str, ended: Ended) {
    let graver = |end: &Ended| match end {
        Ended::Ignored => 0,
        Ended::Passed => 1,
        Ended::Failed => 2,
    };
    let end = ends.entry(test.to_owned()).or_insert(ended);
    if graver(&ended) > graver(end) {
        *end = ended;
    }
}

/// A command that ends badly though no test failed has not run them all.
fn finish(mut child: Child, ends: &Ends) -> Result<()> {
    let status = child.wait().context("the tests cannot be waited for")?;
    let failed = ends.values().any(|end| *end == Ended::Failed);
    ensure!(status.success() || failed, "the tests did not run to their end: {status}");
    Ok(())
}

/// One line that is written over, where somebody looks at it.
struct Progress {
    expected: usize,
    live: bool,
}

impl Progress {
    fn show(&self, ends: &Ends, failed: Option<&str>) {
        let clear = if self.live { "\r\x1b[K" } else { "" };
        if let Some(test) = failed {
            eprintln!("{clear}FAILED {test}");
        }
        if self.live {
            let failed = ends.values().filter(|end| **end == Ended::Failed).count();
            eprint!("{clear}{} of {} tests, {failed} failed", ends.len(), self.expected);
        }
    }

    fn end(&self) {
        if self.live {
            eprint!("\r\x1b[K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Ended, Ends, add};

    #[test]
    fn of_tests_of_one_name_the_worst_counts() {
        let mut ends = Ends::new();
        for (ended, expected) in [
            (Ended::Ignored, Ended::Ignored),
            (Ended::Passed, Ended::Passed),
            (Ended::Failed, Ended::Failed),
            (Ended::Passed, Ended::Failed),
        ] {
            add(&mut ends, "n01_x", ended);
            assert_eq!(ends["n01_x"], expected);
        }
    }
}
