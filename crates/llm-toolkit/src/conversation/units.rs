//! What of a conversation goes or stays together.

use llm_types::{AssistantMessage, Message};

/// The messages of a conversation by what goes or stays together, as places in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Units {
    /// What always stays: instructions.
    pub(super) pinned: Vec<usize>,
    /// What never can: results of calls that are not there.
    pub(super) orphans: Vec<usize>,
    /// What may go, oldest first, up to and without the last turn of the user.
    pub(super) turns: Vec<Vec<usize>>,
    /// The last turn: what the user said, and then, for each of the model's messages, that message
    /// with the results of its calls.
    pub(super) last: Vec<Vec<usize>>,
}

impl Units {
    pub(super) fn of(messages: &[Message]) -> Self {
        let mut units = Self::default();
        // Of the current turn.
        let mut current: Vec<Vec<usize>> = Vec::new();
        // The calls of the messages of the current turn, beside those.
        let mut callers: Vec<(usize, &AssistantMessage)> = Vec::new();
        for (place, message) in messages.iter().enumerate() {
            match message {
                Message::User(_) => {
                    units.turns.push(current.drain(..).flatten().collect());
                    callers.clear();
                    current.push(vec![place]);
                }
                Message::Assistant(message) => {
                    callers.push((current.len(), message));
                    current.push(vec![place]);
                }
                Message::Tool(result) => {
                    let caller = callers.iter().rev().find(|(_, caller)| {
                        caller.tool_calls.iter().any(|call| call.id == result.tool_call_id)
                    });
                    match caller.and_then(|(unit, _)| current.get_mut(*unit)) {
                        Some(unit) => unit.push(place),
                        None => units.orphans.push(place),
                    }
                }
                // Instructions, and what later versions may add.
                _ => units.pinned.push(place),
            }
        }
        units.turns.retain(|turn| !turn.is_empty());
        units.last = current;
        units
    }
}
