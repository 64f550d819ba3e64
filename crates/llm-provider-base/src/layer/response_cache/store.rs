//! [`Store`]: answers that are kept, within bounds of number, size and age.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use llm_types::StandardResponse;
use tokio::time::Instant;

use super::key::Key;

/// Answers that are kept. Where there is no room for another, the one that nobody has wanted for
/// longest goes.
#[derive(Debug, Default)]
pub(super) struct Store {
    kept: HashMap<Key, Kept>,
    /// By their last use, the oldest first.
    by_use: BTreeMap<u64, Key>,
    uses: u64,
    bytes: usize,
}

#[derive(Debug)]
struct Kept {
    answer: Arc<StandardResponse>,
    at: Instant,
    bytes: usize,
    last_use: u64,
}

/// How much is kept, and for how long.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) answers: usize,
    pub(super) bytes: usize,
    pub(super) ttl: Duration,
}

impl Store {
    /// An answer that is not too old, and its age.
    pub(super) fn get(
        &mut self,
        key: Key,
        now: Instant,
        ttl: Duration,
    ) -> Option<(Arc<StandardResponse>, Duration)> {
        let kept = self.kept.get_mut(&key)?;
        let age = now.saturating_duration_since(kept.at);
        if age >= ttl {
            self.remove(key);
            return None;
        }
        self.by_use.remove(&kept.last_use);
        self.uses += 1;
        kept.last_use = self.uses;
        self.by_use.insert(self.uses, key);
        Some((Arc::clone(&kept.answer), age))
    }

    /// Keeps an answer, in place of an earlier one.
    pub(super) fn insert(
        &mut self,
        key: Key,
        answer: Arc<StandardResponse>,
        now: Instant,
        bounds: Bounds,
    ) {
        self.remove(key);
        let Some(bytes) = size(&answer).filter(|bytes| *bytes <= bounds.bytes) else { return };
        self.uses += 1;
        self.kept.insert(key, Kept { answer, at: now, bytes, last_use: self.uses });
        self.by_use.insert(self.uses, key);
        self.bytes += bytes;
        while self.kept.len() > bounds.answers || self.bytes > bounds.bytes {
            let Some((_, oldest)) = self.by_use.pop_first() else { break };
            self.remove(oldest);
        }
    }

    fn remove(&mut self, key: Key) {
        if let Some(kept) = self.kept.remove(&key) {
            self.by_use.remove(&kept.last_use);
            self.bytes -= kept.bytes;
        }
    }

    pub(super) fn clear(&mut self) {
        *self = Self { uses: self.uses, ..Self::default() };
    }
}

/// The length of an answer as JSON, which is near enough to what it takes in memory.
fn size(answer: &StandardResponse) -> Option<usize> {
    let mut count = Count(0);
    serde_json::to_writer(&mut count, answer).ok()?;
    Some(count.0)
}

struct Count(usize);

impl io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use llm_types::StandardRequest;
    use llm_types::mock::ScriptedProvider;
    use proptest::prelude::*;

    use super::*;

    fn key(name: u8) -> Key {
        let mut request = StandardRequest::prompt(name.to_string());
        Key::of(&ScriptedProvider::new(), &mut request).unwrap()
    }

    fn answer(length: usize) -> Arc<StandardResponse> {
        Arc::new(StandardResponse::text("x".repeat(length)))
    }

    #[tokio::test(start_paused = true)]
    async fn the_answer_that_nobody_wanted_for_longest_goes_first() {
        let bounds = Bounds { answers: 2, bytes: 10_000, ttl: Duration::from_secs(60) };
        let (mut store, now) = (Store::default(), Instant::now());
        store.insert(key(1), answer(1), now, bounds);
        store.insert(key(2), answer(2), now, bounds);
        assert!(store.get(key(1), now, bounds.ttl).is_some());
        store.insert(key(3), answer(3), now, bounds);
        let mut has = |name| store.get(key(name), now, bounds.ttl).is_some();
        assert_eq!([1, 2, 3].map(&mut has), [true, false, true]);
        // What is too large makes no room for itself.
        store.insert(key(4), answer(20_000), now, bounds);
        let mut has = |name| store.get(key(name), now, bounds.ttl).is_some();
        assert_eq!([1, 3, 4].map(&mut has), [true, true, false]);
    }

    proptest! {
        #[test]
        fn the_bounds_are_kept_and_what_is_found_is_what_was_kept_last(
            steps in proptest::collection::vec((0..6_u8, 0..400_usize, any::<bool>()), 0..40),
        ) {
            let bounds = Bounds { answers: 3, bytes: 1000, ttl: Duration::from_secs(60) };
            let (mut store, mut now) = (Store::default(), Instant::now());
            let mut last = HashMap::new();
            for (name, length, is_insert) in steps {
                now += Duration::from_secs(7);
                if is_insert {
                    store.insert(key(name), answer(length), now, bounds);
                    last.insert(name, (length, now));
                } else if let Some((found, age)) = store.get(key(name), now, bounds.ttl) {
                    let (length, at) = last[&name];
                    prop_assert_eq!(found.joined_text().len(), length);
                    prop_assert_eq!(age, now - at);
                    prop_assert!(age < bounds.ttl);
                }
                prop_assert!(store.kept.len() <= bounds.answers && store.bytes <= bounds.bytes);
                prop_assert_eq!(store.kept.len(), store.by_use.len());
                let bytes = store.kept.values().map(|kept| size(&kept.answer).unwrap());
                prop_assert_eq!(store.bytes, bytes.sum::<usize>());
            }
        }
    }
}
