//! What a line is: a comment, or which field.

/// The meaning of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    Comment,
    Data,
    Event,
    Id,
    Retry,
    Unknown,
}

const FIELDS: [(&[u8], Line); 4] =
    [(b"data", Line::Data), (b"event", Line::Event), (b"id", Line::Id), (b"retry", Line::Retry)];

/// Tells what a line that is not blank is, and where its value begins.
pub(super) fn parse(line: &[u8]) -> (Line, usize) {
    if line.starts_with(b":") {
        return (Line::Comment, 1);
    }
    for (name, field) in FIELDS {
        match line.strip_prefix(name) {
            Some([]) => return (field, name.len()),
            Some([b':', b' ', ..]) => return (field, name.len() + 2),
            Some([b':', ..]) => return (field, name.len() + 1),
            _ => {}
        }
    }
    (Line::Unknown, line.len())
}

/// The value of a `retry` field: ASCII digits and nothing else.
pub(super) fn parse_retry(value: &[u8]) -> Option<u64> {
    if !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    str::from_utf8(value).ok()?.parse().ok()
}
