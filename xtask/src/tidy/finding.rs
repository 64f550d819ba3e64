//! What a rule has found.

use std::fmt;

use crate::workspace::TextFile;

/// A place that breaks a rule, and the way out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    file: String,
    line: usize,
    rule: &'static str,
    advice: String,
}

impl Finding {
    /// `advice` says what is wrong and what to do about it.
    pub(super) fn new(
        file: &TextFile,
        line: usize,
        rule: &'static str,
        advice: impl Into<String>,
    ) -> Self {
        Self { file: file.path.clone(), line, rule, advice: advice.into() }
    }
}

/// In the form that editors and terminals make a link of.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.file, self.line, self.rule, self.advice)
    }
}

/// Support for the tests of the rules.
#[cfg(test)]
pub(super) mod testing {
    use std::collections::BTreeSet;

    use super::Finding;
    use crate::workspace::{TextFile, Workspace};

    /// A workspace of these files and no packages.
    pub(in crate::tidy) fn workspace(files: &[(&str, &str)]) -> Workspace {
        let file = |(path, text): &(&str, &str)| TextFile {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        };
        Workspace { files: files.iter().map(file).collect(), packages: Vec::new() }
    }

    /// The rules that found something.
    pub(in crate::tidy) fn rules(findings: &[Finding]) -> BTreeSet<&'static str> {
        findings.iter().map(|finding| finding.rule).collect()
    }

    /// `file:line` of each finding.
    pub(in crate::tidy) fn places(findings: &[Finding]) -> Vec<String> {
        findings.iter().map(|finding| format!("{}:{}", finding.file, finding.line)).collect()
    }

    #[test]
    fn a_finding_prints_as_a_link_with_rule_and_advice() {
        let workspace = workspace(&[("src/a.rs", "")]);
        let finding = Finding::new(&workspace.files[0], 3, "rule", "do this");
        assert_eq!(finding.to_string(), "src/a.rs:3: rule: do this");
    }
}
