//! A file or folder is named for its concept; what has no name has no owner.

use super::finding::Finding;
use crate::workspace::Workspace;

/// Names that hold anything. `models` is not among them: in the wire crate it is an API resource.
const NAMELESS: [&str; 8] =
    ["common", "helper", "helpers", "misc", "shared", "types", "util", "utils"];

pub(super) fn check(workspace: &Workspace) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in workspace.rust_files() {
        let parts = file.path.split('/').map(|part| part.trim_end_matches(".rs"));
        for name in parts.filter(|part| NAMELESS.contains(part)) {
            let advice = format!("`{name}` says nothing: name it for the one concept it holds");
            findings.push(Finding::new(file, 1, "file-names", advice));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::finding::testing::{places, workspace};

    #[test]
    fn a_file_or_folder_for_anything_is_found() {
        let workspace = workspace(&[
            ("crates/llm-types/src/usage.rs", ""),
            ("crates/llm-types/src/types.rs", ""),
            ("crates/llm-types/src/utils/mod.rs", ""),
            ("docs/misc/notes.md", ""),
        ]);
        let expected = ["crates/llm-types/src/types.rs:1", "crates/llm-types/src/utils/mod.rs:1"];
        assert_eq!(places(&check(&workspace)), expected);
    }
}
