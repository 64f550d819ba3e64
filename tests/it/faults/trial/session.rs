//! [`Session`]: calls of one provider to one server, each held to what must be true of it.

use std::time::Duration;

use integration_tests::Canaries;
use llm_types::{ChatProvider as _, HealthProvider as _, StandardRequest};
use openrouter_provider::OpenRouter;
use openrouter_sim::fault::{FaultServer, ReceivedRequest};
use tokio::runtime::Handle;
use tokio::time::Instant;

use super::heap::{Handing, Heap};
use super::invariants::{self, End};
use super::{A1, A2, B1, PROMPT, Trial, Watched};
use crate::captured_log::CapturedLog;

/// How often other tasks have their turn between two calls.
const MOMENT: usize = 10;

/// Calls of one provider to one server.
pub(in crate::faults) struct Session {
    server: FaultServer,
    provider: OpenRouter,
    request: StandardRequest,
    text: String,
    pause: Duration,
    may_hold: usize,
    log: CapturedLog,
    heap: Heap,
    canaries: Canaries,
    /// Those that lived before the server did.
    tasks: usize,
}

impl Session {
    pub(super) async fn open(mut trial: Trial) -> Self {
        let tasks = Handle::current().metrics().num_alive_tasks();
        let (log, heap) = (CapturedLog::start(), Heap::default());
        let (text, pause, may_hold) =
            (std::mem::take(&mut trial.text), trial.pause, trial.may_hold);
        let (server, provider, request) = trial.begin_over(Handing::over).await;
        let canaries = Canaries::new([("A1", A1), ("A2", A2), ("B1", B1), ("prompt", PROMPT)]);
        Self { server, provider, request, text, pause, may_hold, log, heap, canaries, tasks }
    }

    /// The server delivers this text in the calls that come.
    pub(in crate::faults) fn says(&mut self, text: impl Into<String>) {
        self.text = text.into();
    }

    /// Makes a call as a stream.
    pub(in crate::faults) async fn stream(&mut self) -> Watched {
        let (mut call, timeouts) = (self.begin().await, self.provider.timeouts());
        let asked = self.provider.stream(self.request.clone());
        let begun = self.heap.measure(asked).await;
        hold(invariants::in_time("the first content", call.took(), timeouts.first_content));
        let end = match begun {
            Err(error) => Err(error),
            Ok(stream) => {
                let pause = async {
                    if !self.pause.is_zero() {
                        tokio::time::sleep(self.pause).await;
                        assert_eq!(self.server.open_connections(), 1, "the server got rid of it");
                    }
                };
                let read = invariants::read(stream, &timeouts.stream, pause, &mut self.heap);
                let (events, end) = hold(read.await);
                call.events = events;
                end
            }
        };
        hold(invariants::delivered(&self.text, &call.events, &end));
        self.watch(call, end)
    }

    /// Makes a call for a whole answer.
    pub(in crate::faults) async fn complete(&mut self) -> Watched {
        let call = self.begin().await;
        let asked = self.provider.complete(self.request.clone());
        let end = self.heap.measure(asked).await;
        hold(invariants::in_time("the call", call.took(), self.provider.timeouts().total_whole));
        if let (Ok(answer), false) = (&end, self.text.is_empty()) {
            assert_eq!(answer.joined_text(), self.text, "every word once, and in order");
        }
        self.watch(call, end)
    }

    /// With the provider its connections go, and with these its tasks; nothing was logged that must
    /// not be.
    pub(in crate::faults) async fn close(self) {
        let Self { server, provider, log, canaries, tasks, .. } = self;
        drop(provider);
        // The server has a task, and one for each connection whose script is not over. A connection
        // that the client keeps open is a task here and one there.
        hold(invariants::tasks(|| tasks + 1 + server.open_connections()).await);
        drop(server);
        hold(invariants::tasks(|| tasks).await);
        hold(invariants::hidden(&canaries, "the log", log.text()));
    }

    async fn begin(&self) -> Begun {
        // Between two calls there is a moment, in which the last bytes of the first one come.
        for _ in 0..MOMENT {
            tokio::task::yield_now().await;
        }
        Begun {
            start: Instant::now(),
            requests: self.server.requests().len(),
            metrics: self.provider.metrics().total,
            events: Vec::new(),
        }
    }

    /// Holds what came of a call to what must be true of every call.
    fn watch(&self, call: Begun, end: End) -> Watched {
        let took = call.took();
        let requests = self.server.requests().split_off(call.requests);
        let (metrics, pool) = (self.provider.metrics(), self.provider.key_pool());
        let status = pool.status(Instant::now());
        let posts = requests.iter().filter(|request| request.method == "POST");
        let keys: Vec<_> = posts.clone().map(|request| request.key().unwrap_or_default()).collect();
        let attempts = match &end {
            Ok(answer) => &answer.attempts,
            Err(error) => error.attempts(),
        };
        hold(invariants::records(attempts, &keys, end.is_ok()));
        hold(invariants::counted(&call.metrics, &metrics.total, &end));
        let asked: Vec<_> = attempts.iter().filter_map(|attempt| attempt.model.as_ref()).collect();
        let mut asked: Vec<_> = asked.into_iter().map(AsRef::as_ref).collect();
        asked.extend(self.request.model.as_ref().map(AsRef::<str>::as_ref));
        // What was used is on the account of the model that answered.
        let answered = end.as_ref().ok().and_then(|answer| answer.model.as_ref());
        asked.extend(answered.map(AsRef::<str>::as_ref));
        let models = self.provider.model_status();
        asked.extend(models.iter().map(|model| model.model.as_str()));
        hold(invariants::labels(&metrics, &asked));
        hold(invariants::given_back(&metrics.total, &status));
        hold(self.heap.within(self.may_hold));
        for (place, one) in posts.clone().enumerate() {
            let asks = |one: &ReceivedRequest| (one.model(), invariants::longest_answer(one));
            let mut earlier = posts.clone().take(place).filter(|other| asks(other) == asks(one));
            assert!(earlier.all(|other| other.body == one.body), "a model gets the same each time");
        }
        for (what, text) in [
            ("the status", serde_json::to_string(&status).unwrap()),
            ("the pool", invariants::debug(&pool)),
            ("the provider", invariants::debug(&self.provider)),
            ("the metrics", invariants::debug(&metrics)),
            ("the exported metrics", serde_json::to_string(&metrics).unwrap()),
        ] {
            hold(invariants::hidden(&self.canaries, what, text));
        }
        hold(invariants::hidden_in(&self.canaries, &end));
        let connections = self.server.connections();
        let (metrics, by_model) = (metrics.total, metrics.models);
        let events = call.events;
        Watched { end, events, requests, connections, took, metrics, by_model, models, pool }
    }
}

/// A call under way.
struct Begun {
    start: Instant,
    /// How many had been read before.
    requests: usize,
    metrics: llm_types::CallMetrics,
    events: Vec<llm_types::StreamEvent>,
}

impl Begun {
    fn took(&self) -> Duration {
        self.start.elapsed()
    }
}

#[track_caller]
fn hold<T>(verdict: Result<T, String>) -> T {
    verdict.unwrap_or_else(|wrong| panic!("{wrong}"))
}
