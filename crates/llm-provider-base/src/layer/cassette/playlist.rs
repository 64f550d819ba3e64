//! [`Playlist`]: which recorded call answers which request.

use std::path::PathBuf;

use llm_types::{Error, ErrorKind, Operation, Result, StandardRequest};
use serde_json::Value;

use super::difference::differences;
use super::line::Line;
use super::scrub::Scrubber;
use super::tape::Tape;

/// How many differences an error names.
const NAMED: usize = 3;

/// Which recorded call answers which request.
#[derive(Debug)]
pub(super) struct Playlist {
    path: PathBuf,
    calls: Vec<Recorded>,
    pub(super) order: Order,
}

/// How recorded calls are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// The first that is left and was asked the same.
    Equal,
    /// The first that is left.
    Recorded,
}

#[derive(Debug)]
struct Recorded {
    /// Its line in the file.
    number: usize,
    /// What was asked, in the form in which requests are compared.
    request: Value,
    line: Line,
    is_played: bool,
}

impl Playlist {
    pub(super) fn new(tape: Tape) -> Self {
        let calls = tape.calls.into_iter().map(|(number, line)| {
            let mut request = line.request.clone();
            without_limits(&mut request);
            Recorded { number, request, line, is_played: false }
        });
        Self { path: tape.path, calls: calls.collect(), order: Order::Equal }
    }

    /// How many calls there are.
    pub(super) const fn len(&self) -> usize {
        self.calls.len()
    }

    /// The lines of the calls that were not played.
    pub(super) fn unplayed(&self) -> Vec<usize> {
        self.calls.iter().filter(|call| !call.is_played).map(|call| call.number).collect()
    }

    /// The recorded call that answers this.
    pub(super) fn take(&mut self, request: &Value) -> Option<Line> {
        let order = self.order;
        let fits = |call: &&mut Recorded| {
            !call.is_played && (order == Order::Recorded || call.request == *request)
        };
        let call = self.calls.iter_mut().find(fits)?;
        call.is_played = true;
        Some(call.line.clone())
    }

    /// Why nothing answers this.
    pub(super) fn missing(&self, request: &Value) -> Error {
        let path = self.path.display();
        let compared = |call: &Recorded| (differences(&call.request, request), call.number);
        let left = self.calls.iter().filter(|call| !call.is_played);
        let nearest = left.map(compared).min_by_key(|(differences, _)| differences.len());
        let played = self.calls.iter().find(|call| call.request == *request);
        let why = match (played, nearest) {
            (Some(call), _) => {
                format!("the one on line {} was played already, and there is no other", call.number)
            }
            (None, Some((differences, number))) => {
                let mut named = differences;
                let more = named.len().saturating_sub(NAMED);
                named.truncate(NAMED);
                let more =
                    if more > 0 { format!(" and {more} more places") } else { String::new() };
                let named = named.join(", ");
                format!("the nearest, on line {number}, differs in {named}{more}")
            }
            (None, None) if self.calls.is_empty() => "it holds no call".to_owned(),
            (None, None) => "all that it holds were played".to_owned(),
        };
        let message = format!("no recorded call in {path} answers this request: {why}");
        Error::new(ErrorKind::Configuration, message).with_operation(Operation::Chat)
    }
}

/// A request in the form in which it is recorded.
pub(super) fn recorded(request: &StandardRequest, scrubber: &Scrubber) -> Result<Value> {
    let mut json = serde_json::to_value(request).map_err(|error| {
        let message = "the request cannot be recorded: an extension of it has no written form";
        Error::new(ErrorKind::InvalidRequest, message)
            .with_operation(Operation::Chat)
            .with_source(error)
    })?;
    scrubber.json(&mut json);
    Ok(json)
}

/// A request in the form in which it is compared: how long and how often was asked changes no
/// answer.
pub(super) fn without_limits(request: &mut Value) {
    if let Some(members) = request.as_object_mut() {
        members.shift_remove("timeout");
        members.shift_remove("max_attempts");
    }
}
