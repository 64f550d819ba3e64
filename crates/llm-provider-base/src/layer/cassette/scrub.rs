//! [`Scrubber`]: takes secrets out of what is recorded.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use llm_types::{Logprobs, ReasoningBlock, StreamEvent};
use serde_json::{Map, Value};

use super::credentials::{REDACTED, is_header, is_secret_name, redact};

type Rewrite = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// Takes secrets out of what is recorded: what has the shape of a credential or stands where
/// credentials do, and whatever an application says besides.
#[derive(Clone, Default)]
pub(super) struct Scrubber(Vec<Rewrite>);

impl Scrubber {
    /// With what an application says besides.
    pub(super) fn push(
        &mut self,
        rewrite: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
    ) {
        self.0.push(Arc::new(rewrite));
    }

    /// The text without secrets; `None` if there are none.
    fn text(&self, text: &str) -> Option<String> {
        let mut clean = redact(text);
        for rewrite in &self.0 {
            clean = rewrite(clean.as_deref().unwrap_or(text)).or(clean);
        }
        clean
    }

    /// Scrubs every text in a document, names of members included.
    pub(super) fn json(&self, json: &mut Value) {
        match json {
            Value::String(text) => {
                if let Some(clean) = self.text(text) {
                    *text = clean;
                }
            }
            Value::Array(items) => {
                self.tokens(items);
                if let [Value::String(name), Value::String(value)] = &mut items[..]
                    && is_header(name)
                {
                    REDACTED.clone_into(value);
                }
                for item in items {
                    self.json(item);
                }
            }
            Value::Object(members) => self.object(members),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Scrubs what only shows when the tokens of an answer are put together.
    fn tokens(&self, items: &mut [Value]) {
        let whole: String =
            items.iter().filter_map(|item| item.get("token").and_then(Value::as_str)).collect();
        if self.text(&whole).is_none() {
            return;
        }
        for item in items.iter_mut().filter_map(Value::as_object_mut) {
            if let Some(token) = item.get_mut("token") {
                conceal(token);
                item.shift_remove("bytes");
                item.shift_remove("top");
            }
        }
    }

    /// Leaves blocks of thoughts out, if a secret in their text may be in pieces in them.
    fn thoughts(&self, members: &mut Map<String, Value>) {
        let is_several =
            members.get("blocks").and_then(Value::as_array).is_some_and(|it| it.len() > 1);
        let text = members.get("text").and_then(Value::as_str).filter(|_| is_several);
        if text.is_some_and(|text| self.text(text).is_some()) {
            members.shift_remove("blocks");
        }
    }

    fn object(&self, members: &mut Map<String, Value>) {
        self.thoughts(members);
        let names_header =
            |name: &str| members.get(name).and_then(Value::as_str).is_some_and(is_header);
        if ["name", "key", "header"].into_iter().any(names_header)
            && let Some(Value::String(value)) = members.get_mut("value")
        {
            REDACTED.clone_into(value);
        }
        for (name, value) in members.iter_mut() {
            if is_secret_name(name) {
                conceal(value);
            }
            self.json(value);
        }
        if members.keys().any(|name| self.text(name).is_some()) {
            let renamed = std::mem::take(members).into_iter();
            *members =
                renamed.map(|(name, value)| (self.text(&name).unwrap_or(name), value)).collect();
        }
    }

    /// Scrubs what only shows when the pieces of a stream are put together, and says whether there
    /// was any. Such a text stands in the first of its pieces, and the others are empty.
    pub(super) fn pieces<'a>(&self, events: impl Iterator<Item = &'a mut StreamEvent>) -> bool {
        let mut lanes: Vec<(Lane, Vec<Piece<'_>>)> = Vec::new();
        for event in events {
            let Some((lane, piece)) = piece(event) else { continue };
            match lanes.iter_mut().find(|(name, _)| *name == lane) {
                Some((_, pieces)) => pieces.push(piece),
                None => lanes.push((lane, vec![piece])),
            }
        }
        let mut is_found = false;
        for (_, mut pieces) in lanes {
            let whole: String = pieces.iter().map(Piece::text).collect();
            let Some(clean) = self.text(&whole) else { continue };
            let alone = |piece: &Piece<'_>| {
                let text = piece.text();
                self.text(&text).map_or(text, Cow::Owned).into_owned()
            };
            if pieces.iter().map(alone).collect::<String>() == clean {
                continue;
            }
            is_found = true;
            let mut clean = Some(clean);
            for piece in &mut pieces {
                piece.replace(clean.take().unwrap_or_default());
            }
        }
        is_found
    }
}

/// What belongs together in a stream: the answer, the kind, and of tool calls which one.
type Lane = (u32, &'static str, Option<u32>);

/// A piece of what belongs together.
enum Piece<'a> {
    Text(&'a mut String),
    /// The blocks repeat the text, each in a form of its own.
    Thought(&'a mut String, &'a mut Option<Vec<ReasoningBlock>>),
    /// The tokens repeat the text.
    Tokens(&'a mut Logprobs),
}

impl Piece<'_> {
    fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) | Self::Thought(text, _) => Cow::Borrowed(text.as_str()),
            Self::Tokens(logprobs) => Cow::Owned(
                logprobs.content.iter().chain(&logprobs.refusal).map(|it| &*it.token).collect(),
            ),
        }
    }

    fn replace(&mut self, clean: String) {
        match self {
            Self::Text(text) => **text = clean,
            Self::Thought(text, blocks) => {
                **text = clean;
                **blocks = None;
            }
            Self::Tokens(logprobs) => **logprobs = Logprobs::default(),
        }
    }
}

fn piece(event: &mut StreamEvent) -> Option<(Lane, Piece<'_>)> {
    Some(match event {
        StreamEvent::Text { choice, text } => ((*choice, "text", None), Piece::Text(text)),
        StreamEvent::Refusal { choice, text } => ((*choice, "refusal", None), Piece::Text(text)),
        StreamEvent::ToolCall { choice, delta } => {
            ((*choice, "tool call", delta.index), Piece::Text(&mut delta.arguments))
        }
        StreamEvent::Audio { choice, audio } => {
            ((*choice, "audio", None), Piece::Text(&mut audio.transcript))
        }
        StreamEvent::Reasoning { choice, text, blocks } => {
            ((*choice, "reasoning", None), Piece::Thought(text, blocks))
        }
        StreamEvent::Logprobs { choice, logprobs } => {
            ((*choice, "tokens", None), Piece::Tokens(logprobs))
        }
        _ => return None,
    })
}

/// True of an event that says nothing, since what it said was taken out.
pub(super) const fn is_blank(event: &StreamEvent) -> bool {
    match event {
        StreamEvent::Text { text, .. } | StreamEvent::Refusal { text, .. } => text.is_empty(),
        StreamEvent::Reasoning { text, blocks, .. } => text.is_empty() && blocks.is_none(),
        _ => false,
    }
}

/// Conceals a text, or several.
fn conceal(value: &mut Value) {
    match value {
        Value::String(text) => REDACTED.clone_into(text),
        Value::Array(items) => {
            items.iter_mut().filter(|item| item.is_string()).for_each(conceal);
        }
        _ => {}
    }
}

impl fmt::Debug for Scrubber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Scrubber").field(&self.0.len()).finish()
    }
}
