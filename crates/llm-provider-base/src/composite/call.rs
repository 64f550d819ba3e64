//! One call: asks members, one after another or side by side, until one of them gives content.

use std::collections::VecDeque;
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt};
use llm_types::{
    Attempt, Error, ErrorKind, Provider, Receipt, Result, StandardRequest, StandardResponse,
    StandardStream, StreamEvent,
};
use tokio::time::Instant;
use tracing::Instrument as _;

use super::answer::Answer;
use super::book::Book;
use super::group::Group;
use super::turn::Asking;
use crate::Clock;

/// How many events without content are kept until some comes.
const PREAMBLE: usize = 4096;

/// How long a member has to say itself that the time of the call is over, which it was given as its
/// own: it knows what it has sent, and what had come.
pub(super) const GRACE: Duration = Duration::from_millis(50);

/// In which way members are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// For the whole answer: nothing is handed out before the end.
    Whole,
    /// For a stream, up to its first content.
    Stream,
}

/// What a member gave first.
enum Begun {
    Whole(Box<StandardResponse>),
    /// What was read up to the first content, and what is to come.
    Stream(VecDeque<StreamEvent>, StandardStream),
}

/// A member at work: the number of its turn, and what it gives first.
type Flight = BoxFuture<'static, (usize, Result<Begun>)>;

/// What members are asked, and what the call may take.
struct Plan {
    request: StandardRequest,
    way: Way,
    deadline: Option<Instant>,
    max_attempts: Option<u32>,
}

impl Group {
    /// Asks for a whole answer, each member for a whole one.
    pub(super) async fn complete(&self, mut request: StandardRequest) -> Result<StandardResponse> {
        // Whoever races is told of content, and not of answers: a loser shall not be paid to its end.
        if self.settings.stagger.is_some() {
            return self.stream(request).await?.collect().await;
        }
        let receipt = request.receipt.take().unwrap_or_default();
        let open = receipt.begin();
        let result = match self.begin(request, receipt, Way::Whole).await {
            Ok((book, Begun::Whole(mut response))) => {
                book.answered(&mut response);
                Ok(*response)
            }
            Ok((book, Begun::Stream(ready, rest))) => {
                StandardStream::new(Answer::new(book, ready, rest, None)).collect().await
            }
            Err(error) => Err(error),
        };
        open.close(result.is_ok());
        result
    }

    /// Asks for a stream, and waits for its first content.
    pub(super) async fn stream(&self, mut request: StandardRequest) -> Result<StandardStream> {
        let receipt = request.receipt.take().unwrap_or_default();
        let open = receipt.begin();
        let started = self.settings.clock.now();
        let deadline = request.timeout.and_then(|limit| started.checked_add(limit));
        match self.begin(request, receipt, Way::Stream).await {
            Ok((book, begun)) => {
                let (ready, rest) = match begun {
                    Begun::Stream(ready, rest) => (ready, rest),
                    Begun::Whole(response) => {
                        (response.into_events().into(), StandardStream::from_items([]))
                    }
                };
                let answer = Answer::new(book, ready, rest, deadline);
                Ok(StandardStream::with_receipt(answer, open))
            }
            Err(error) => {
                open.close(false);
                Err(error)
            }
        }
    }

    /// Asks members until one gives content, or none is left.
    async fn begin(
        &self,
        request: StandardRequest,
        receipt: Receipt,
        way: Way,
    ) -> Result<(Book, Begun)> {
        let clock = &self.settings.clock;
        let started = clock.now();
        let limit = request.timeout;
        let deadline = limit.and_then(|limit| started.checked_add(limit));
        // Before those who are at work, so that it is dropped after them.
        let mut book = Book::open(&self.settings, receipt, &request, way == Way::Stream, started);
        let max_attempts = request.max_attempts.map(|most| most.max(1));
        let mut plan = Plan { request, way, deadline, max_attempts };
        let mut flights = FuturesUnordered::<Flight>::new();
        let (mut may_ask, mut is_hopeless, mut next_at) = (true, false, None);
        let (end, mut is_over) = (deadline.and_then(|deadline| deadline.checked_add(GRACE)), false);
        loop {
            let now = clock.now();
            let is_late = deadline.is_some_and(|end| end <= now);
            if let (Some(limit), true) = (limit, is_late && (flights.is_empty() || is_over)) {
                flights.clear();
                return Err(book.late(limit));
            }
            may_ask &= !is_late;
            while may_ask {
                may_ask = false;
                let Some(flight) = self.ask_next(&mut plan, &mut book, now) else { break };
                flights.push(flight);
                next_at = self.settings.stagger.and_then(|wait| now.checked_add(wait));
                may_ask = self.settings.stagger.is_some_and(|wait| wait.is_zero());
            }
            if flights.is_empty() {
                return Err(book.given_up());
            }
            tokio::select! {
                // What came in time counts, also at the last moment.
                biased;
                Some((number, result)) = flights.next() => match result {
                    Ok(begun) => {
                        // Closes what the others had under way, before anything is said of it.
                        flights.clear();
                        let now = clock.now();
                        let said = match &begun {
                            Begun::Whole(response) => &*response.attempts,
                            Begun::Stream(..) => &[] as &[Attempt],
                        };
                        book.committed(number, said, now);
                        if way == Way::Stream {
                            book.first_content(now);
                        }
                        return Ok((book, begun));
                    }
                    Err(error) => {
                        is_hopeless |= !book.failed(number, error, clock.now());
                        may_ask = !is_hopeless;
                        next_at = next_at.filter(|_| may_ask);
                    }
                },
                () = until(&**clock, end) => is_over = true,
                () = until(&**clock, next_at) => (may_ask, next_at) = (true, None),
            }
        }
    }

    /// Asks the next member, if there is one to ask and there are attempts left.
    fn ask_next(&self, plan: &mut Plan, book: &mut Book, now: Instant) -> Option<Flight> {
        let left =
            self.seats.len() - (0..self.seats.len()).filter(|at| book.has_asked(*at)).count();
        let may_spend = grant(plan.max_attempts, book.spent(), left.checked_sub(1)?)?;
        let was_asked = |place| book.has_asked(place);
        let is_hedge = book.is_waiting();
        let (place, admission) = match self.choose(was_asked, now) {
            Some((place, admission)) => (place, Some(admission)),
            None if is_hedge => return None,
            None => (self.last_resort(was_asked)?, None),
        };
        let seat = Arc::clone(self.seats.get(place)?);
        // A conversation may hold pictures: the last one to be asked gets the request itself.
        let mut request =
            if left == 1 { std::mem::take(&mut plan.request) } else { plan.request.clone() };
        request.model = seat.member.model.clone().or(request.model);
        request.timeout = plan.deadline.map(|end| end.saturating_duration_since(now));
        request.max_attempts = plan.max_attempts.map(|_| may_spend);
        let model = request.model.clone();
        let asking = Asking { place, admission, model, may_spend, is_hedge, now };
        let (number, turn) = book.ask(&seat, asking);
        request.receipt = Some(turn.receipt());
        let way = plan.way;
        let asked = async move { (number, ask(&seat.member.provider, request, way).await) };
        Some(asked.instrument(turn.span().span().clone()).boxed())
    }
}

/// How many attempts the next member may make, if any: each of those after it shall have one.
fn grant(most: Option<u32>, spent: u32, others: usize) -> Option<u32> {
    // Without a limit there is nothing to keep: it is not told to the member.
    let Some(most) = most else { return Some(0) };
    let left = most.saturating_sub(spent);
    let kept = u32::try_from(others).unwrap_or(u32::MAX).min(left.saturating_sub(1));
    (left > 0).then_some(left - kept)
}

async fn ask(provider: &Arc<dyn Provider>, request: StandardRequest, way: Way) -> Result<Begun> {
    match way {
        Way::Whole => Ok(Begun::Whole(Box::new(provider.complete(request).await?))),
        Way::Stream => begun(provider.stream(request).await?).await,
    }
}

/// Reads up to the first content. A provider waits for it by itself; one that does not shall win no
/// race, and fail no call, by an answer that never begins.
async fn begun(mut stream: StandardStream) -> Result<Begun> {
    let mut ready = VecDeque::new();
    loop {
        let Some(event) = stream.next_event().await? else {
            return Err(Error::new(ErrorKind::Interrupted, "the stream had no end"));
        };
        let is_content = event.is_content();
        ready.push_back(event);
        if is_content || ready.len() >= PREAMBLE {
            return Ok(Begun::Stream(ready, stream));
        }
    }
}

/// Waits until then; without a time, for ever.
async fn until(clock: &dyn Clock, time: Option<Instant>) {
    match time {
        Some(time) => clock.sleep(time.saturating_duration_since(clock.now())).await,
        None => pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_member_that_is_left_keeps_an_attempt_if_there_are_enough() {
        assert_eq!(grant(Some(5), 0, 2), Some(3));
        assert_eq!(grant(Some(5), 3, 1), Some(1));
        assert_eq!(
            grant(Some(2), 0, 2),
            Some(1),
            "one for this, one for the next, none for the last"
        );
        assert_eq!(grant(Some(1), 0, 2), Some(1));
        assert_eq!(grant(Some(1), 1, 1), None);
    }
}
