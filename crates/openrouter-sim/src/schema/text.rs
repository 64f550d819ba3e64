//! Strings.

use serde_json::{Map, Value};

use super::{Instances, size};

/// The longest string that is made to fit a `minLength`.
const LONGEST: usize = 10_000;

impl Instances<'_> {
    /// Makes a string: of the format that is asked for, or else a word.
    pub(super) fn text(&mut self, schema: &Map<String, Value>) -> Value {
        let format = schema.get("format").and_then(Value::as_str);
        let text = format.and_then(|format| self.formatted(format));
        let text = text.unwrap_or_else(|| self.word_within(schema));
        Value::String(text)
    }

    fn formatted(&mut self, format: &str) -> Option<String> {
        let text = match format {
            "date-time" => format!("{}T12:00:00Z", self.date()),
            "date" => self.date(),
            "time" => "12:00:00Z".to_owned(),
            "duration" => "PT1H".to_owned(),
            "email" | "idn-email" => "someone@example.com".to_owned(),
            "hostname" | "idn-hostname" => "example.com".to_owned(),
            "ipv4" => format!("192.0.2.{}", self.seed.below(256)),
            "ipv6" => format!("2001:db8::{:x}", self.seed.below(0xffff)),
            "uri" | "url" | "iri" => "https://example.com/simulated".to_owned(),
            "uri-reference" | "iri-reference" => "/simulated".to_owned(),
            "uuid" => self.seed.uuid(),
            _ => return None,
        };
        Some(text)
    }

    fn date(&mut self) -> String {
        format!("2026-{:02}-{:02}", 1 + self.seed.below(12), 1 + self.seed.below(28))
    }

    /// Makes a word that is as long as the schema asks for.
    fn word_within(&mut self, schema: &Map<String, Value>) -> String {
        let least = size(schema, "minLength").unwrap_or(0).min(LONGEST);
        let most = size(schema, "maxLength").unwrap_or(usize::MAX);
        let mut text = self.material.word();
        while text.chars().count() < least {
            text.push(' ');
            text.push_str(&self.material.word());
        }
        // A longer text is only made if a longer one is asked for, so it may be cut to fit.
        text.chars().take(most.max(least)).collect()
    }
}
