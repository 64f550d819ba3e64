//! What a model says, piece by piece.

use openrouter_wire::{
    Count, Extra,
    responses::{
        Event, ItemStatus, Message, OutputItem, OutputPart, OutputText, PartEvent, Refusal,
        RefusalDelta, RefusalDone, StreamedPart, TextDelta, TextDone,
    },
};

use super::{Place, Script};
use crate::{chat::split_tokens, endpoints::responses::items::logprobs};

impl Script<'_> {
    pub(super) fn begin_message(&mut self, message: &Message, place: &Place) {
        let empty = Message {
            content: Vec::new(),
            status: Some(ItemStatus::InProgress),
            ..message.clone()
        };
        self.item(Event::OutputItemAdded, OutputItem::Message(empty), place);
        for (part, index) in message.content.iter().zip(0_u64..) {
            match part {
                OutputPart::OutputText(text) => self.text(text, &index.into(), place),
                OutputPart::Refusal(refusal) => self.refusal(refusal, &index.into(), place),
                OutputPart::Other(_) => {}
            }
        }
    }

    fn text(&mut self, text: &OutputText, index: &Count, place: &Place) {
        let empty = OutputText {
            annotations: Some(Vec::new()),
            logprobs: Some(Vec::new()),
            ..OutputText::default()
        };
        self.part(Event::ContentPartAdded, StreamedPart::OutputText(empty), index, place);
        for token in split_tokens(&text.text) {
            let delta = TextDelta {
                delta: token.to_owned(),
                logprobs: Some(logprobs(self.answered, &[token])),
                content_index: Some(index.clone()),
                item_id: place.id(),
                output_index: place.index.clone(),
                sequence_number: Some(self.number()),
                ..TextDelta::default()
            };
            self.events.push(Event::OutputTextDelta(delta));
        }
        let done = TextDone {
            text: text.text.clone(),
            logprobs: text.logprobs.clone(),
            content_index: Some(index.clone()),
            item_id: place.id(),
            output_index: place.index.clone(),
            sequence_number: Some(self.number()),
            ..TextDone::default()
        };
        self.events.push(Event::OutputTextDone(done));
        self.part(Event::ContentPartDone, StreamedPart::OutputText(text.clone()), index, place);
    }

    fn refusal(&mut self, refusal: &Refusal, index: &Count, place: &Place) {
        let empty = StreamedPart::Refusal(Refusal::default());
        self.part(Event::ContentPartAdded, empty, index, place);
        for token in split_tokens(&refusal.refusal) {
            let delta = RefusalDelta {
                delta: token.to_owned(),
                content_index: Some(index.clone()),
                item_id: place.id(),
                output_index: place.index.clone(),
                sequence_number: Some(self.number()),
                ..RefusalDelta::default()
            };
            self.events.push(Event::RefusalDelta(delta));
        }
        let done = RefusalDone {
            refusal: refusal.refusal.clone(),
            content_index: Some(index.clone()),
            item_id: place.id(),
            output_index: place.index.clone(),
            sequence_number: Some(self.number()),
            ..RefusalDone::default()
        };
        self.events.push(Event::RefusalDone(done));
        self.part(Event::ContentPartDone, StreamedPart::Refusal(refusal.clone()), index, place);
    }

    pub(super) fn part(
        &mut self,
        event: fn(PartEvent) -> Event,
        part: StreamedPart,
        index: &Count,
        place: &Place,
    ) {
        let event = event(PartEvent {
            part,
            content_index: Some(index.clone()),
            item_id: place.id(),
            output_index: place.index.clone(),
            sequence_number: Some(self.number()),
            extra: Extra::default(),
        });
        self.events.push(event);
    }
}
