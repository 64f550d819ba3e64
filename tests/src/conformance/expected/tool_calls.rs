//! Tool calls, summed up from their pieces.

use serde_json::{Value, json};

#[derive(Debug, Default)]
pub(super) struct ToolCalls(Vec<Call>);

#[derive(Debug)]
struct Call {
    index: Option<u64>,
    id: Option<String>,
    name: Option<String>,
    arguments: String,
}

impl ToolCalls {
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a piece: to the call with its index, or to the last one where a piece without an index
    /// has no id either.
    pub(super) fn add(&mut self, piece: &Value) {
        let text =
            |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let (index, id) = (piece["index"].as_u64(), text(&piece["id"]));
        let goes_on = match (index, &id) {
            (Some(_), Some(id)) => self.0.iter().position(|call| {
                call.index == index && call.id.as_ref().is_none_or(|known| known == id)
            }),
            (Some(_), None) => self.0.iter().rposition(|call| call.index == index),
            (None, Some(id)) => self.0.iter().position(|call| call.id.as_ref() == Some(id)),
            (None, None) => self.0.len().checked_sub(1),
        };
        let place = goes_on.unwrap_or_else(|| {
            self.0.push(Call { index, id: None, name: None, arguments: String::new() });
            self.0.len() - 1
        });
        let call = &mut self.0[place];
        call.id = call.id.take().or(id);
        // In pieces, or whole and once more.
        match (&mut call.name, text(&piece["function"]["name"])) {
            (Some(name), Some(piece)) if *name != piece => name.push_str(&piece),
            (Some(_), _) | (None, None) => {}
            (slot @ None, name) => *slot = name,
        }
        match &piece["function"]["arguments"] {
            Value::Null => {}
            Value::String(text) => call.arguments.push_str(text),
            json => call.arguments.push_str(&json.to_string()),
        }
    }

    /// The calls that can be run, and those that cannot: without a name or whole arguments, and
    /// the last one of an answer that was cut off. No arguments at all are an empty object.
    pub(super) fn split(&self, is_cut_off: bool) -> (Vec<Value>, Vec<Value>) {
        let (mut whole, mut partial) = (Vec::new(), Vec::new());
        for (place, call) in self.0.iter().enumerate() {
            let Call { index: _, id, name, arguments } = call;
            let arguments = match arguments.trim() {
                "" if !is_cut_off => "{}",
                _ => arguments,
            };
            let is_last = place + 1 == self.0.len();
            let is_whole = name.is_some()
                && !(is_cut_off && is_last)
                && serde_json::from_str::<Value>(arguments).is_ok();
            let call = json!({"id": id, "name": name, "arguments": arguments});
            if is_whole { whole.push(call) } else { partial.push(call) }
        }
        (whole, partial)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_comes_in_pieces_or_whole_and_once_more() {
        let mut calls = ToolCalls::default();
        for (index, name) in [(0, "ad"), (0, "d"), (1, "sub"), (1, "sub"), (1, "")] {
            calls.add(&json!({"index": index, "function": {"name": name}}));
        }
        let (whole, _) = calls.split(false);
        assert_eq!([&whole[0]["name"], &whole[1]["name"]], ["add", "sub"]);
    }
}
