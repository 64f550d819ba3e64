//! The response cache: answers that are given again.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use openrouter_wire::{Operation as _, chat, embeddings, messages, response_cache, responses};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::{
    presets::Presets,
    request_log::{End, RecordedRequest, RequestLog},
    script::Answer,
    seed::Seed,
};

/// The operations whose answers are kept.
const PATHS: [&str; 4] = [
    chat::Request::PATH,
    responses::Request::PATH,
    messages::Request::PATH,
    embeddings::Request::PATH,
];

/// The answers that are kept.
#[derive(Debug, Default)]
pub(crate) struct AnswerCache(Mutex<Answers>);

#[derive(Debug, Default)]
struct Answers {
    by_key: HashMap<[u8; 32], Kept>,
    /// When those that are too old were last dropped, in seconds since 1970.
    tidied_at: u64,
}

/// What makes an answer the same as one that was given before.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    /// The generation that made the answer.
    pub(crate) source_id: String,
    /// Which entry of the request log asked for it first. Until that has the whole answer, nobody
    /// else gets it.
    pub(crate) log_index: usize,
    /// For how many seconds it is kept.
    pub(crate) ttl: u64,
    /// Where the names in the answer came from.
    pub(crate) names: Seed,
    /// The script of the answer.
    pub(crate) scripted: Option<Answer>,
}

/// An answer that is given again.
#[derive(Clone, Debug)]
pub(crate) struct Hit {
    pub(crate) kept: Kept,
    /// What the headers say of it.
    pub(crate) reply: response_cache::Reply,
}

/// The place of an answer, and for how long it is kept there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    key: [u8; 32],
    pub(crate) ttl: u64,
}

impl Slot {
    /// Finds the place of the answer to a request; nothing if it is not to be kept. The key, the
    /// operation and the body make the place, whatever white space is in the body; so does the
    /// version of its preset, which may choose the model. The order of fields counts.
    pub(crate) fn of(
        said: &response_cache::Request,
        request: &RecordedRequest,
        key_hash: &str,
        presets: &Presets,
        root: &str,
    ) -> Option<Self> {
        let path = request.path.strip_prefix(root)?;
        if said.enabled != Some(true) || !PATHS.contains(&path) {
            return None;
        }
        let Value::Object(body) = request.json()? else { return None };
        let preset = presets.version_in(&body).unwrap_or_default();
        let body = Value::Object(body).to_string();
        let mut digest = Sha256::new();
        for part in [key_hash, path, &preset, &body] {
            // No part has this byte in it.
            digest.update(part);
            digest.update([0]);
        }
        let ttl = said.ttl.unwrap_or(response_cache::Request::DEFAULT_TTL);
        Some(Self { key: digest.finalize().into(), ttl })
    }
}

impl AnswerCache {
    /// Keeps an answer in the place of what is there, and drops what is not given any more.
    pub(crate) fn keep(&self, slot: Slot, kept: Kept, log: &RequestLog, now: Duration) {
        let mut answers = self.lock();
        answers.by_key.insert(slot.key, kept);
        // Ages are whole seconds, so nothing grows too old within one.
        if answers.tidied_at != now.as_secs() {
            answers.tidied_at = now.as_secs();
            answers.by_key.retain(|_, kept| {
                // Without an end, the answer is still under way.
                log.end_of(kept.log_index).is_none_or(|end| kept.times(end, now).is_some())
            });
        }
    }

    /// Drops an answer.
    pub(crate) fn clear(&self, slot: Slot) {
        self.lock().by_key.remove(&slot.key);
    }

    /// Finds an answer that was given to the end, and is not too old.
    pub(crate) fn find(&self, slot: Slot, log: &RequestLog, now: Duration) -> Option<Hit> {
        let kept = self.lock().by_key.get(&slot.key).cloned()?;
        let (age, left) = kept.times(log.end_of(kept.log_index)?, now)?;
        let reply = response_cache::Reply::hit(age, left, &kept.source_id);
        Some(Hit { kept, reply })
    }

    fn lock(&self) -> MutexGuard<'_, Answers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// Returns how old it is, and for how long it is still given, in seconds; nothing if it is not
    /// given any more.
    fn times(&self, first: End, now: Duration) -> Option<(u64, u64)> {
        let age = now.saturating_sub(first.at).as_secs();
        let left = self.ttl.checked_sub(age).filter(|left| *left > 0)?;
        (!first.cancelled).then_some((age, left))
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use http::HeaderMap;

    use super::*;
    use crate::{clock::Clock, request_log::Ticket};

    struct Kitchen {
        clock: Clock,
        log: RequestLog,
        cache: AnswerCache,
    }

    impl Kitchen {
        fn keep(&self, name: u8, ttl: u64) -> Ticket {
            let ticket = self.log.record(RecordedRequest {
                method: "POST".to_owned(),
                path: String::new(),
                query: None,
                headers: HeaderMap::new(),
                key_hash: None,
                body: String::new(),
                cancelled: false,
            });
            let kept = Kept {
                source_id: String::new(),
                log_index: ticket.index(),
                ttl,
                names: Seed::of(""),
                scripted: None,
            };
            let slot = Slot { key: [name; 32], ttl };
            self.cache.keep(slot, kept, &self.log, self.clock.since_epoch());
            ticket
        }

        fn names(&self) -> Vec<u8> {
            let mut names: Vec<_> = self.cache.lock().by_key.keys().map(|key| key[0]).collect();
            names.sort_unstable();
            names
        }
    }

    #[test]
    fn what_is_not_given_any_more_makes_room() {
        let clock = Clock::new(Some(UNIX_EPOCH + Duration::from_secs(100)));
        let log = RequestLog::new(clock.clone());
        let kitchen = Kitchen { clock, log, cache: AnswerCache::default() };
        kitchen.keep(1, 60).finish();
        kitchen.keep(2, 61).finish();
        drop(kitchen.keep(3, 300));
        let _under_way = kitchen.keep(4, 60);
        assert_eq!(kitchen.names(), [1, 2, 3, 4]);
        kitchen.clock.advance(Duration::from_secs(60));
        kitchen.keep(5, 60).finish();
        assert_eq!(kitchen.names(), [2, 4, 5]);
    }
}
