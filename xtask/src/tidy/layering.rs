//! Dependencies point down: which crate may use which, and where a few outside crates may appear.
//!
//! Only what reaches a user counts: a test may use the simulator. A new edge is a design change,
//! and changes this table and `ARCHITECTURE.md` in the same commit.

use super::finding::Finding;
use crate::workspace::{Package, TextFile, Workspace};

/// What each member may use of ours.
const ALLOWED: [(&str, Allowed); 14] = [
    ("llm-types", Allowed::Only(&[])),
    ("openrouter-wire", Allowed::Only(&[])),
    ("llm-provider-base", Allowed::Only(&["llm-types"])),
    ("openrouter-auth", Allowed::Only(&["llm-types", "llm-provider-base", "openrouter-wire"])),
    (
        "openrouter-provider",
        Allowed::Only(&["llm-types", "llm-provider-base", "openrouter-wire", "openrouter-auth"]),
    ),
    ("openrouter-sim", Allowed::Only(&["openrouter-wire"])),
    ("llm-toolkit", Allowed::Only(&["llm-types"])),
    ("openai-provider", Allowed::Only(&["llm-types", "llm-provider-base"])),
    ("openai-sim", Allowed::Only(&[])),
    ("openrouter-cli", Allowed::Anything),
    ("summarizer", Allowed::Only(&["llm-types"])),
    ("multi-provider", Allowed::Anything),
    ("integration-tests", Allowed::Anything),
    ("xtask", Allowed::Only(&[])),
];

enum Allowed {
    Only(&'static [&'static str]),
    Anything,
}

/// Outside crates that are at home in some of ours only, and why.
const CONFINED: [(&str, &[&str], &str); 4] = [
    ("reqwest", &["llm-provider-base"], "HTTP lives behind Transport"),
    ("axum", &["openai-sim", "openrouter-sim"], "only simulators serve HTTP"),
    ("clap", &["openrouter-cli", "xtask"], "libraries have no command line"),
    (
        "tokio",
        &[
            "llm-provider-base",
            "openrouter-auth",
            "llm-toolkit",
            "openai-provider",
            "openai-sim",
            "openrouter-provider",
            "openrouter-sim",
            "openrouter-cli",
            "multi-provider",
            "integration-tests",
        ],
        "the lowest layer knows no runtime",
    ),
];

pub(super) fn check(workspace: &Workspace) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in &workspace.packages {
        let Some(manifest) = workspace.file(&package.manifest_path) else { continue };
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == package.name) else {
            let advice = "unknown crate: give it a line in the table of xtask/src/tidy/layering.rs";
            findings.push(Finding::new(manifest, 1, "layering", advice));
            continue;
        };
        for dependency in package.dependencies.iter().filter(|edge| edge.reaches_users()) {
            let to = dependency.name.as_str();
            if let Some(reason) = objection(package, allowed, to, workspace) {
                let line = line_of(manifest, to);
                let advice = format!(
                    "{} may not depend on {to} ({reason}): turn the edge round, or change the table in xtask/src/tidy/layering.rs",
                    package.name
                );
                findings.push(Finding::new(manifest, line, "layering", advice));
            }
        }
    }
    findings
}

/// Why this edge is not allowed, if it is not.
fn objection(
    from: &Package,
    allowed: &Allowed,
    to: &str,
    workspace: &Workspace,
) -> Option<&'static str> {
    if workspace.members().contains(to) {
        return match allowed {
            Allowed::Only(crates) if !crates.contains(&to) => Some("dependencies point down"),
            _ => None,
        };
    }
    let (_, homes, reason) = CONFINED.iter().find(|(name, ..)| *name == to)?;
    (!homes.contains(&from.name.as_str())).then_some(*reason)
}

/// The line of the manifest that names the dependency; the first one where there is none.
fn line_of(manifest: &TextFile, dependency: &str) -> usize {
    let names = |line: &str| {
        let rest = line.strip_prefix(dependency);
        rest.is_some_and(|rest| rest.starts_with([' ', '.', '=']))
    };
    manifest.lines().find(|(_, line)| names(line)).map_or(1, |(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::finding::testing::{places, workspace};
    use crate::workspace::{Dependency, Package, TextFile};

    /// The findings for packages with these dependencies, normal ones or `dev:` ones.
    fn check_edges(edges: &[(&str, &[&str])]) -> Vec<String> {
        let mut workspace = workspace(&[]);
        for (name, dependencies) in edges {
            let path = format!("{name}/Cargo.toml");
            let mut text = "[dependencies]\n".to_owned();
            let mut package = Package {
                name: (*name).to_owned(),
                manifest_path: path.clone(),
                dependencies: vec![],
            };
            for dependency in *dependencies {
                let (kind, name) = match dependency.split_once(':') {
                    Some((kind, name)) => (Some(kind.to_owned()), name),
                    None => (None, *dependency),
                };
                text += &[name, ".workspace = true\n"].concat();
                package.dependencies.push(Dependency { name: name.to_owned(), kind });
            }
            workspace.files.push(TextFile { path, text });
            workspace.packages.push(package);
        }
        places(&check(&workspace))
    }

    #[test]
    fn an_edge_upwards_is_found() {
        let edges: [(&str, &[&str]); 2] =
            [("llm-types", &["serde", "llm-provider-base"]), ("llm-provider-base", &["llm-types"])];
        assert_eq!(check_edges(&edges), ["llm-types/Cargo.toml:3"]);
    }

    #[test]
    fn the_simulator_may_not_know_the_neutral_types() {
        let edges: [(&str, &[&str]); 2] = [("llm-types", &[]), ("openrouter-sim", &["llm-types"])];
        assert_eq!(check_edges(&edges), ["openrouter-sim/Cargo.toml:2"]);
    }

    #[test]
    fn a_confined_crate_outside_its_home_is_found() {
        let edges: [(&str, &[&str]); 4] = [
            ("llm-provider-base", &["reqwest", "tokio"]),
            ("openrouter-provider", &["reqwest"]),
            ("openrouter-wire", &["tokio"]),
            ("openrouter-auth", &["clap"]),
        ];
        let expected = [
            "openrouter-provider/Cargo.toml:2",
            "openrouter-wire/Cargo.toml:2",
            "openrouter-auth/Cargo.toml:2",
        ];
        assert_eq!(check_edges(&edges), expected);
    }

    #[test]
    fn tests_may_use_what_users_do_not_get() {
        let edges: [(&str, &[&str]); 2] = [
            ("openrouter-provider", &["dev:openrouter-sim"]),
            ("openrouter-sim", &["dev:reqwest"]),
        ];
        assert!(check_edges(&edges).is_empty());
    }

    #[test]
    fn a_crate_without_a_line_in_the_table_is_found() {
        assert_eq!(check_edges(&[("newcomer", &[])]), ["newcomer/Cargo.toml:1"]);
    }
}
