//! [`PartialJson`]: a JSON document that comes in pieces.

use serde_json::{Map, Value};

/// Documents that are deeper are not read: serde does not read them either.
const DEEPEST: usize = 127;

/// A JSON document that comes in pieces, and what there is of it so far.
///
/// The value only grows: texts and lists get longer, objects get more members, and nothing changes
/// its type or is taken back. Numbers, `true`, `false` and `null` are there once something follows
/// them, since `12` may become `123`. A member is there once its value has begun.
///
/// All pieces together cost as much as reading the document once.
///
/// ```
/// use llm_toolkit::PartialJson;
///
/// let mut json = PartialJson::new();
/// assert!(json.push(r#"{"title": "Pan"#));
/// assert_eq!(json.value().unwrap()["title"], "Pan");
/// assert!(json.push(r#"cakes", "minutes": 2"#));
/// assert_eq!(json.value().unwrap(), &serde_json::json!({"title": "Pancakes"}));
/// assert!(json.push("5}"));
/// assert!(json.is_complete());
/// ```
#[derive(Clone, Default)]
pub struct PartialJson {
    root: Option<Value>,
    /// The lists and objects that are open, outermost first.
    open: Vec<Open>,
    state: State,
}

#[derive(Clone)]
enum Open {
    List,
    /// With the name of the member that is being written.
    Object(String),
}

/// What may come next.
#[derive(Clone, Default)]
enum State {
    #[default]
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    InKey(Escape),
    Colon,
    InText(Escape),
    /// A number or a word, as far as it has come.
    InScalar(String),
    CommaOrEnd,
    Complete,
    Broken,
}

/// An escape of a text, as far as it has come; empty outside of one.
type Escape = String;

impl PartialJson {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a piece, and says whether there is more to see now. What comes after the end of the
    /// document is passed over.
    pub fn push(&mut self, text: &str) -> bool {
        let mut grown = false;
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            rest = match self.state {
                State::Complete | State::Broken => break,
                State::InKey(_) | State::InText(_) => self.push_text(rest, &mut grown),
                _ => {
                    grown |= self.push_syntax(first);
                    rest.get(first.len_utf8()..).unwrap_or_default()
                }
            };
        }
        grown
    }

    /// What there is so far; nothing before the document has begun.
    pub const fn value(&self) -> Option<&Value> {
        self.root.as_ref()
    }

    /// What there is so far.
    pub fn into_value(self) -> Option<Value> {
        self.root
    }

    /// True once the document has come whole.
    pub const fn is_complete(&self) -> bool {
        matches!(self.state, State::Complete)
    }

    /// True once something came that no JSON document has, or the name of a member a second time.
    /// It does not grow any more.
    pub const fn is_broken(&self) -> bool {
        matches!(self.state, State::Broken)
    }

    /// Takes a character outside of texts.
    fn push_syntax(&mut self, next: char) -> bool {
        let is_space = matches!(next, ' ' | '\t' | '\n' | '\r');
        match (&mut self.state, next) {
            (State::InScalar(scalar), next) if !is_space && !matches!(next, ',' | ']' | '}') => {
                scalar.push(next);
                false
            }
            (State::InScalar(scalar), next) => {
                let scalar = serde_json::from_str(scalar);
                let grown = scalar.is_ok_and(|scalar: Value| self.insert(scalar));
                self.state = if grown { self.after_value() } else { State::Broken };
                let _: bool = grown && self.push_syntax(next);
                grown
            }
            (_, _) if is_space => false,
            (State::Value | State::ValueOrEnd, '"') => {
                self.begin(Value::String(String::new()), State::InText(Escape::new()))
            }
            (State::Value | State::ValueOrEnd, '{') => {
                let grown = self.begin(Value::Object(Map::new()), State::KeyOrEnd);
                self.enter(Open::Object(String::new()));
                grown
            }
            (State::Value | State::ValueOrEnd, '[') => {
                let grown = self.begin(Value::Array(Vec::new()), State::ValueOrEnd);
                self.enter(Open::List);
                grown
            }
            (State::ValueOrEnd | State::CommaOrEnd, ']')
                if matches!(self.open.last(), Some(Open::List)) =>
            {
                self.leave()
            }
            (State::KeyOrEnd | State::CommaOrEnd, '}')
                if matches!(self.open.last(), Some(Open::Object(_))) =>
            {
                self.leave()
            }
            (State::Value | State::ValueOrEnd, '-' | '0'..='9' | 't' | 'f' | 'n') => {
                self.go(State::InScalar(next.to_string()))
            }
            (State::Key | State::KeyOrEnd, '"') => {
                if let Some(Open::Object(key)) = self.open.last_mut() {
                    key.clear();
                }
                self.go(State::InKey(Escape::new()))
            }
            (State::Colon, ':') => self.go(State::Value),
            (State::CommaOrEnd, ',') => match self.open.last() {
                Some(Open::Object(_)) => self.go(State::Key),
                _ => self.go(State::Value),
            },
            _ => self.go(State::Broken),
        }
    }

    /// Takes as much of the text as is within a text, and gives the rest.
    fn push_text<'a>(&mut self, text: &'a str, grown: &mut bool) -> &'a str {
        let (State::InKey(escape) | State::InText(escape)) = &mut self.state else { return text };
        if !escape.is_empty() {
            let mut rest = text.chars();
            escape.extend(rest.next());
            let escape = std::mem::take(escape);
            if is_whole(&escape) {
                match serde_json::from_str::<String>(&format!("\"{escape}\"")) {
                    Ok(letters) => *grown |= self.append(&letters),
                    Err(_) => self.state = State::Broken,
                }
            } else if let State::InKey(slot) | State::InText(slot) = &mut self.state {
                *slot = escape;
            }
            return rest.as_str();
        }
        let is_special = |letter: char| matches!(letter, '"' | '\\' | '\0'..='\x1f');
        let end = text.find(is_special).unwrap_or(text.len());
        let (plain, rest) = text.split_at(end);
        if !plain.is_empty() {
            *grown |= self.append(plain);
        }
        let mut rest = rest.chars();
        match (rest.next(), &mut self.state) {
            (None, _) => {}
            (Some('\\'), State::InKey(escape) | State::InText(escape)) => escape.push('\\'),
            (Some('"'), State::InText(_)) => self.state = self.after_value(),
            (Some('"'), State::InKey(_)) => self.state = State::Colon,
            _ => self.state = State::Broken,
        }
        rest.as_str()
    }

    fn go(&mut self, state: State) -> bool {
        self.state = state;
        false
    }

    fn begin(&mut self, value: Value, state: State) -> bool {
        let grown = self.insert(value);
        self.state = if grown { state } else { State::Broken };
        grown
    }

    fn enter(&mut self, open: Open) {
        if self.open.len() == DEEPEST {
            self.state = State::Broken;
        }
        self.open.push(open);
    }

    fn leave(&mut self) -> bool {
        self.open.pop();
        self.state = self.after_value();
        false
    }

    const fn after_value(&self) -> State {
        if self.open.is_empty() { State::Complete } else { State::CommaOrEnd }
    }

    /// Puts a value where the next one goes. False if a member has that name already.
    fn insert(&mut self, value: Value) -> bool {
        let Some((last, outer)) = self.open.split_last() else {
            self.root = Some(value);
            return true;
        };
        match (innermost(self.root.as_mut(), outer), last) {
            (Some(Value::Array(items)), Open::List) => items.push(value),
            (Some(Value::Object(members)), Open::Object(key)) if !members.contains_key(key) => {
                members.insert(key.clone(), value);
            }
            _ => return false,
        }
        true
    }

    /// Adds to the text or the name that is being written.
    fn append(&mut self, letters: &str) -> bool {
        if let (State::InKey(_), Some(Open::Object(key))) = (&self.state, self.open.last_mut()) {
            key.push_str(letters);
            return false;
        }
        if let Some(Value::String(text)) = innermost(self.root.as_mut(), &self.open) {
            text.push_str(letters);
        }
        true
    }
}

impl std::fmt::Debug for PartialJson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PartialJson").field("value", &self.root).finish_non_exhaustive()
    }
}

/// Follows what is open from the root inwards.
fn innermost<'a>(root: Option<&'a mut Value>, open: &[Open]) -> Option<&'a mut Value> {
    open.iter().try_fold(root?, |value, open| match (open, value) {
        (Open::List, Value::Array(items)) => items.last_mut(),
        // Members stand in the order in which they came. To look the name up each time would cost
        // as much as the name is long.
        (Open::Object(_), Value::Object(members)) => members.values_mut().next_back(),
        _ => None,
    })
}

/// Whether an escape has come whole, or cannot become one: half of a surrogate pair waits for the
/// other.
fn is_whole(escape: &str) -> bool {
    match escape.as_bytes() {
        [] | [_] => false,
        [_, kind] => *kind != b'u',
        [_, _, _, _, _, _, other @ ..] if other.len() < 6 => {
            let is_high = matches!(
                escape.as_bytes(),
                [_, _, b'd' | b'D', b'8' | b'9' | b'a' | b'A' | b'b' | b'B', ..]
            );
            !is_high || !matches!(other, [] | [b'\\'] | [b'\\', b'u', ..])
        }
        longer => longer.len() > 6,
    }
}

#[cfg(test)]
mod tests;
