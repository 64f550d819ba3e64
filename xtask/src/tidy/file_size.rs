//! A source file stays short enough to be read in one go, tests included.

use super::finding::Finding;
use crate::workspace::Workspace;

const MAX_LINES: usize = 400;

pub(super) fn check(workspace: &Workspace) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in workspace.rust_files() {
        let lines = file.lines().count();
        if lines > MAX_LINES {
            let advice = format!(
                "{lines} lines, at most {MAX_LINES}: split off a concept, or move the tests to a sibling tests.rs"
            );
            findings.push(Finding::new(file, MAX_LINES + 1, "file-size", advice));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{MAX_LINES, check};
    use crate::tidy::finding::testing::{places, workspace};

    #[test]
    fn one_line_too_many_is_found() {
        let long = "\n".repeat(MAX_LINES + 1);
        let limit = "\n".repeat(MAX_LINES);
        let workspace = workspace(&[("a.rs", &long), ("b.rs", &limit), ("c.json", &long)]);
        assert_eq!(places(&check(&workspace)), ["a.rs:401"]);
    }
}
