//! [`Reader`]: what makes items of the events of a stream.

use std::collections::VecDeque;
use std::fmt::Debug;

use llm_types::StandardResponse;

use crate::SseEvent;
use crate::call::Stake;
use crate::failure::Failure;

/// How a stream came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Terminator {
    /// `[DONE]`, or what stands for it.
    Done,
    /// The end of the body.
    Eof,
}

/// What one event gave.
#[derive(Debug)]
pub enum Step<T, B = ()> {
    /// One item: the path of most events.
    Item(T),
    /// Items, or none, in `ready`; but it says something.
    More,
    /// `[DONE]`, or what stands for it: nothing follows.
    Done,
    /// What it says is a failure, or makes no sense.
    Failed(Failure<B>),
}

/// What a [`Reader`] says of a failure.
pub type ReadFailure<R> = Failure<<<R as Reader>::Stake as Stake>::Blame>;

/// Makes items of the events of a stream, and knows what its end means.
///
/// It owns what belongs to the attempt that is read: what the head said, and where that is used
/// up only at the end, the lease of a key.
pub trait Reader: Debug + Send + Unpin + Sized + 'static {
    /// What it makes.
    type Item: Debug + Send + Unpin;

    /// What has a stake in how it ends.
    type Stake: Stake;

    /// Reads one event; `None` if it says nothing, even if it leaves an item in `ready`.
    fn read(
        &mut self,
        event: &SseEvent<'_>,
        ready: &mut VecDeque<Self::Item>,
    ) -> Option<Step<Self::Item, <Self::Stake as Stake>::Blame>>;

    /// True once the service has said that the answer is whole: only the end is missing.
    fn is_finished(&self) -> bool;

    /// True if the item is a part of the answer: after it nothing is tried again.
    fn is_content(item: &Self::Item) -> bool {
        let _ = item;
        true
    }

    /// The first content is there: what the attempt was made with was taken, however long the rest
    /// of the answer is in coming.
    fn committed(&mut self) {}

    /// What the end means: the last item, if there is one more, or why the answer is none.
    ///
    /// # Errors
    ///
    /// Why the answer is none.
    fn end(
        self,
        end: Result<Terminator, ReadFailure<Self>>,
    ) -> Result<Option<Self::Item>, ReadFailure<Self>>;

    /// The whole answer, if the last item is one: the attempts of the call are written into it.
    fn answer(last: &mut Self::Item) -> Option<&mut StandardResponse> {
        let _ = last;
        None
    }
}
