//! Text that keeps to rules.

use serde_json::{Value, json};

use super::chance::Chance;
use crate::openapi::TextRules;

/// What each name of a field begins with that no schema names.
pub(in super::super) const MADE_UP: &str = "made-up";

const WORDS: [&str; 6] = ["quill", "lantern", "harbour", "tide", "ember", "moss"];

/// Text that is hard to write down.
const HARD: &str = "naïve \"quoted\" \\ back\u{7f}slash\n\ttab \u{2028} \u{1f980}";

/// What the patterns in use are tried with.
const CANDIDATES: [&str; 6] = [
    "2026-01-31",
    "quill",
    "quill-2",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "https://key@ingest.example.com/42",
    "0",
];

pub(super) fn text(rules: TextRules<'_>, chance: &mut Chance) -> String {
    if let Some(pattern) = rules.pattern {
        return matching(pattern, rules).unwrap_or_default();
    }
    let number = chance.below(100_000);
    match rules.format {
        Some("uuid") => return format!("7f3c0c1e-5d3a-4c57-9b1e-{number:012}"),
        Some("date-time") => return format!("2026-01-31T12:34:56.{:03}Z", number % 1000),
        Some("date") => return format!("2026-01-{:02}", number % 28 + 1),
        Some("uri") => return format!("https://example.com/{number}"),
        Some("email") => return format!("user{number}@example.com"),
        _ => {}
    }
    let free = rules.min == 0 && rules.max.is_none();
    match chance.below(8) {
        0 if free => String::new(),
        1 if free => HARD.to_owned(),
        _ => fitted(&format!("{} {number}", WORDS[chance.below(WORDS.len())]), rules),
    }
}

/// As much of a text as fits, or as many of it as are needed.
fn fitted(text: &str, rules: TextRules<'_>) -> String {
    let length = text.len().max(rules.min).min(rules.max.unwrap_or(usize::MAX));
    text.chars().cycle().take(length).collect()
}

fn matching(pattern: &str, rules: TextRules<'_>) -> Option<String> {
    let schema = json!({"pattern": pattern, "minLength": rules.min, "maxLength": rules.max.unwrap_or(1 << 20)});
    let validator = jsonschema::draft202012::new(&schema).ok()?;
    let fits = |text: &&str| validator.is_valid(&Value::from(*text));
    CANDIDATES.into_iter().find(fits).map(ToOwned::to_owned)
}
