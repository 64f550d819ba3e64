//! What the checks look at: the text files of the workspace and the edges between its packages.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

/// The folder of the root manifest.
pub(crate) fn root() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own)
}

/// Everything the rules of `tidy` need, read once.
#[derive(Debug, Default)]
pub(crate) struct Workspace {
    /// Text files, sorted by path.
    pub(crate) files: Vec<TextFile>,
    pub(crate) packages: Vec<Package>,
}

/// One text file.
#[derive(Debug)]
pub(crate) struct TextFile {
    /// Relative to the root, with `/` on each platform.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// One member, as `cargo metadata` describes it.
#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    /// Relative to the root, with `/` on each platform.
    pub(crate) manifest_path: String,
    pub(crate) dependencies: Vec<Dependency>,
}

/// One line of a `[dependencies]` table.
#[derive(Debug, Deserialize)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// `dev`, `build`, or nothing for a normal dependency.
    pub(crate) kind: Option<String>,
}

impl Dependency {
    /// Whether a user of the crate gets it too.
    pub(crate) fn reaches_users(&self) -> bool {
        self.kind.as_deref() != Some("dev")
    }
}

impl Workspace {
    /// Reads the workspace that this binary was built from.
    pub(crate) fn read() -> Result<Self> {
        let mut files = Vec::new();
        read_files(root(), Path::new(""), &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { files, packages: read_packages()? })
    }

    pub(crate) fn file(&self, path: &str) -> Option<&TextFile> {
        self.files.iter().find(|file| file.path == path)
    }

    /// The Rust sources.
    pub(crate) fn rust_files(&self) -> impl Iterator<Item = &TextFile> {
        self.files.iter().filter(|file| file.extension() == "rs")
    }

    /// The members' manifests: neither the root's, nor that of a workspace of its own.
    pub(crate) fn member_manifests(&self) -> impl Iterator<Item = &TextFile> {
        let manifests = self.files.iter().filter(|file| file.path.ends_with("/Cargo.toml"));
        manifests.filter(|file| !file.text.lines().any(|line| line == "[workspace]"))
    }

    /// The names of the members, as Cargo spells them.
    pub(crate) fn members(&self) -> BTreeSet<&str> {
        self.packages.iter().map(|package| package.name.as_str()).collect()
    }
}

impl TextFile {
    /// The lines with their numbers, from one.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// What follows the last dot of the file name; empty where there is none.
    pub(crate) fn extension(&self) -> &str {
        Path::new(&self.path).extension().and_then(|name| name.to_str()).unwrap_or_default()
    }
}

/// Walks rather than asks git, so that a file is checked before it is added, and in an archive too.
fn read_files(root: &Path, folder: &Path, files: &mut Vec<TextFile>) -> Result<()> {
    let listing = root.join(folder);
    let entries =
        fs::read_dir(&listing).with_context(|| format!("cannot list {}", listing.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let path = folder.join(&name);
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if is_ours(&root.join(&path), &name.to_string_lossy()) {
                read_files(root, &path, files)?;
            }
        } else if kind.is_file() {
            // Whatever is not UTF-8 is no text.
            if let Ok(text) = fs::read_to_string(entry.path()) {
                files.push(TextFile { path: with_slashes(&path), text });
            }
        }
    }
    Ok(())
}

/// Hidden folders belong to tools, except two; Cargo marks its target folders with a tag file.
fn is_ours(folder: &Path, name: &str) -> bool {
    let hidden = name.starts_with('.') && ![".ci", ".cargo"].contains(&name);
    !hidden && !folder.join("CACHEDIR.TAG").exists()
}

fn with_slashes(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

fn read_packages() -> Result<Vec<Package>> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Package>,
    }

    let output = Command::new("cargo")
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root())
        .output()
        .context("cannot start `cargo metadata`")?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "`cargo metadata` failed: {complaint}");
    let metadata: Metadata = serde_json::from_slice(&output.stdout)
        .context("`cargo metadata` gave something unexpected")?;

    let mut packages = metadata.packages;
    for package in &mut packages {
        let path = Path::new(&package.manifest_path);
        package.manifest_path = with_slashes(path.strip_prefix(root()).unwrap_or(path));
    }
    Ok(packages)
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::{env, fs, process};

    use super::{TextFile, Workspace, read_files};

    #[test]
    fn this_very_file_and_package_are_found() {
        let workspace = Workspace::read().unwrap();
        assert!(workspace.file("xtask/src/workspace.rs").is_some());
        let package = workspace.packages.iter().find(|package| package.name == "xtask").unwrap();
        assert_eq!(package.manifest_path, "xtask/Cargo.toml");
        assert!(package.dependencies.iter().any(|dependency| dependency.name == "clap"));
    }

    #[test]
    fn a_workspace_of_its_own_is_no_member() {
        let files = [
            ("Cargo.toml", "[workspace]"),
            ("fuzz/Cargo.toml", "[package]\n\n[workspace]\n"),
            ("xtask/Cargo.toml", "[package]\n[lints]\nworkspace = true\n"),
        ];
        let files = files.map(|(path, text)| TextFile { path: path.into(), text: text.into() });
        let workspace = Workspace { files: files.into(), ..Workspace::default() };
        let paths: Vec<_> = workspace.member_manifests().map(|file| &*file.path).collect();
        assert_eq!(paths, ["xtask/Cargo.toml"]);
    }

    #[test]
    fn what_tools_keep_and_cargo_builds_is_not_ours() {
        let root = env::temp_dir().join(format!("xtask-walk-{}", process::id()));
        for file in [".ci/run", ".git/a.rs", "out/CACHEDIR.TAG", "out/a.rs", "src/a.rs", "a.md"] {
            let path = root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "text").unwrap();
        }
        let mut files = Vec::new();
        read_files(&root, Path::new(""), &mut files).unwrap();
        fs::remove_dir_all(&root).unwrap();

        let mut paths: Vec<_> = files.into_iter().map(|file| file.path).collect();
        paths.sort();
        assert_eq!(paths, [".ci/run", "a.md", "src/a.rs"]);
    }
}
