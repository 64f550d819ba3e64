//! Secrets after their values are dropped: a process looks through its own memory.

use std::fs::File;
use std::hash::{BuildHasher as _, RandomState};
use std::os::unix::fs::FileExt as _;
use std::process::{Command, Stdio};

use llm_types::{Secret, StandardRequest};
use openrouter_auth::{ApiKey, KeyPool};
use openrouter_provider::OpenRouter;

use super::{Canned, runtime};

/// Set in the process that looks.
const LOOKS: &str = "OPENROUTER_TEST_LOOKS_THROUGH_ITS_MEMORY";
/// What hides the text that is looked for from the search itself.
const MASK: u8 = 0x5a;

/// A key that is nowhere in this program, masked.
fn masked_key() -> Vec<u8> {
    let start = b"sk-or-v1-".iter().map(|byte| byte ^ MASK);
    let chance = RandomState::new();
    let digits = (0..40_u64).map(|place| {
        let digit = u8::try_from(chance.hash_one(place) % 10).unwrap();
        (b'0' + digit) ^ MASK
    });
    start.chain(digits).collect()
}

/// The key, in one piece of memory that is never moved.
fn secret(masked: &[u8]) -> Secret {
    let mut text = String::with_capacity(masked.len());
    text.extend(masked.iter().map(|byte| char::from(byte ^ MASK)));
    Secret::new(text)
}

/// How often the text stands in the memory that this process can write to.
fn found(masked: &[u8]) -> usize {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let memory = File::open("/proc/self/mem").unwrap();
    let (mut count, mut piece) = (0, vec![0_u8; 1 << 16]);
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let range = line.split(' ').next().and_then(|range| range.split_once('-')).unwrap();
        let [mut at, end] =
            [range.0, range.1].map(|digits| u64::from_str_radix(digits, 16).unwrap());
        while at < end {
            let length = usize::try_from(end - at).unwrap().min(piece.len());
            // Some of it may not be read.
            let Ok(read) = memory.read_at(&mut piece[..length], at) else { break };
            if read == 0 {
                break;
            }
            let looked_at = &piece[..read];
            let is_there = |window: &[u8]| {
                window.iter().zip(masked).all(|(byte, masked)| byte ^ MASK == *masked)
            };
            count += looked_at.windows(masked.len()).filter(|window| is_there(window)).count();
            // The pieces overlap, so that nothing hides between two.
            let step = if read > masked.len() { read - masked.len() + 1 } else { read };
            at += u64::try_from(step).unwrap();
            // What was read is a copy, and must not be found.
            piece.fill(0);
        }
    }
    count
}

/// In the process that looks.
fn look() {
    let masked = masked_key();
    assert_eq!(found(&masked), 0, "nobody knows it yet");
    let secret = secret(&masked);
    assert!(found(&masked) > 0, "the search finds what is there");

    let key = ApiKey::new(secret.clone()).unwrap();
    let provider = OpenRouter::builder()
        .key_pool(KeyPool::builder().keys([key.clone()]))
        .transport(Canned::Whole)
        .build()
        .unwrap();
    assert!(!format!("{provider:?} {key:?} {secret:?}").is_empty());
    drop((secret, key));
    assert!(found(&masked) > 0, "the provider has it");
    let runtime = runtime();
    let request = StandardRequest::prompt("Hi").with_model("a/model");
    let answer = llm_types::ChatProvider::complete(&provider, request);
    drop(runtime.block_on(answer));
    drop(provider);
    assert_eq!(found(&masked), 0, "nobody has it any more");
}

#[test]
fn y04_a_key_is_overwritten_once_nobody_has_it() {
    if std::env::var_os(LOOKS).is_some() {
        return look();
    }
    let name = "faults::memory::overwritten::y04_a_key_is_overwritten_once_nobody_has_it";
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture", "--test-threads=1"])
        .env(LOOKS, "1")
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
}
