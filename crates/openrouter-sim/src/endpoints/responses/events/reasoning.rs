//! What a model thinks, piece by piece: as a summary, as it is, or not at all.

use openrouter_wire::{
    Extra,
    responses::{
        Event, ItemStatus, OutputItem, ReasoningDelta, ReasoningDone, ReasoningItem, ReasoningPart,
        ReasoningText, StreamedPart, SummaryDelta, SummaryDone, SummaryPart, SummaryPartEvent,
        SummaryText,
    },
};

use super::{Place, Script};
use crate::chat::split_tokens;

impl Script<'_> {
    pub(super) fn begin_thought(&mut self, thought: &ReasoningItem, place: &Place) {
        let empty = ReasoningItem {
            id: thought.id.clone(),
            summary: Some(Vec::new()),
            status: thought.status.as_ref().map(|_| ItemStatus::InProgress),
            ..ReasoningItem::default()
        };
        self.item(Event::OutputItemAdded, OutputItem::Reasoning(empty), place);
        if let Some(summary) = summary(thought) {
            let empty = SummaryPart::SummaryText(SummaryText::default());
            self.summary_part(Event::ReasoningSummaryPartAdded, empty, place);
            for token in split_tokens(&summary.text) {
                let delta = SummaryDelta {
                    delta: token.to_owned(),
                    summary_index: Some(0.into()),
                    item_id: place.id(),
                    output_index: place.index.clone(),
                    sequence_number: Some(self.number()),
                    ..SummaryDelta::default()
                };
                self.events.push(Event::ReasoningSummaryTextDelta(delta));
            }
        }
        if let Some(text) = text(thought) {
            let empty = StreamedPart::ReasoningText(ReasoningText::default());
            self.part(Event::ContentPartAdded, empty, &0.into(), place);
            for token in split_tokens(&text.text) {
                let delta = ReasoningDelta {
                    delta: token.to_owned(),
                    content_index: Some(0.into()),
                    item_id: place.id(),
                    output_index: place.index.clone(),
                    sequence_number: Some(self.number()),
                    ..ReasoningDelta::default()
                };
                self.events.push(Event::ReasoningTextDelta(delta));
            }
        }
    }

    pub(super) fn end_thought(&mut self, thought: &ReasoningItem, place: &Place) {
        if let Some(summary) = summary(thought) {
            let done = SummaryDone {
                text: summary.text.clone(),
                summary_index: Some(0.into()),
                item_id: place.id(),
                output_index: place.index.clone(),
                sequence_number: Some(self.number()),
                ..SummaryDone::default()
            };
            self.events.push(Event::ReasoningSummaryTextDone(done));
            let whole = SummaryPart::SummaryText(summary.clone());
            self.summary_part(Event::ReasoningSummaryPartDone, whole, place);
        }
        if let Some(text) = text(thought) {
            let done = ReasoningDone {
                text: text.text.clone(),
                content_index: Some(0.into()),
                item_id: place.id(),
                output_index: place.index.clone(),
                sequence_number: Some(self.number()),
                ..ReasoningDone::default()
            };
            self.events.push(Event::ReasoningTextDone(done));
            let whole = StreamedPart::ReasoningText(text.clone());
            self.part(Event::ContentPartDone, whole, &0.into(), place);
        }
    }

    fn summary_part(
        &mut self,
        event: fn(SummaryPartEvent) -> Event,
        part: SummaryPart,
        place: &Place,
    ) {
        let event = event(SummaryPartEvent {
            part,
            summary_index: Some(0.into()),
            item_id: place.id(),
            output_index: place.index.clone(),
            sequence_number: Some(self.number()),
            extra: Extra::default(),
        });
        self.events.push(event);
    }
}

/// Returns the summary of a thought; the simulator's have one part.
fn summary(thought: &ReasoningItem) -> Option<&SummaryText> {
    thought.summary.iter().flatten().find_map(|part| match part {
        SummaryPart::SummaryText(text) => Some(text),
        SummaryPart::Other(_) => None,
    })
}

/// Returns the thought itself; the simulator's have one part.
fn text(thought: &ReasoningItem) -> Option<&ReasoningText> {
    thought.content.iter().flatten().find_map(|part| match part {
        ReasoningPart::ReasoningText(text) => Some(text),
        ReasoningPart::Other(_) => None,
    })
}
