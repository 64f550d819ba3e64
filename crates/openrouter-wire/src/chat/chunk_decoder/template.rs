//! What consecutive chunks of text have in common.

use std::{borrow::Cow, ops::Range};

use memchr::{memchr2, memmem};

use crate::chat::{Chunk, ChunkChoice, Content, Delta, Upstream};

/// The JSON of a chunk of text, without the text.
#[derive(Debug)]
pub(super) struct Template {
    /// Up to the text, the opening quote included.
    before: Box<str>,
    /// From the text on, the closing quote included.
    after: Box<str>,
}

impl Template {
    /// Remembers the JSON of a chunk, if the chunk is only text.
    pub(super) fn learn(chunk: &Chunk, json: &str) -> Option<Self> {
        if !is_only_text(chunk) {
            return None;
        }
        let Range { start, end } = content_string(json)?;
        Some(Self { before: json[..start].into(), after: json[end..].into() })
    }

    /// Returns the text of another chunk, if nothing else differs and the JSON is valid.
    pub(super) fn text_of<'a>(&self, json: &'a str) -> Option<Cow<'a, str>> {
        let text = json.strip_prefix(&*self.before)?.strip_suffix(&*self.after)?;
        if is_plain(text.as_bytes()) {
            return Some(Cow::Borrowed(text));
        }
        // The quotes are the last byte of `before` and the first of `after`. What is wrong with
        // the string, if anything, is for the full parser to say.
        let quoted = self.before.len() - 1..json.len() - self.after.len() + 1;
        serde_json::from_str(&json[quoted]).ok().map(Cow::Owned)
    }
}

/// Returns whether the inside of a string is its value: no quotes, escapes, control characters.
fn is_plain(text: &[u8]) -> bool {
    // Looking at every byte, and not stopping at the first, is what vectorises.
    let special = text.iter().fold(0, |special, &byte| {
        special | u8::from(byte < b' ') | u8::from(byte == b'"') | u8::from(byte == b'\\')
    });
    special == 0
}

/// Returns whether a chunk is nothing but text: one choice whose delta has only role and
/// content. Identity, such as id and model, does not matter: it is in the template.
fn is_only_text(chunk: &Chunk) -> bool {
    let Chunk {
        id: _,
        object: _,
        created: _,
        model: _,
        provider,
        system_fingerprint: _,
        service_tier: _,
        choices,
        usage: None,
        error: None,
        user_id: _,
        openrouter_metadata: None,
        debug: None,
        extra,
    } = chunk
    else {
        return false;
    };
    let Some([choice]) = choices.as_deref() else {
        return false;
    };
    let ChunkChoice {
        index,
        delta: Some(delta),
        finish_reason: None,
        native_finish_reason: None,
        logprobs: None,
        text: None,
        error: None,
        extra: choice_extra,
    } = choice
    else {
        return false;
    };
    let Delta {
        role: _,
        content: Some(Content::Text(_)),
        refusal: None,
        reasoning: None,
        reasoning_details: None,
        tool_calls: None,
        function_call: None,
        annotations: None,
        images: None,
        audio: None,
        extra: delta_extra,
    } = delta
    else {
        return false;
    };
    !matches!(provider, Some(Upstream::Nested(_)))
        && index.as_ref().is_none_or(|index| index.get() == Some(0))
        && [extra, choice_extra, delta_extra].iter().all(|extra| extra.is_empty())
}

/// Finds the inside of the string of the key `content` in a chunk that is only text.
///
/// The bytes `"content"` in front of a colon are the end of a key. In a chunk that is only text
/// there are no unknown keys, so the key is `content`, and the only known one of that name is
/// the delta's.
fn content_string(json: &str) -> Option<Range<usize>> {
    const KEY: &str = "\"content\"";

    memmem::find_iter(json.as_bytes(), KEY).find_map(|key| {
        let value = json[key + KEY.len()..].trim_ascii_start().strip_prefix(':')?;
        let inside = value.trim_ascii_start().strip_prefix('"')?;
        let start = json.len() - inside.len();
        Some(start..start + end_of_string(inside.as_bytes())?)
    })
}

/// Returns where a string ends that begins before `bytes`: the place of its closing quote.
fn end_of_string(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}
