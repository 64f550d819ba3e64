//! Calls of tools, piece by piece.

use openrouter_wire::responses::{
    ArgumentsDelta, ArgumentsDone, CustomToolCall, Event, FunctionCall, InputDelta, InputDone,
    ItemStatus, OutputItem,
};

use super::{Place, Script};
use crate::chat::split_tokens;

impl Script<'_> {
    pub(super) fn begin_call(&mut self, call: &FunctionCall, place: &Place) {
        let empty = FunctionCall {
            arguments: String::new(),
            status: Some(ItemStatus::InProgress),
            ..call.clone()
        };
        self.item(Event::OutputItemAdded, OutputItem::FunctionCall(empty), place);
        for token in split_tokens(&call.arguments) {
            let delta = ArgumentsDelta {
                delta: token.to_owned(),
                item_id: place.id(),
                output_index: place.index.clone(),
                sequence_number: Some(self.number()),
                ..ArgumentsDelta::default()
            };
            self.events.push(Event::FunctionCallArgumentsDelta(delta));
        }
        let done = ArgumentsDone {
            arguments: call.arguments.clone(),
            name: Some(call.name.clone()),
            item_id: place.id(),
            output_index: place.index.clone(),
            sequence_number: Some(self.number()),
            ..ArgumentsDone::default()
        };
        self.events.push(Event::FunctionCallArgumentsDone(done));
    }

    pub(super) fn begin_custom_call(&mut self, call: &CustomToolCall, place: &Place) {
        let empty = CustomToolCall { input: String::new(), ..call.clone() };
        self.item(Event::OutputItemAdded, OutputItem::CustomToolCall(empty), place);
        for token in split_tokens(&call.input) {
            let delta = InputDelta {
                delta: token.to_owned(),
                item_id: place.id(),
                output_index: place.index.clone(),
                sequence_number: Some(self.number()),
                ..InputDelta::default()
            };
            self.events.push(Event::CustomToolCallInputDelta(delta));
        }
        let done = InputDone {
            input: call.input.clone(),
            item_id: place.id(),
            output_index: place.index.clone(),
            sequence_number: Some(self.number()),
            ..InputDone::default()
        };
        self.events.push(Event::CustomToolCallInputDone(done));
    }
}
