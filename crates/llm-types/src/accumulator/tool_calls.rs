//! [`ToolCalls`]: joins the pieces of tool calls.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::de::IgnoredAny;

use super::{MOST, too_many};
use crate::{
    Error, ErrorKind, PartialToolCall, ResponseId, Result, ToolCall, ToolCallDelta, ToolCallId,
};

/// The most bytes of arguments of one call: far more than any model writes in one answer.
const MOST_ARGUMENTS: usize = 8 << 20;

/// The tool calls of one choice so far, in order of appearance.
///
/// Upstreams differ, so the rules are tolerant: pieces belong together by index; without one, by
/// id, else to the last call. A new id under a known index begins a new call, and so does a name
/// after whole arguments. Ids and names that come later or again do not replace the first ones.
#[derive(Debug, Clone, Default)]
pub(super) struct ToolCalls(Vec<Building>);

#[derive(Debug, Clone, Default)]
struct Building {
    index: Option<u32>,
    id: Option<ToolCallId>,
    name: Option<String>,
    /// The name came after arguments; what comes of it next may be its next piece.
    is_named_late: bool,
    arguments: String,
}

/// How a choice came to its end, as far as its tool calls are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The model was done.
    Done,
    /// It was stopped while it wrote: the last call is not whole, even if what there is of it
    /// happens to be JSON.
    CutOff,
    /// It failed, or nobody said how it ended: no call is whole.
    Broken,
}

impl ToolCalls {
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn push(&mut self, delta: &ToolCallDelta) -> Result<()> {
        let ToolCallDelta { index, id, name, arguments } = delta;
        let id = id.as_ref().filter(|id| !id.as_str().is_empty());
        let name = name.as_deref().filter(|name| !name.is_empty());
        let place = self
            .place(*index, id)
            .filter(|place| !self.0[*place].is_over_before(id, name, arguments));
        let place = match place {
            Some(place) => place,
            None if self.0.len() == MOST => return Err(too_many("tool calls")),
            None => {
                self.0.push(Building { index: *index, ..Building::default() });
                self.0.len() - 1
            }
        };
        let call = &mut self.0[place];
        if call.id.is_none() {
            call.id = id.cloned();
        }
        if let Some(name) = name {
            match &mut call.name {
                None => {
                    call.name = Some(name.to_owned());
                    call.is_named_late = !call.arguments.is_empty();
                }
                // The whole name again, as some upstreams send with each piece.
                Some(known) if known == name => {}
                Some(known) if call.arguments.is_empty() || call.is_named_late => {
                    known.push_str(name);
                }
                Some(_) => {}
            }
        }
        if MOST_ARGUMENTS - call.arguments.len() < arguments.len() {
            let message = format!("a tool call has more than {MOST_ARGUMENTS} bytes of arguments");
            return Err(Error::new(ErrorKind::TooLarge, message));
        }
        call.arguments.push_str(arguments);
        Ok(())
    }

    /// The call that a piece goes on with; `None` for a new one.
    fn place(&self, index: Option<u32>, id: Option<&ToolCallId>) -> Option<usize> {
        let place = match (index, id) {
            (Some(_), _) => self.0.iter().rposition(|call| call.index == index)?,
            (None, Some(id)) => {
                return self.0.iter().rposition(|call| call.id.as_ref() == Some(id)).or_else(
                    || {
                        // An id that comes after the first piece of an unnumbered call.
                        self.0.len().checked_sub(1).filter(|last| {
                            self.0[*last].index.is_none() && self.0[*last].id.is_none()
                        })
                    },
                );
            }
            (None, None) => return self.0.len().checked_sub(1),
        };
        match (id, &self.0[place].id) {
            (Some(new), Some(known)) if new != known => None,
            _ => Some(place),
        }
    }

    /// Sorts whole calls from cut-off ones.
    pub(super) fn finish(
        self,
        ending: Ending,
        response: Option<&ResponseId>,
    ) -> (Vec<ToolCall>, Vec<PartialToolCall>) {
        let mut whole = Vec::new();
        let mut partial = Vec::new();
        let ids: BTreeSet<_> = self.0.iter().filter_map(|call| call.id.clone()).collect();
        let count = self.0.len();
        for (place, call) in self.0.into_iter().enumerate() {
            let Building { index: _, id, name, is_named_late: _, mut arguments } = call;
            // A tool without parameters is called with nothing, or with white space.
            if arguments.trim().is_empty() && ending == Ending::Done && name.is_some() {
                "{}".clone_into(&mut arguments);
            }
            let all_came = match ending {
                Ending::Done => true,
                Ending::CutOff => place + 1 < count,
                Ending::Broken => false,
            };
            match name {
                Some(name) if all_came && is_json(&arguments) => {
                    let id = id
                        .unwrap_or_else(|| made_up_id((response, place, &name, &arguments), &ids));
                    whole.push(ToolCall::new(id, name, arguments));
                }
                name => partial.push(PartialToolCall::new(id, name, arguments)),
            }
        }
        (whole, partial)
    }
}

impl Building {
    /// Whether a piece that would go on with this call begins another one all the same, because it
    /// names a tool after all arguments have come. Upstreams that send each call whole, without an
    /// id and under one index or none, leave no other sign.
    fn is_over_before(&self, id: Option<&ToolCallId>, name: Option<&str>, arguments: &str) -> bool {
        let (Some(known), Some(name)) = (&self.name, name) else { return false };
        let same_id = id.is_some() && id == self.id.as_ref();
        // White space, and the name once more, may still follow whole arguments.
        let says_more = name != known || !arguments.trim().is_empty();
        let goes_on = self.is_named_late && id.is_none() && arguments.is_empty();
        !same_id
            && !goes_on
            && says_more
            && self.arguments.trim_end().ends_with('}')
            && is_json(&self.arguments)
    }
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// An id for a call that came without one: the next turn needs it.
///
/// Some upstreams refuse a conversation in which an id occurs twice, so it must be unlike those of
/// earlier answers too; and the same answer must have the same ids whenever it is read.
fn made_up_id(call: impl Hash, taken: &BTreeSet<ToolCallId>) -> ToolCallId {
    let mut hasher = DefaultHasher::new();
    call.hash(&mut hasher);
    loop {
        let id = ToolCallId::made_up(hasher.finish());
        if !taken.contains(&id) {
            return id;
        }
        id.hash(&mut hasher);
    }
}
