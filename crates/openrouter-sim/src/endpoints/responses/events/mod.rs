//! An answer in events, in the recorded order.

mod call;
mod message;
mod reasoning;

use openrouter_wire::{
    Count,
    responses::{Event, ItemEvent, OutputItem, Response, ResponseEvent, ResponseStatus},
};

use super::echo::Echo;
use crate::chat::{Answered, Family};

/// Makes the events of a stream, without the `[DONE]` at its end.
pub(super) fn of(echo: &Echo<'_>, output: &[OutputItem], ended: Response) -> Vec<Event> {
    let mut script = Script { answered: echo.answered, events: Vec::new() };
    script.respond(Event::Created, echo.begun());
    script.respond(Event::InProgress, echo.begun());
    // Open models keep the thought open until all is said.
    let stays_open = echo.answered.envelope.family == Family::Open;
    let mut open = None;
    for (item, index) in output.iter().zip(0_u64..) {
        let place = Place::of(item, index);
        script.begin(item, &place);
        if stays_open && matches!(item, OutputItem::Reasoning(_)) {
            open = Some((item, place));
        } else {
            script.end(item, &place);
        }
    }
    if let Some((item, place)) = open {
        script.end(item, &place);
    }
    let last = match &ended.status {
        Some(ResponseStatus::Incomplete) => Event::Incomplete,
        Some(ResponseStatus::Failed) => Event::Failed,
        _ => Event::Completed,
    };
    script.respond(last, ended);
    script.events
}

/// Returns the number of the event that comes after these.
pub(super) fn number(events: &[Event]) -> Count {
    u64::try_from(events.len()).unwrap_or(u64::MAX).into()
}

/// The events so far.
struct Script<'a> {
    answered: &'a Answered,
    events: Vec<Event>,
}

/// Which item events are about.
struct Place {
    id: Option<String>,
    index: Option<Count>,
}

impl Place {
    fn of(item: &OutputItem, index: u64) -> Self {
        let id = match item {
            OutputItem::Message(message) => Some(message.id.clone()),
            OutputItem::Reasoning(thought) => Some(thought.id.clone()),
            OutputItem::FunctionCall(call) => call.id.clone(),
            OutputItem::CustomToolCall(call) => call.id.clone(),
            _ => None,
        };
        Self { id, index: Some(index.into()) }
    }

    fn id(&self) -> Option<String> {
        self.id.clone()
    }
}

impl Script<'_> {
    fn respond(&mut self, event: fn(ResponseEvent) -> Event, response: Response) {
        let sequence_number = Some(self.number());
        self.events.push(event(ResponseEvent {
            response: Box::new(response),
            sequence_number,
            ..ResponseEvent::default()
        }));
    }

    /// Adds an item, piece by piece.
    fn begin(&mut self, item: &OutputItem, place: &Place) {
        match item {
            OutputItem::Message(message) => self.begin_message(message, place),
            OutputItem::Reasoning(thought) => self.begin_thought(thought, place),
            OutputItem::FunctionCall(call) => self.begin_call(call, place),
            OutputItem::CustomToolCall(call) => self.begin_custom_call(call, place),
            // The simulator makes no others.
            _ => {}
        }
    }

    /// Adds the end of an item, with all of it.
    fn end(&mut self, item: &OutputItem, place: &Place) {
        if let OutputItem::Reasoning(thought) = item {
            self.end_thought(thought, place);
        }
        self.item(Event::OutputItemDone, item.clone(), place);
    }

    fn item(&mut self, event: fn(ItemEvent) -> Event, item: OutputItem, place: &Place) {
        let (output_index, sequence_number) = (place.index.clone(), Some(self.number()));
        let extra = openrouter_wire::Extra::default();
        self.events.push(event(ItemEvent { item, output_index, sequence_number, extra }));
    }

    /// Returns the number of the next event.
    fn number(&self) -> Count {
        number(&self.events)
    }
}
