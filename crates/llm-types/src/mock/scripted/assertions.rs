//! What a test says of the calls that were made.

use std::iter;

use super::{RecordedCall, ScriptedProvider, rules};
use crate::CallState;

/// What a test says of the calls that were made. Each message shows what came.
impl ScriptedProvider {
    /// So many requests came, by `complete` and by `stream`.
    ///
    /// # Panics
    ///
    /// If it were more or fewer.
    #[track_caller]
    pub fn assert_requests(&self, expected: usize) {
        let calls = self.calls();
        assert!(
            calls.len() == expected,
            "expected {}, but there {}",
            count(expected, "request"),
            what_came(&calls)
        );
    }

    /// Some request has this text in one of its messages.
    ///
    /// # Panics
    ///
    /// If none has.
    #[track_caller]
    pub fn assert_asked(&self, text: &str) {
        let calls = self.calls();
        assert!(
            calls.iter().any(|call| rules::texts(&call.request).any(|it| it.contains(text))),
            "no request has the text {text:?}; there {}",
            what_came(&calls)
        );
    }

    /// Each answer of the script was asked for, vectors too, and each rule of
    /// [`when`](Self::when) matched a request.
    ///
    /// # Panics
    ///
    /// If something was not.
    #[track_caller]
    pub fn assert_all_played(&self) {
        let (answers, vectors) = {
            let state = self.state();
            (state.answers.unplayed(), state.embeddings.unplayed())
        };
        let mut left = Vec::new();
        if answers > 0 {
            left.push(count(answers, "answer"));
        }
        if vectors > 0 {
            left.push(format!("{} with vectors", count(vectors, "answer")));
        }
        left.extend(self.rules.unplayed().iter().map(|place| format!("rule {place}")));
        assert!(
            left.is_empty(),
            "nobody asked for {} of the script; there {}",
            left.join(", "),
            what_came(&self.calls())
        );
    }

    /// No call is under way: each was answered, failed, or was dropped.
    ///
    /// # Panics
    ///
    /// If one is.
    #[track_caller]
    pub fn assert_no_calls_in_flight(&self) {
        let calls = self.calls();
        let open = calls.iter().filter(|call| call.state == CallState::UnderWay).count();
        assert!(open == 0, "{} under way; there {}", count(open, "call"), what_came(&calls));
    }
}

fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

/// As the end of a sentence, and a line for each.
fn what_came(calls: &[RecordedCall]) -> String {
    let beginning = match calls.len() {
        0 => "was none".to_owned(),
        1 => "was 1:".to_owned(),
        more => format!("were {more}:"),
    };
    let lines = calls.iter().zip(1..).map(|(call, place)| format!("\n  {place}. {call}"));
    iter::once(beginning).chain(lines).collect()
}
