//! A program that is killed while it writes (row Q06).

use std::fs;
use std::io::Write as _;
use std::process::{Child, Stdio};

use openrouter_sim::Simulator;
use serde_json::Value;

use crate::machine::Machine;

/// How many keys a whole file of this machine has.
fn kept(machine: &Machine) -> usize {
    let document: Value = serde_json::from_str(&machine.kept()).expect("a whole document");
    document["credentials"].as_array().expect("a list").len()
}

/// Files that are not in their place yet.
fn is_writing(machine: &Machine) -> bool {
    let folder = machine.credentials();
    let entries = fs::read_dir(folder.parent().unwrap()).unwrap();
    entries.flatten().any(|entry| entry.file_name().to_string_lossy().ends_with(".tmp"))
}

fn adding(machine: &Machine, key: &str) -> Child {
    let mut command = machine.openrouter(&["keys", "add"]);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{key}\n").as_bytes()).unwrap();
    child
}

#[tokio::test(flavor = "multi_thread")]
async fn q06_a_kill_in_the_middle_of_a_write_leaves_the_old_keys_or_the_new() {
    let simulator = Simulator::start().await.unwrap();
    let machine = Machine::at(&simulator);
    assert_eq!(machine.add("sk-or-v1-first0123456789", &[]).code, Some(0));
    let mut caught = 0;
    for round in 0..200 {
        let before = kept(&machine);
        let mut child = adding(&machine, &format!("sk-or-v1-round{round:03}0123456789"));
        let ended = loop {
            if is_writing(&machine) {
                child.kill().unwrap();
                child.wait().unwrap();
                caught += 1;
                break false;
            }
            if let Some(status) = child.try_wait().unwrap() {
                assert!(status.success(), "{status}");
                break true;
            }
        };
        let after = kept(&machine);
        assert!(after == before + 1 || (!ended && after == before), "{before}, {after}");
        if caught == 5 {
            break;
        }
    }
    assert!(caught > 0, "no write was seen");
    let before = kept(&machine);
    assert_eq!(machine.add("sk-or-v1-last0123456789", &[]).code, Some(0));
    assert_eq!(kept(&machine), before + 1);
    assert!(!is_writing(&machine), "what the kills left is gone");
}
