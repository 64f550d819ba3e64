//! What documents may name: items and tests that exist.

use std::collections::{BTreeMap, BTreeSet};

use crate::rust_source::{test_functions, words};
use crate::workspace::Workspace;

/// What the sources hold.
#[derive(Debug, Default)]
pub(super) struct Named<'a> {
    tests: BTreeSet<&'a str>,
    /// The words of each crate's sources, by the name that Rust paths start with.
    crates: BTreeMap<String, BTreeSet<&'a str>>,
}

impl<'a> Named<'a> {
    pub(super) fn read(workspace: &'a Workspace) -> Self {
        let mut named = Self::default();
        for file in workspace.rust_files() {
            named.tests.extend(test_functions(&file.text).into_iter().map(|(_, name)| name));
            let folder =
                file.path.strip_prefix("crates/").and_then(|path| path.split_once("/src/"));
            if let Some((name, _)) = folder {
                named.crates.entry(name.replace('-', "_")).or_default().extend(words(&file.text));
            }
        }
        named
    }

    /// What of it does not exist, as objections.
    pub(super) fn missing(&self, paths: &[&str], tests: &[&str]) -> Vec<String> {
        let paths = paths.iter().filter(|path| !self.has_path(path));
        let tests = tests.iter().filter(|test| !self.tests.contains(**test));
        paths
            .map(|path| format!("no such item: {path}"))
            .chain(tests.map(|test| format!("no such test: {test}")))
            .collect()
    }

    /// Whether every part of `some_crate::module::Item::method` occurs in that crate's code.
    fn has_path(&self, path: &str) -> bool {
        let mut parts = path.split("::");
        let words = parts.next().and_then(|name| self.crates.get(name));
        words.is_some_and(|words| parts.all(|part| words.contains(part)))
    }
}
