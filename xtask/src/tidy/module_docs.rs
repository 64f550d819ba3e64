//! A source file opens with what it is about.

use super::finding::Finding;
use crate::workspace::Workspace;

pub(super) fn check(workspace: &Workspace) -> Vec<Finding> {
    let undocumented = workspace.rust_files().filter(|file| {
        let first = file.text.lines().next().unwrap_or_default();
        first.strip_prefix("//!").is_none_or(|words| words.trim().is_empty())
    });
    let advice = "start the file with a `//!` line that says what it is about";
    undocumented.map(|file| Finding::new(file, 1, "module-docs", advice)).collect()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::finding::testing::{places, workspace};

    #[test]
    fn a_file_without_words_on_top_is_found() {
        let workspace = workspace(&[
            ("none.rs", "use std::fmt;\n//! Too late.\n"),
            ("silent.rs", "//!\n//! Words.\n"),
            ("empty.rs", ""),
            ("item.rs", "/// Docs of an item.\nfn x() {}\n"),
            ("good.rs", "//! Words.\n"),
        ]);
        assert_eq!(
            places(&check(&workspace)),
            ["none.rs:1", "silent.rs:1", "empty.rs:1", "item.rs:1"]
        );
    }
}
