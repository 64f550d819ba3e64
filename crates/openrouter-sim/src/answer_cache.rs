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
    request_log::{RecordedRequest, RequestLog},
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
pub(crate) struct AnswerCache(Mutex<HashMap<[u8; 32], Kept>>);

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
    /// Keeps an answer in the place of what is there.
    pub(crate) fn keep(&self, slot: Slot, kept: Kept) {
        self.lock().insert(slot.key, kept);
    }

    /// Drops an answer.
    pub(crate) fn clear(&self, slot: Slot) {
        self.lock().remove(&slot.key);
    }

    /// Finds an answer that was given to the end, and is not too old.
    pub(crate) fn find(&self, slot: Slot, log: &RequestLog, now: Duration) -> Option<Hit> {
        let kept = self.lock().get(&slot.key).cloned()?;
        let first = log.entry(kept.log_index)?;
        let age = now.saturating_sub(first.ended?).as_secs();
        let left = kept.ttl.checked_sub(age).filter(|left| *left > 0)?;
        let reply = response_cache::Reply::hit(age, left, &kept.source_id);
        (!first.request.cancelled).then_some(Hit { kept, reply })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
