//! [`Book`]: what is known of one call, over all members that it asked.

use std::sync::Arc;
use std::time::Duration;

use llm_types::{
    Attempt, AttemptOutcome, Error, ErrorKind, Operation, Receipt, Retry, StandardRequest,
    StandardResponse,
};
use tokio::time::Instant;

use super::failure::{Failure, gravest, told};
use super::seat::Seat;
use super::settings::Settings;
use super::spans::Told;
use super::turn::{Asking, Turn};
use crate::metrics::apart;
use crate::{CallGuard, gen_ai};

/// What is known of one call, over all members that it asked. It lives in what the call lives in,
/// the future and then the stream; dropped before the end, the caller gave up.
#[derive(Debug)]
pub(super) struct Book {
    settings: Arc<Settings>,
    receipt: Receipt,
    turns: Vec<Turn>,
    failures: Vec<Failure>,
    /// The turn of whoever answers.
    winner: Option<usize>,
    /// Open until the call is over.
    guard: Option<CallGuard>,
    span: Told,
}

impl Book {
    /// Of a call that begins.
    pub(super) fn open(
        settings: &Arc<Settings>,
        receipt: Receipt,
        request: &StandardRequest,
        is_stream: bool,
        now: Instant,
    ) -> Self {
        let model = request.model.as_ref();
        let mut guard = settings.metrics.start_call(Operation::Chat, model, now);
        guard.charged();
        Self {
            settings: Arc::clone(settings),
            receipt,
            turns: Vec::new(),
            failures: Vec::new(),
            winner: None,
            guard: Some(guard),
            span: Told::call(&settings.name, model, is_stream),
        }
    }

    /// A member is asked. Gives its turn, by number.
    pub(super) fn ask(&mut self, seat: &Arc<Seat>, asking: Asking) -> (usize, &Turn) {
        let number = self.turns.len();
        let turn = Turn::new(seat, &self.settings, (&self.receipt, &self.span), asking);
        self.turns.push(turn);
        (number, &self.turns[number])
    }

    /// True if the member at this place was asked.
    pub(super) fn has_asked(&self, place: usize) -> bool {
        self.turns.iter().any(|turn| turn.place == place)
    }

    /// True if somebody is at work.
    pub(super) fn is_waiting(&self) -> bool {
        self.turns.iter().any(|turn| !turn.is_over())
    }

    /// Attempts that were made, or may still be made by those that are at work.
    pub(super) fn spent(&self) -> u32 {
        self.turns.iter().map(Turn::spent).fold(0, u32::saturating_add)
    }

    /// This turn gave content first. Whatever else was under way is dropped already.
    pub(super) fn committed(&mut self, winner: usize, said: &[Attempt], now: Instant) {
        self.winner = Some(winner);
        for number in 0..self.turns.len() {
            if number == winner || self.turns[number].is_over() {
                continue;
            }
            let lost = self.turns[number].lost(now).to_vec();
            self.count(&lost);
            if let Some(on_lost) = &self.settings.on_lost {
                for attempt in lost.iter().filter(|it| it.outcome == AttemptOutcome::Lost) {
                    apart("what is told of lost attempts", || on_lost(attempt));
                }
            }
        }
        let turn = &mut self.turns[winner];
        turn.began();
        let mut attempts = if said.is_empty() { turn.attempts() } else { said.to_vec() };
        for attempt in &mut attempts {
            if attempt.outcome == AttemptOutcome::Unfinished {
                (attempt.outcome, attempt.maybe_billed) = (AttemptOutcome::Succeeded, false);
            }
        }
        self.asks(winner);
        self.count(&attempts);
    }

    /// What a stream gave first is there.
    pub(super) fn first_content(&mut self, now: Instant) {
        if let Some(guard) = &mut self.guard {
            guard.first_content(now);
        }
    }

    /// A turn failed before it gave content. True if another member may be asked.
    pub(super) fn failed(&mut self, number: usize, error: Error, now: Instant) -> bool {
        let is_covered = self.settings.failover.covers(&error);
        let turn = &mut self.turns[number];
        let attempts = turn.failed(&error, now).to_vec();
        tracing::info!(
            { gen_ai::PROVIDER_NAME } = turn.name(),
            { gen_ai::ERROR_TYPE } = error.kind().as_str(),
            "a provider failed"
        );
        let name = turn.name().to_owned();
        self.asks(number);
        self.count(&attempts);
        self.failures.push(Failure { place: self.turns[number].place, name, error, is_covered });
        is_covered
    }

    /// The winner gave its whole answer: completes it, and closes the book.
    pub(super) fn answered(mut self, response: &mut StandardResponse) {
        let now = self.settings.clock.now();
        if let Some(turn) = self.winner.and_then(|winner| self.turns.get_mut(winner)) {
            let said = std::mem::take(&mut response.attempts);
            turn.answered(said, response.id.as_ref(), now);
        }
        response.attempts = self.attempts();
        self.span.asked(self.turns.len());
        self.span.succeeded();
        if let Some(model) = &response.model {
            self.settings.answered_by(model);
        }
        if let Some(mut guard) = self.guard.take() {
            if let Some(model) = &response.model {
                guard.answered_by(model);
            }
            guard.finished(response.usage.as_ref(), now);
        }
    }

    /// The winner's answer broke off: closes the book, and gives the error that the caller gets.
    pub(super) fn broke_off(mut self, error: Error) -> Error {
        let now = self.settings.clock.now();
        let mut error = error;
        if let Some(turn) = self.winner.and_then(|winner| self.turns.get_mut(winner)) {
            turn.failed(&error, now);
            let message = format!("{}: {}", turn.name(), error.message());
            error = error.with_message(message);
        }
        if let (true, Some(guard)) = (error.maybe_billed(), &mut self.guard) {
            guard.maybe_billed();
        }
        self.close(error.with_retry(Retry::Never), now)
    }

    /// Nobody answered, and nobody is left to ask.
    pub(super) fn given_up(mut self) -> Error {
        let now = self.settings.clock.now();
        let mut failures = std::mem::take(&mut self.failures);
        let (told, partial) = (told(&failures), partial(&mut failures));
        let Some((error, wait)) = gravest(failures) else {
            let error = self.settings.nobody();
            return self.close(error, now);
        };
        // Each has retried for itself: a loop around this one would multiply that. A wait that a
        // service asked for is passed on, for nobody has waited for it.
        let retry = wait.map_or(Retry::Never, Retry::After);
        let error = error.with_message(told).with_retry(retry);
        self.close(with_partial(error, partial), now)
    }

    /// The time of the call is over, and nobody has given content. Whatever was under way is dropped
    /// already.
    pub(super) fn late(mut self, limit: Duration) -> Error {
        let now = self.settings.clock.now();
        for number in 0..self.turns.len() {
            if !self.turns[number].is_over() {
                let error = Error::new(ErrorKind::Timeout, "no content in the time of the call");
                let error = self.turns[number].too_late(error);
                self.failed(number, error, now);
            }
        }
        let message = match told(&self.failures) {
            nobody if nobody.is_empty() => format!("nobody was asked within {limit:?}"),
            told => format!("no answer within {limit:?}: {told}"),
        };
        let partial = partial(&mut self.failures);
        self.close(with_partial(Error::new(ErrorKind::Timeout, message), partial), now)
    }

    fn close(&mut self, error: Error, now: Instant) -> Error {
        if let Some(guard) = self.guard.take() {
            guard.failed(error.kind(), now);
        }
        let error = error.with_operation(Operation::Chat).with_attempts(self.attempts());
        self.span.asked(self.turns.len());
        self.span.failed(&error);
        error
    }

    /// What was sent in all; what the winner sent comes last.
    fn attempts(&self) -> Vec<Attempt> {
        let of = |wins: bool| {
            let turns = self.turns.iter().enumerate();
            turns.filter(move |(number, _)| (Some(*number) == self.winner) == wins)
        };
        of(false).chain(of(true)).flat_map(|(_, turn)| turn.attempts()).collect()
    }

    fn asks(&mut self, number: usize) {
        if let (Some(guard), Some(model)) = (&mut self.guard, &self.turns[number].model) {
            guard.asks(model);
        }
    }

    fn count(&mut self, attempts: &[Attempt]) {
        if let Some(guard) = &mut self.guard {
            for attempt in attempts {
                // Without it, what is under way when the call is dropped would be taken for this.
                guard.sending();
                guard.over(attempt);
            }
        }
    }
}

/// What had been answered, of a whole answer, when a member failed: it may have been paid for.
fn partial(failures: &mut [Failure]) -> Option<StandardResponse> {
    failures.iter_mut().find_map(|failure| failure.error.take_partial())
}

fn with_partial(error: Error, partial: Option<StandardResponse>) -> Error {
    match partial {
        Some(partial) => error.with_partial(partial),
        None => error,
    }
}

impl Drop for Book {
    fn drop(&mut self) {
        let Some(guard) = &self.guard else { return };
        // What is under way is cancelled, and may be billed. Of the winner it is counted already.
        let turns = self.turns.iter().enumerate();
        let under_way =
            turns.filter(|(number, turn)| Some(*number) != self.winner && !turn.is_over());
        under_way.flat_map(|(_, turn)| turn.sent()).for_each(|_| guard.sending());
    }
}
