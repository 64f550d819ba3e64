//! [`ToolCalls`]: joins the pieces of tool calls.

use serde::de::IgnoredAny;

use crate::{PartialToolCall, ToolCall, ToolCallDelta, ToolCallId};

/// The tool calls of one choice so far, in order of appearance.
///
/// Upstreams differ, so the rules are tolerant: pieces belong together by index; without one, by
/// id, else to the last call. A new id under a known index begins a new call. Ids and names that
/// come later or again do not replace the first ones.
#[derive(Debug, Default)]
pub(super) struct ToolCalls(Vec<Building>);

#[derive(Debug, Default)]
struct Building {
    index: Option<u32>,
    id: Option<ToolCallId>,
    name: Option<String>,
    arguments: String,
}

impl ToolCalls {
    pub(super) const fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn push(&mut self, delta: &ToolCallDelta) {
        let ToolCallDelta { index, id, name, arguments } = delta;
        let id = id.as_ref().filter(|id| !id.as_str().is_empty());
        let place = self.place(*index, id).unwrap_or_else(|| {
            self.0.push(Building { index: *index, ..Building::default() });
            self.0.len() - 1
        });
        let call = &mut self.0[place];
        if call.id.is_none() {
            call.id = id.cloned();
        }
        if let Some(name) = name.as_deref().filter(|name| !name.is_empty()) {
            match &mut call.name {
                None => call.name = Some(name.to_owned()),
                // The whole name again, as some upstreams send with each piece.
                Some(known) if known == name => {}
                Some(known) if call.arguments.is_empty() => known.push_str(name),
                Some(_) => {}
            }
        }
        call.arguments.push_str(arguments);
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

    /// Sorts whole calls from cut-off ones. `cut` says that the answer ended before it was done:
    /// its last call is then not whole, even if what there is of it happens to be JSON.
    pub(super) fn finish(self, cut: bool) -> (Vec<ToolCall>, Vec<PartialToolCall>) {
        let mut whole = Vec::new();
        let mut partial = Vec::new();
        let count = self.0.len();
        for (place, call) in self.0.into_iter().enumerate() {
            let Building { index: _, id, name, mut arguments } = call;
            // A tool without parameters is called with nothing, or with white space.
            if arguments.trim().is_empty() && !cut {
                "{}".clone_into(&mut arguments);
            }
            let last = place + 1 == count;
            let is_json = serde_json::from_str::<IgnoredAny>(&arguments).is_ok();
            match name {
                Some(name) if is_json && !(cut && last) => {
                    // Some upstreams give no id, and the next turn needs one.
                    let id = id.unwrap_or_else(|| format!("call_{place}").into());
                    whole.push(ToolCall::new(id, name, arguments));
                }
                name => partial.push(PartialToolCall::new(id, name, arguments)),
            }
        }
        (whole, partial)
    }
}
