//! What scripted streams say: the JSON of their events.

use serde_json::{Value, json};

/// The verbs of a script for the events of a stream; `$piece` is the one that writes a piece of its
/// body.
macro_rules! event_verbs {
    ($piece:ident) => {
        /// Writes an event, in a piece of its own.
        pub fn event(self, data: &Value) -> Self {
            self.$piece($crate::fault::content::event(data))
        }

        /// Writes the comment that keeps connections alive.
        pub fn comment(self) -> Self {
            self.$piece($crate::fault::content::COMMENT)
        }

        /// Writes events of one word each: `w0 `, `w1 `, ….
        pub fn words(self, count: usize) -> Self {
            let word = |place| $crate::fault::content::numbered(place);
            (0..count).fold(self, |script, place| script.text(&word(place)))
        }

        /// Writes an event with this text.
        pub fn text(self, text: &str) -> Self {
            self.event(&$crate::fault::content::word(text))
        }

        /// Writes the event that says why the model stopped.
        pub fn finish(self, reason: &str) -> Self {
            self.event(&$crate::fault::content::finish(reason))
        }

        /// Writes the event that says it again, with what was used.
        pub fn usage(self, words: usize) -> Self {
            self.event(&$crate::fault::content::usage(words))
        }

        /// Writes an error in the middle of a stream.
        pub fn error(self, error: &Value) -> Self {
            self.event(&$crate::fault::content::error(error))
        }

        /// Writes the event that ends every stream.
        pub fn done(self) -> Self {
            self.$piece($crate::fault::content::DONE)
        }
    };
}
pub(super) use event_verbs;

/// What the generations of scripts are called.
const GENERATION: &str = "gen-fault-1";

/// The comment that keeps connections alive.
pub(super) const COMMENT: &str = ": OPENROUTER PROCESSING\n\n";

/// The event that ends every stream.
pub(super) const DONE: &str = "data: [DONE]\n\n";

/// An event as it stands in a stream.
pub(super) fn event(data: &Value) -> String {
    format!("data: {data}\n\n")
}

/// The text of the word at this place.
pub(super) fn numbered(place: usize) -> String {
    format!("w{place} ")
}

/// A piece of the answer.
pub(super) fn word(text: &str) -> Value {
    choice(&json!({ "role": "assistant", "content": text }), None)
}

/// Why the model stopped.
pub(super) fn finish(reason: &str) -> Value {
    choice(&json!({ "content": "" }), Some(reason))
}

/// Why the model stopped, with what was used for an answer of so many words.
pub(super) fn usage(words: usize) -> Value {
    let mut last = finish("stop");
    last["usage"] = json!({
        "prompt_tokens": 7, "completion_tokens": words, "total_tokens": 7 + words, "cost": 0.001,
    });
    last
}

/// An error in the middle of a stream.
pub(super) fn error(error: &Value) -> Value {
    let mut event = finish("error");
    event["error"] = error.clone();
    event
}

/// A whole answer of so many words, as it comes without a stream.
pub(super) fn answer(words: usize) -> Value {
    let text: String = (0..words).map(numbered).collect();
    json!({
        "id": GENERATION, "object": "chat.completion", "created": 1_790_000_000,
        "model": "simulated/fault", "provider": "Simulated",
        "choices": [{
            "index": 0, "message": { "role": "assistant", "content": text },
            "finish_reason": "stop", "native_finish_reason": "stop",
        }],
        "usage": usage(words)["usage"],
    })
}

fn choice(delta: &Value, finish_reason: Option<&str>) -> Value {
    json!({
        "id": GENERATION, "object": "chat.completion.chunk", "created": 1_790_000_000,
        "model": "simulated/fault", "provider": "Simulated",
        "choices": [{
            "index": 0, "delta": delta, "finish_reason": finish_reason,
            "native_finish_reason": finish_reason,
        }],
    })
}
