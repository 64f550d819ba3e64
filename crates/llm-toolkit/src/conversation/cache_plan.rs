//! [`CachePlan`]: where a prompt is cut for the provider's cache.

use llm_types::{CacheControl, CacheTtl, ContentPart, Message, StandardRequest, Tool};

use super::{TokenCounter, TokenEstimate};

/// The most marks that a provider takes.
const MOST: usize = 4;

/// Where a prompt is cut for the provider's cache.
///
/// A provider that caches on request reads what it has of the prompt up to a mark, and writes what
/// it has not. The marks are set behind what stays the same: the tools, the instructions, the end
/// of this request, and the ends of those before it, for as many as four allow. So each request of
/// a conversation that grows has the mark of the one before it, and reads what that one wrote.
///
/// ```
/// use llm_toolkit::{CachePlan, Conversation};
/// use llm_types::StandardRequest;
///
/// let mut talk = Conversation::new().with_system("A long book. ".repeat(1_000));
/// talk.push_user("Who wrote it?");
/// let mut request = StandardRequest::from(&talk);
/// assert_eq!(CachePlan::new().apply(&mut request), 2);
/// ```
///
/// Providers that cache by themselves ignore the marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CachePlan {
    ttl: Option<CacheTtl>,
    shortest: u64,
}

impl Default for CachePlan {
    fn default() -> Self {
        Self::new()
    }
}

impl CachePlan {
    /// For the provider's usual time, and prompts of 1024 tokens at the least.
    pub const fn new() -> Self {
        Self { ttl: None, shortest: 1_024 }
    }

    /// Kept for so long.
    #[must_use]
    pub const fn with_ttl(mut self, ttl: CacheTtl) -> Self {
        self.ttl = Some(ttl);
        self
    }

    /// What is shorter is not marked: providers do not cache it. 1024 tokens are usual; a few
    /// models want 2048 or 4096.
    #[must_use]
    pub const fn with_shortest(mut self, tokens: u64) -> Self {
        self.shortest = tokens;
        self
    }

    /// Sets the marks of a request, in place of those that it has, and says how many. Applied again
    /// to the same request it changes nothing.
    pub fn apply(&self, request: &mut StandardRequest) -> usize {
        let mark = CacheControl { ttl: self.ttl };
        clear(request);
        let places = self.places(request);
        for place in &places {
            match place {
                Place::Tools => {
                    if let Some(Tool::Function(tool)) = request.tools.last_mut() {
                        tool.cache_control = Some(mark);
                    }
                }
                Place::Message(index) => {
                    let message = request.messages.get_mut(*index);
                    let part = message.and_then(|message| message.content_mut().last_mut());
                    if let Some(part) = part {
                        *part.cache_control_mut() = Some(mark);
                    }
                }
            }
        }
        places.len()
    }

    /// Where marks go, in the order in which the prompt is read.
    fn places(&self, request: &StandardRequest) -> Vec<Place> {
        let counter = TokenEstimate;
        let mut read = request.tools.iter().map(|tool| counter.tool(tool)).sum::<u64>();
        let mut fixed = Vec::new();
        if matches!(request.tools.last(), Some(Tool::Function(_))) && read >= self.shortest {
            fixed.push(Place::Tools);
        }
        let is_pinned =
            |message: &Message| matches!(message, Message::System(_) | Message::Developer(_));
        let pinned = request.messages.iter().take_while(|message| is_pinned(message)).count();
        let mut ends = Vec::new();
        for (index, message) in request.messages.iter().enumerate() {
            read = read.saturating_add(counter.message(message));
            if read < self.shortest || !can_be_marked(message) {
                continue;
            }
            let next = request.messages.get(index + 1);
            if index + 1 == pinned {
                fixed.push(Place::Message(index));
            } else if next.is_none_or(|next| matches!(next, Message::Assistant(_))) {
                ends.push(Place::Message(index));
            }
        }
        let latest = ends.len().saturating_sub(MOST - fixed.len());
        fixed.extend(ends.into_iter().skip(latest));
        fixed
    }
}

#[derive(Debug, Clone, Copy)]
enum Place {
    /// Behind the last tool.
    Tools,
    /// Behind this message.
    Message(usize),
}

/// What the model said is no end of a request, and empty text cannot be marked.
fn can_be_marked(message: &Message) -> bool {
    let is_full = |part: &ContentPart| part.as_text() != Some("");
    !matches!(message, Message::Assistant(_)) && message.content().last().is_some_and(is_full)
}

fn clear(request: &mut StandardRequest) {
    for tool in &mut request.tools {
        if let Tool::Function(tool) = tool {
            tool.cache_control = None;
        }
    }
    for part in request.messages.iter_mut().flat_map(Message::content_mut) {
        *part.cache_control_mut() = None;
    }
}
