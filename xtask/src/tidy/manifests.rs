//! Members inherit what the root decides: package fields, versions of dependencies, lints.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::finding::Finding;
use crate::workspace::{TextFile, Workspace};

const INHERITED: [&str; 4] = ["version", "edition", "rust-version", "license"];
const DEPENDENCIES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];
/// Members that are of no use outside the workspace.
const UNPUBLISHED: [&str; 2] = ["integration-tests", "xtask"];

pub(super) fn check(workspace: &Workspace) -> Vec<Finding> {
    workspace.member_manifests().flat_map(check_manifest).collect()
}

fn check_manifest(file: &TextFile) -> Vec<Finding> {
    let manifest = match DeTable::parse(&file.text) {
        Ok(manifest) => manifest.into_inner(),
        Err(error) => {
            let line = error.span().map_or(1, |span| line_at(&file.text, span.start));
            return vec![Finding::new(file, line, "manifests", error.message())];
        }
    };
    let mut findings = Vec::new();
    let mut found = |offset: usize, advice: String| {
        findings.push(Finding::new(file, line_at(&file.text, offset), "manifests", advice));
    };

    let nothing = DeTable::new();
    let package = table(&manifest, "package").unwrap_or(&nothing);
    for field in INHERITED {
        if !inherits(package.get(field)) {
            found(offset(package.get(field)), format!("say `{field}.workspace = true`"));
        }
    }
    let text = |field| package.get(field).and_then(|value| value.get_ref().as_str());
    if text("description").is_none_or(|description| description.trim().is_empty()) {
        found(
            offset(package.get("description")),
            "say in `description` what the crate is".to_owned(),
        );
    }
    let private = package.get("publish").is_some_and(|v| v.get_ref().as_bool() == Some(false));
    if text("name").is_some_and(|name| UNPUBLISHED.contains(&name)) && !private {
        found(offset(package.get("publish")), "say `publish = false`".to_owned());
    }
    let lints = table(&manifest, "lints").and_then(|lints| lints.get("workspace"));
    if !is_true(lints) {
        found(offset(lints), "say `workspace = true` under `[lints]`".to_owned());
    }

    let targets = table(&manifest, "target").into_iter().flat_map(|targets| targets.values());
    let targets = targets.filter_map(|target| target.get_ref().as_table());
    for scope in std::iter::once(&manifest).chain(targets) {
        for dependencies in DEPENDENCIES.iter().filter_map(|name| table(scope, name)) {
            for (name, value) in dependencies.iter().filter(|(_, value)| !inherits(Some(value))) {
                let advice = format!(
                    "say `workspace = true` for {}, and its version in the root manifest",
                    name.get_ref()
                );
                found(value.span().start, advice);
            }
        }
    }
    findings
}

type Value<'a> = Spanned<DeValue<'a>>;

fn table<'t, 'a>(parent: &'t DeTable<'a>, name: &str) -> Option<&'t DeTable<'a>> {
    parent.get(name)?.get_ref().as_table()
}

/// Whether it is `{ workspace = true, … }`, in any spelling.
fn inherits(value: Option<&Value<'_>>) -> bool {
    let table = value.and_then(|value| value.get_ref().as_table());
    is_true(table.and_then(|table| table.get("workspace")))
}

fn is_true(value: Option<&Value<'_>>) -> bool {
    value.is_some_and(|value| value.get_ref().as_bool() == Some(true))
}

/// Where the value stands; the start of the file for one that is missing.
fn offset(value: Option<&Value<'_>>) -> usize {
    value.map_or(0, |value| value.span().start)
}

fn line_at(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::finding::testing::{places, workspace};

    const GOOD: &str = r#"[package]
name = "xtask"
description = "Words."
version.workspace = true
edition.workspace = true
rust-version.workspace = true
license.workspace = true
publish = false

[dependencies]
anyhow.workspace = true
clap = { workspace = true, features = ["derive"] }

[target.'cfg(unix)'.dependencies]
libc = { workspace = true }

[lints]
workspace = true
"#;

    /// The lines of the findings after one replacement in a good manifest.
    #[track_caller]
    fn check_with(from: &str, to: &str, expected: &[&str]) {
        assert!(GOOD.contains(from));
        let manifest = GOOD.replacen(from, to, 1);
        let workspace =
            workspace(&[("Cargo.toml", "[workspace]"), ("xtask/Cargo.toml", &manifest)]);
        let places = places(&check(&workspace));
        let lines: Vec<_> = places.iter().map(|place| place.rsplit(':').next().unwrap()).collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn a_good_manifest_passes() {
        check_with("", "", &[]);
    }

    #[test]
    fn a_field_of_its_own_is_found() {
        check_with("edition.workspace = true", "edition = \"2021\"", &["5"]);
        check_with("license.workspace = true\n", "", &["1"]);
    }

    #[test]
    fn a_missing_or_empty_description_is_found() {
        check_with("description = \"Words.\"\n", "", &["1"]);
        check_with("Words.", " ", &["3"]);
    }

    #[test]
    fn a_private_crate_that_could_be_published_is_found() {
        check_with("publish = false", "publish = true", &["8"]);
        check_with("publish = false\n", "", &["1"]);
    }

    #[test]
    fn a_dependency_with_its_own_version_is_found_in_every_table() {
        check_with("anyhow.workspace = true", "anyhow = \"1\"", &["11"]);
        check_with("{ workspace = true, features", "{ version = \"4\", features", &["12"]);
        check_with("libc = { workspace = true }", "libc = \"0.2\"", &["15"]);
    }

    #[test]
    fn a_crate_with_its_own_lints_is_found() {
        check_with("[lints]\nworkspace = true", "[lints.rust]\nunsafe_code = \"warn\"", &["1"]);
    }

    #[test]
    fn a_manifest_that_is_no_toml_is_found() {
        check_with("version.workspace = true", "version.workspace =", &["4"]);
    }
}
