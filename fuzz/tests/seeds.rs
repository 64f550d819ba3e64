//! The laws hold for the seeds, and for all that the fuzz targets have left on this machine.

use std::fs;
use std::path::{Path, PathBuf};

/// What each of these folders holds for a law is checked: our own examples, what a target
/// collected, and what it found.
const FOLDERS: [&str; 3] = ["seeds", "corpus", "artifacts"];

#[test]
fn the_laws_hold_for_every_input_that_is_kept() {
    for (name, law) in fuzz::LAWS {
        assert!(!inputs("seeds", name).is_empty(), "{name} has no seeds");
        for input in FOLDERS.iter().flat_map(|folder| inputs(folder, name)) {
            let bytes = fs::read(&input).expect("a file that was listed");
            let held = std::panic::catch_unwind(|| law(&bytes));
            assert!(held.is_ok(), "{name} is broken by {}", input.display());
        }
    }
}

#[test]
fn each_law_has_a_target_and_each_folder_of_seeds_a_law() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, _) in fuzz::LAWS {
        assert!(root.join(format!("fuzz_targets/{name}.rs")).is_file(), "{name}");
    }
    let laws = fuzz::LAWS.map(|(name, _)| root.join("seeds").join(name));
    let mut folders = listed(&root.join("seeds"));
    folders.sort();
    assert_eq!(folders, laws);
}

fn inputs(folder: &str, name: &str) -> Vec<PathBuf> {
    listed(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(name))
}

fn listed(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.map(|entry| entry.expect("an entry").path()).collect()
}
