//! The videos that are in the making, or made.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use openrouter_wire::{generation::ApiType, videos::Status};
use rust_decimal::Decimal;

use crate::{
    keyring::Keyring,
    ledger::{Generation, Ledger, Record},
};

/// The part of its time in which a video is only waited for.
const WAITING: u32 = 4;

/// All videos, the oldest first.
#[derive(Debug)]
pub(crate) struct Videos {
    /// How long a video takes.
    time: Duration,
    films: Mutex<Vec<Film>>,
}

/// A video.
#[derive(Clone, Debug)]
pub(super) struct Film {
    pub(super) id: String,
    pub(super) generation_id: String,
    pub(super) model: String,
    /// The upstream, by its display name.
    pub(super) upstream: String,
    /// How long it is.
    pub(super) seconds: u64,
    /// In US dollars.
    pub(super) cost: Decimal,
    pub(super) fails: bool,
    /// Since 1970.
    pub(super) started: Duration,
    /// The key that pays.
    pub(super) key_hash: String,
    /// Which entry of the request log asked for it.
    pub(super) log_index: usize,
    /// Whether it was charged.
    pub(super) is_settled: bool,
}

impl Videos {
    pub(crate) fn new(time: Duration) -> Self {
        Self { time, films: Mutex::default() }
    }

    pub(super) fn add(&self, film: Film) {
        self.lock().push(film);
    }

    /// Finds a video, and how far it is.
    pub(super) fn find(&self, id: &str, now: Duration) -> Option<(Film, Status)> {
        let film = self.lock().iter().find(|film| film.id == id).cloned()?;
        let status = self.status(&film, now);
        Some((film, status))
    }

    /// Charges for the videos that were completed since the last time. Those that failed cost
    /// nothing.
    pub(crate) fn settle(&self, keyring: &Keyring, ledger: &Ledger, now: Duration) {
        let is_due =
            |film: &&mut Film| !film.is_settled && self.status(film, now) == Status::Completed;
        for film in self.lock().iter_mut().filter(is_due) {
            film.is_settled = true;
            let made_at = film.started.saturating_add(self.time);
            keyring.spend(&film.key_hash, made_at.as_secs(), film.cost);
            let blank =
                Generation::new(&film.generation_id, ApiType::Video, &film.model, &film.upstream);
            ledger.add(Record {
                generation: Generation { media: 1, cost: film.cost, ..blank },
                key_hash: film.key_hash.clone(),
                made_at,
                log_index: film.log_index,
            });
        }
    }

    fn status(&self, film: &Film, now: Duration) -> Status {
        let passed = now.saturating_sub(film.started);
        match passed {
            passed if passed >= self.time && film.fails => Status::Failed,
            passed if passed >= self.time => Status::Completed,
            passed if passed >= self.time / WAITING => Status::InProgress,
            _ => Status::Pending,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Film>> {
        self.films.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
