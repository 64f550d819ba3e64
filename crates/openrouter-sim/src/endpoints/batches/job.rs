//! The batches that are being worked on, or done.

use std::{
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use openrouter_wire::batches::{Endpoint, Outcome, Request, Status, Usage};

use super::item;
use crate::{catalogue::Tariff, request_log::RecordedRequest, server::State};

/// In how many parts of its time a batch is looked through, answered and put together: one, two
/// and one.
const PARTS: u32 = 4;

/// All batches, the oldest first.
#[derive(Debug)]
pub(crate) struct Batches {
    /// How long a batch takes.
    time: Duration,
    jobs: Mutex<Vec<Job>>,
}

/// A batch.
#[derive(Clone, Debug)]
pub(super) struct Job {
    pub(super) id: String,
    pub(super) endpoint: Endpoint,
    pub(super) model: String,
    pub(super) tariff: Tariff,
    /// The upstream, by its display name.
    pub(super) provider: Option<String>,
    /// How many requests there are.
    pub(super) total: usize,
    /// The requests, until they are answered.
    pub(super) requests: Vec<Request>,
    /// Why it will fail as a whole.
    pub(super) error: Option<String>,
    /// Since 1970.
    pub(super) started: Duration,
    /// The request that handed it in, without its body.
    pub(super) source: RecordedRequest,
    /// The key that pays.
    pub(super) key_hash: String,
    /// Which entry of the request log handed it in.
    pub(super) log_index: usize,
    /// Whether somebody answers the requests, or has.
    pub(super) is_taken: bool,
    pub(super) done: Option<Done>,
}

/// The answers.
#[derive(Clone, Debug)]
pub(super) struct Done {
    pub(super) results: Vec<Outcome>,
    pub(super) usage: Usage,
}

impl Done {
    /// Returns how many requests have no answer.
    pub(super) fn failed(&self) -> usize {
        self.results.iter().filter(|outcome| outcome.response.is_none()).count()
    }
}

impl Batches {
    pub(crate) fn new(time: Duration) -> Self {
        Self { time, jobs: Mutex::default() }
    }

    pub(super) fn add(&self, job: Job) {
        self.lock().push(job);
    }

    /// Finds a batch, how far it is, and when it ended, if it did.
    pub(super) fn find(&self, id: &str, now: Duration) -> Option<(Job, Status, Option<Duration>)> {
        let job = self.lock().iter().find(|job| job.id == id).cloned()?;
        let passed = now.saturating_sub(job.started);
        let part = self.time / PARTS;
        let (status, took) = match passed {
            passed if passed < part => (Status::Validating, None),
            _ if job.error.is_some() => (Status::Failed, Some(part)),
            passed if passed < part * (PARTS - 1) => (Status::InProgress, None),
            _ if job.done.is_none() => (Status::Finalizing, None),
            _ => (Status::Completed, Some(self.time)),
        };
        let ended = took.map(|took| job.started.saturating_add(took));
        Some((job, status, ended))
    }

    /// Answers the requests of the batches that are due. Meanwhile others may look at them.
    pub(crate) fn settle(&self, state: &State) {
        let now = state.clock.since_epoch();
        for job in self.take_due(now) {
            let done = item::answer(state, &job);
            if let Some(job) = self.lock().iter_mut().find(|other| other.id == job.id) {
                job.done = Some(done);
            }
        }
    }

    /// Takes the batches that are due, so that nobody else does.
    fn take_due(&self, now: Duration) -> Vec<Job> {
        let mut due = Vec::new();
        for job in self.lock().iter_mut() {
            let is_over = now.saturating_sub(job.started) >= self.time;
            if is_over && !job.is_taken && job.error.is_none() {
                job.is_taken = true;
                let requests = mem::take(&mut job.requests);
                due.push(Job { requests, ..job.clone() });
            }
        }
        due
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Job>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
