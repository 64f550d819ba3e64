//! [`Receipt`]: what is known of a call while it goes on, and after it was dropped.

mod member;

pub use member::MemberReceipt;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use self::member::Member;
use crate::{Attempt, ResponseId};

/// What is known of a call while it goes on, and after it was dropped: its attempts, and by what
/// name the provider calls what it began to answer.
///
/// Who drops a stream has no error, and no answer, to ask what it cost. The receipt stays:
///
/// ```
/// # async fn example(provider: &dyn llm_types::ChatProvider) -> llm_types::Result<()> {
/// use llm_types::{CallState, StandardRequest};
///
/// let mut stream = provider.stream(StandardRequest::prompt("Count to a million.")).await?;
/// let receipt = stream.receipt();
/// stream.next_event().await?;
/// drop(stream);
/// assert_eq!(receipt.state(), CallState::Dropped);
/// println!("ask what {:?} cost", receipt.response_id());
/// # Ok(()) }
/// ```
///
/// A call that may be dropped before it gives a stream, or is to give a whole answer, brings its
/// own: [`StandardRequest::with_receipt`](crate::StandardRequest::with_receipt).
///
/// Clones are one receipt. It is for one call; of several, it has the attempts of all, and the
/// state of the latest. Reading it takes a lock that a call holds for moments at the beginning and
/// the end of an attempt, and never while an answer is read.
#[derive(Clone, Default)]
pub struct Receipt(Arc<Mutex<Entries>>);

#[derive(Debug, Default)]
struct Entries {
    entries: Vec<Entry>,
    state: CallState,
}

#[derive(Debug)]
enum Entry {
    Attempt(Attempt),
    /// All that one of several providers does for the call.
    Member(Member),
}

impl Entries {
    fn attempts(&self) -> Vec<Attempt> {
        let of = |entry: &Entry| match entry {
            Entry::Attempt(attempt) => vec![attempt.clone()],
            Entry::Member(member) => member.attempts(),
        };
        self.entries.iter().flat_map(of).collect()
    }
}

/// How far a call has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CallState {
    /// It has not begun.
    #[default]
    NotBegun,
    /// Somebody waits for it, or reads its answer.
    UnderWay,
    /// It gave its whole answer.
    Answered,
    /// It gave an error.
    Failed,
    /// It was dropped before it gave either.
    Dropped,
}

impl Receipt {
    /// Of a call that has not begun.
    pub fn new() -> Self {
        Self::default()
    }

    /// Each request that was sent so far, in the order of sending; of several providers, in the
    /// order in which they were asked. Those of which nobody knows yet how they end are
    /// [`Unfinished`](crate::AttemptOutcome::Unfinished), and stay so if the call is dropped.
    pub fn attempts(&self) -> Vec<Attempt> {
        self.entries().attempts()
    }

    /// The provider's name for what it answers, or else for the last that it began to answer;
    /// nothing, as long as it has not said one.
    pub fn response_id(&self) -> Option<ResponseId> {
        let attempts = self.attempts();
        let named = || attempts.iter().rev().filter(|attempt| attempt.response_id.is_some());
        let open = named().find(|attempt| !attempt.outcome.is_over());
        open.or_else(|| named().find(|it| it.outcome.is_success()))
            .or_else(|| named().next())?
            .response_id
            .clone()
    }

    /// How far the call has come.
    pub fn state(&self) -> CallState {
        self.entries().state
    }

    /// The call begins. For providers, which close it when the call is over; dropped, it says that
    /// the call was.
    pub fn begin(&self) -> OpenReceipt {
        self.entries().state = CallState::UnderWay;
        OpenReceipt(Some(self.clone()))
    }

    /// A request is about to be sent. For providers.
    pub fn attempt(&self, attempt: Attempt) -> AttemptReceipt {
        AttemptReceipt { receipt: self.clone(), place: self.enter(Entry::Attempt(attempt)) }
    }

    /// One of several providers is about to be asked. `stand_in` names it, and stands for all that
    /// it does as long as it does not say itself what that is. For providers that are made of
    /// others.
    pub fn member(&self, stand_in: Attempt) -> MemberReceipt {
        let own = Self::new();
        let member = Member::Asked { own: own.clone(), stand_in };
        MemberReceipt::new(self.clone(), self.enter(Entry::Member(member)), own)
    }

    /// Appends an entry, and gives its place.
    fn enter(&self, entry: Entry) -> usize {
        let mut entries = self.entries();
        entries.entries.push(entry);
        entries.entries.len() - 1
    }

    /// What is known of the member at this place.
    fn member_at<T: Default>(&self, place: usize, with: impl FnOnce(&mut Member) -> T) -> T {
        match self.entries().entries.get_mut(place) {
            Some(Entry::Member(member)) => with(member),
            _ => T::default(),
        }
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        // What panics within is the caller's change of one attempt, which is none or done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Receipts are equal if they are one.
impl PartialEq for Receipt {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Receipt {}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = self.entries();
        f.debug_struct("Receipt")
            .field("state", &entries.state)
            .field("attempts", &entries.attempts())
            .finish()
    }
}

/// The receipt of a call that goes on. It lives in what the call lives in, the future and then the
/// stream; dropped, it says that the call was.
#[derive(Debug)]
#[must_use = "dropping it says that the call was dropped"]
pub struct OpenReceipt(Option<Receipt>);

impl OpenReceipt {
    /// The receipt.
    pub fn receipt(&self) -> Receipt {
        self.0.clone().unwrap_or_default()
    }

    /// The call gave its whole answer, or an error.
    pub fn close(mut self, is_answered: bool) {
        self.end(if is_answered { CallState::Answered } else { CallState::Failed });
    }

    fn end(&mut self, state: CallState) {
        if let Some(receipt) = self.0.take() {
            receipt.entries().state = state;
        }
    }
}

impl Drop for OpenReceipt {
    fn drop(&mut self) {
        self.end(CallState::Dropped);
    }
}

/// One attempt's entry in a receipt. For providers.
#[derive(Debug, Clone)]
pub struct AttemptReceipt {
    receipt: Receipt,
    place: usize,
}

impl AttemptReceipt {
    /// Writes down what has become known. It must not ask the receipt for anything.
    pub fn update(&self, change: impl FnOnce(&mut Attempt)) {
        if let Some(Entry::Attempt(attempt)) = self.receipt.entries().entries.get_mut(self.place) {
            change(attempt);
        }
    }

    /// The provider's name for what it began to answer, once it is known.
    pub fn response_id(&self) -> Option<ResponseId> {
        match self.receipt.entries().entries.get(self.place) {
            Some(Entry::Attempt(attempt)) => attempt.response_id.clone(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{AttemptOutcome, ErrorKind};

    fn unfinished() -> Attempt {
        Attempt::new(AttemptOutcome::Unfinished, Duration::ZERO)
    }

    #[test]
    fn a_receipt_tells_what_became_of_the_call() {
        let receipt = Receipt::new();
        assert_eq!(receipt.state(), CallState::NotBegun);
        let open = receipt.begin();
        assert_eq!((receipt.state(), open.receipt()), (CallState::UnderWay, receipt.clone()));
        open.close(true);
        assert_eq!(receipt.state(), CallState::Answered);
        receipt.begin().close(false);
        assert_eq!(receipt.state(), CallState::Failed);
        drop(receipt.begin());
        assert_eq!(receipt.state(), CallState::Dropped);
    }

    #[test]
    fn each_attempt_has_an_entry_of_its_own() {
        let receipt = Receipt::new();
        let (one, two) = (receipt.attempt(unfinished()), receipt.attempt(unfinished()));
        two.update(|attempt| attempt.response_id = Some("gen-2".into()));
        one.update(|attempt| attempt.status = Some(503));
        let told: Vec<_> =
            receipt.attempts().into_iter().map(|it| (it.status, it.response_id)).collect();
        assert_eq!(told, [(Some(503), None), (None, Some("gen-2".into()))]);
        assert_eq!((one.response_id(), two.response_id()), (None, Some("gen-2".into())));
    }

    #[test]
    fn the_name_is_that_of_the_attempt_that_answers() {
        let receipt = Receipt::new();
        let name = |id: &str| Some(ResponseId::from(id));
        assert_eq!(receipt.response_id(), None);
        let first = receipt.attempt(unfinished());
        first.update(|it| it.response_id = name("gen-1"));
        assert_eq!(receipt.response_id(), name("gen-1"));
        let second = receipt.attempt(unfinished());
        assert_eq!(receipt.response_id(), name("gen-1"), "the second has no name yet");
        second.update(|it| it.response_id = name("gen-2"));
        assert_eq!(receipt.response_id(), name("gen-2"));
        second.update(|it| it.outcome = AttemptOutcome::Lost);
        assert_eq!(receipt.response_id(), name("gen-1"), "the other one goes on");
        first.update(|it| it.outcome = AttemptOutcome::Succeeded);
        assert_eq!(receipt.response_id(), name("gen-1"));
        first.update(|it| it.outcome = AttemptOutcome::Failed(ErrorKind::Timeout));
        assert_eq!(receipt.response_id(), name("gen-2"), "the last that had begun");
    }
}
