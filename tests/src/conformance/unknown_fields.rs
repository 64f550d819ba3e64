//! The fields of a document that the wire types do not name.

use std::collections::BTreeSet;
use std::fmt::Debug;

/// The fields that are kept in an `extra`, as `Type.field`.
///
/// Read from the `Debug` output: it is the only view in which the fields that are named and those
/// that are kept are told apart, and it reaches every type there is.
pub(crate) fn unknown_fields(value: &impl Debug) -> BTreeSet<String> {
    let text = format!("{value:?}");
    let mut found = BTreeSet::new();
    let mut scanner = Scanner { rest: &text };
    let mut owners = Vec::new();
    while let Some(token) = scanner.next_token() {
        match token {
            Token::Open("Extra") => scanner.keys(owners.last().copied().unwrap_or(""), &mut found),
            Token::Open(name) => owners.push(name),
            Token::Close => {
                owners.pop();
            }
            Token::Text(_) | Token::Colon => {}
        }
    }
    found
}

enum Token<'a> {
    /// A bracket of any kind, with the name before it.
    Open(&'a str),
    Close,
    /// A string literal, without its quotes.
    Text(&'a str),
    Colon,
}

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
            b'{' | b'[' | b'(' => {
                let name = before.trim_end();
                let word = |c: char| !c.is_alphanumeric() && c != '_';
                Token::Open(name.rsplit(word).next().unwrap_or(name))
            }
            b':' => Token::Colon,
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

    /// The keys of the map in an `Extra(`, up to its end.
    fn keys(&mut self, owner: &str, found: &mut BTreeSet<String>) {
        let mut depth = 1;
        let mut text = "";
        while depth > 0 {
            match self.next_token() {
                Some(Token::Open(_)) => depth += 1,
                Some(Token::Close) => depth -= 1,
                Some(Token::Text(literal)) => text = literal,
                Some(Token::Colon) if depth == 2 => {
                    found.insert(format!("{owner}.{text}"));
                }
                Some(Token::Colon) => {}
                None => return,
            }
        }
    }
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
        let found: Vec<_> = unknown_fields(&response).into_iter().collect();
        assert_eq!(found, ["Response.new", "Response.newer", "Usage.odd"]);
    }

    #[test]
    fn a_document_that_is_known_has_none() {
        let request = chat::Request::new("m", [chat::Message::user("say \"extra: Extra({\"")]);
        assert!(unknown_fields(&request).is_empty());
    }
}
