//! [`Repetition`]: notices a model that goes round in circles.

use llm_types::{ContentPart, ToolCall};
use serde_json::Value;

use super::round::Told;

/// Notices rounds that are the same as the one before: the same calls, and the same results. A
/// model that asks again and is told something new, as of a job that goes on, is not in a circle.
#[derive(Debug, Default)]
pub(super) struct Repetition {
    last: Vec<Asked>,
    times: u32,
}

#[derive(Debug, PartialEq)]
struct Asked {
    name: String,
    arguments: Arguments,
    result: Vec<ContentPart>,
}

/// Spaces and the order of members make no other arguments.
#[derive(Debug, PartialEq)]
enum Arguments {
    Json(Value),
    Text(String),
}

impl Repetition {
    /// How many times in a row there was this round, this one included.
    pub(super) fn count<'a>(
        &mut self,
        round: impl Iterator<Item = (&'a ToolCall, &'a Told)>,
    ) -> u32 {
        let round: Vec<_> = round
            .map(|(call, told)| Asked {
                name: call.name.clone(),
                arguments: match serde_json::from_str(&call.arguments) {
                    Ok(json) => Arguments::Json(json),
                    Err(_) => Arguments::Text(call.arguments.clone()),
                },
                result: told.output.content().to_vec(),
            })
            .collect();
        if round == self.last {
            self.times = self.times.saturating_add(1);
        } else {
            self.times = 1;
            self.last = round;
        }
        self.times
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ToolOutcome, ToolOutput};

    fn count(repetition: &mut Repetition, arguments: &str, result: &str) -> u32 {
        let call = ToolCall::new("any", "f", arguments);
        let told = Told::new(ToolOutcome::Succeeded, ToolOutput::text(result));
        repetition.count([(&call, &told)].into_iter())
    }

    #[test]
    fn only_the_same_arguments_with_the_same_result_are_a_repetition() {
        let mut repetition = Repetition::default();
        assert_eq!(count(&mut repetition, r#"{"a":1,"b":2}"#, "x"), 1);
        assert_eq!(count(&mut repetition, r#"{ "b": 2, "a": 1 }"#, "x"), 2);
        assert_eq!(count(&mut repetition, r#"{"a":1,"b":2}"#, "x"), 3);
        assert_eq!(count(&mut repetition, r#"{"a":1,"b":2}"#, "y"), 1);
        assert_eq!(count(&mut repetition, r#"{"a":1,"b":3}"#, "y"), 1);
        assert_eq!(count(&mut repetition, r#"{"a":1,"b":3}"#, "y"), 2);
    }
}
