//! Nothing in the project points at one machine.

use super::finding::Finding;
use crate::workspace::{TextFile, Workspace};

/// Top-level folders that exist, or matter, on somebody's machine only.
const FOLDERS: [&str; 5] = ["Users", "home", "root", "tmp", "work"];

pub(super) fn check(workspace: &Workspace) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in workspace.files.iter().filter(|file| is_written_by_hand(file)) {
        for (number, line) in file.lines() {
            if let Some(folder) = FOLDERS.iter().find(|folder| names_absolutely(line, folder)) {
                let advice = format!(
                    "a path under /{folder} is one machine's: name it relative to the root, or ask std::env::temp_dir()"
                );
                findings.push(Finding::new(file, number, "machine-paths", advice));
            }
        }
    }
    findings
}

/// Sources, documents, manifests and scripts; fixtures may say what they like.
fn is_written_by_hand(file: &TextFile) -> bool {
    ["rs", "md", "toml", "sh"].contains(&file.extension()) || file.path.starts_with(".ci/")
}

/// Whether the line holds `/folder/` as the start of a path, not as a part of a path or a URL.
fn names_absolutely(line: &str, folder: &str) -> bool {
    let path = format!("/{folder}/");
    line.match_indices(&path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && !"._-~/*}>)".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::finding::testing::{places, workspace};

    #[test]
    fn a_path_on_one_machine_is_found() {
        for folder in ["Users", "home", "root", "tmp", "work"] {
            let line = format!("let path = \"/{folder}/x\";\n");
            let files =
                [("a.rs", &*line), ("b.md", &*line), (".ci/run", &*line), ("c.json", &*line)];
            assert_eq!(places(&check(&workspace(&files))), ["a.rs:1", "b.md:1", ".ci/run:1"]);
        }
    }

    #[test]
    fn parts_of_paths_and_urls_are_no_machine_paths() {
        let lines = ["https://example.com/tmp/x", "crates/tmp/src", "../home/x", "{base}/home/x"];
        let text = lines.join("\n");
        assert!(check(&workspace(&[("a.md", &text)])).is_empty());
    }
}
