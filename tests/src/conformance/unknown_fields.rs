//! What the wire types keep without having a name for it.

use std::collections::BTreeSet;
use std::fmt::{self, Debug};

/// Something that is kept without a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unknown {
    /// A field in an `extra`.
    Field { owner: String, name: String },
    /// A text that an enum does not list.
    Text { place: String, text: String },
    /// A value that has the shape of no variant, with its `type` where it is an object with one.
    Value { place: String, kind: Option<String> },
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field { owner, name } => write!(f, "{owner}.{name}"),
            Self::Text { place, text } => write!(f, "{place}: {text:?}"),
            Self::Value { place, kind: None } => write!(f, "{place}: a value of another shape"),
            Self::Value { place, kind: Some(kind) } => {
                write!(f, "{place}: a value of another shape, of type {kind:?}")
            }
        }
    }
}

/// The fields that are kept in an `extra`.
pub(crate) fn unknown_fields(value: &impl Debug) -> BTreeSet<Unknown> {
    let is_field = |unknown: &Unknown| matches!(unknown, Unknown::Field { .. });
    unknown(value).into_iter().filter(is_field).collect()
}

/// All that is kept in an `extra` or as `Other`.
///
/// Read from the `Debug` output: it is the only view in which what is named and what is kept are
/// told apart, and it reaches every type that shows itself.
pub(crate) fn unknown(value: &impl Debug) -> Vec<Unknown> {
    let text = format!("{value:?}");
    let mut found = BTreeSet::new();
    let mut scanner = Scanner { rest: &text };
    let mut owners = Vec::new();
    let mut label = "";
    let mut in_other = false;
    while let Some(token) = scanner.next_token() {
        let owner = owners.last().copied().unwrap_or("");
        if std::mem::take(&mut in_other) {
            let place = format!("{owner}.{label}");
            found.insert(match token {
                Token::Text(text) => Unknown::Text { place, text: text.to_owned() },
                Token::Open(_) => Unknown::Value { place, kind: scanner.clone().kind() },
                _ => Unknown::Value { place, kind: None },
            });
        }
        match token {
            Token::Open("Extra") => scanner.keys(owner, &mut found),
            Token::Open(name) => {
                in_other = name == "Other";
                // Some and Box are not what anything belongs to.
                owners.push(if name.is_empty() || matches!(name, "Some" | "Other") {
                    owner
                } else {
                    name
                });
            }
            Token::Close => {
                owners.pop();
            }
            Token::Colon(name) => label = name,
            Token::Text(_) => {}
        }
    }
    found.into_iter().collect()
}

enum Token<'a> {
    /// A bracket of any kind, with the name before it.
    Open(&'a str),
    Close,
    /// A string literal, without its quotes.
    Text(&'a str),
    /// With the word before it.
    Colon(&'a str),
}

#[derive(Clone)]
struct Scanner<'a> {
    rest: &'a str,
}

impl<'a> Scanner<'a> {
    fn next_token(&mut self) -> Option<Token<'a>> {
        let start = self.rest.find(['"', '{', '[', '(', '}', ']', ')', ':'])?;
        let (before, rest) = self.rest.split_at(start);
        self.rest = &rest[1..];
        Some(match rest.as_bytes()[0] {
            b'"' => Token::Text(self.literal()),
            b'{' | b'[' | b'(' => Token::Open(last_word(before)),
            b':' => Token::Colon(last_word(before)),
            _ => Token::Close,
        })
    }

    /// The rest of a string literal.
    fn literal(&mut self) -> &'a str {
        let mut escaped = false;
        let end = self.rest.find(|c: char| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        let (text, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest.get(1..).unwrap_or_default();
        text
    }

    /// The text of the field `type` of the object that was opened.
    fn kind(mut self) -> Option<String> {
        let mut depth = 1;
        let mut last = "";
        let mut is_type = false;
        while depth > 0 {
            match self.next_token()? {
                Token::Open("String") if is_type => {}
                Token::Open(_) => depth += 1,
                Token::Close => depth -= 1,
                Token::Text(text) if is_type => return Some(text.to_owned()),
                Token::Text(text) => last = text,
                Token::Colon(_) => is_type = depth == 1 && last == "type",
            }
        }
        None
    }

    /// The keys of the map in an `Extra(`, up to its end.
    fn keys(&mut self, owner: &str, found: &mut BTreeSet<Unknown>) {
        let mut depth = 1;
        let mut text = "";
        while depth > 0 {
            match self.next_token() {
                Some(Token::Open(_)) => depth += 1,
                Some(Token::Close) => depth -= 1,
                Some(Token::Text(literal)) => text = literal,
                Some(Token::Colon(_)) if depth == 2 => {
                    let (owner, name) = (owner.to_owned(), text.to_owned());
                    found.insert(Unknown::Field { owner, name });
                }
                Some(Token::Colon(_)) => {}
                None => return,
            }
        }
    }
}

fn last_word(text: &str) -> &str {
    let text = text.trim_end();
    text.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use openrouter_wire::chat;

    use super::*;

    #[test]
    fn unknown_fields_are_named_with_their_type() {
        let response: chat::Response = serde_json::from_str(
            r#"{"id":"x{[(\"extra: Extra({","new":{"inner":[1,":"]},"newer":1,
               "usage":{"cost":0,"odd":"a: b"},"choices":[{"index":0,"message":{"content":"}"}}]}"#,
        )
        .unwrap();
        let found: Vec<_> = unknown(&response).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["Response.new", "Response.newer", "Usage.odd"]);
    }

    #[test]
    fn values_without_a_name_are_found_with_their_field() {
        let request: chat::Request = serde_json::from_str(
            r#"{"model":"m","messages":[],"service_tier":"odd","plugins":[{"id":"new","a":1}],
               "tools":[{"type":"function","function":{"name":"Other(","parameters":{"a":1}}}]}"#,
        )
        .unwrap();
        let found: Vec<_> = unknown(&request).iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [r#"Request.service_tier: "odd""#, "Request.plugins: a value of another shape"]
        );
        assert_eq!(unknown_fields(&request).len(), 0);
    }

    #[test]
    fn a_document_that_is_known_has_none() {
        let request = chat::Request::new("m", [chat::Message::user("say \"extra: Extra({\"")]);
        assert!(unknown(&request).is_empty());
    }
}
