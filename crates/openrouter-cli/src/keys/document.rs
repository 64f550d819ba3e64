//! [`Document`]: keys as a script reads them.

use std::io;
use std::time::SystemTime;

use openrouter_auth::KeyId;
use openrouter_provider::openrouter_wire::key;
use serde::Serialize;

use super::known::Origin;
use super::report::Report;
use super::standing::Standing;
use crate::service::Service;

/// What `--json` prints: one document with all that is known.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    /// The address that was asked.
    base_url: &'a str,
    /// Where keys are kept.
    kept_in: String,
    keys: Vec<Entry<'a>>,
}

#[derive(Debug, Serialize)]
struct Entry<'a> {
    id: KeyId,
    label: Option<&'a str>,
    account: &'a str,
    from: Origin,
    state: Standing,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
    /// The address that the key belongs to.
    base_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    added_at: Option<String>,
    /// As the service says it, but for characters of the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    info: Option<&'a key::Key>,
}

impl<'a> Document<'a> {
    pub(super) fn new(reports: &'a [Report], service: &'a Service, kept_in: String) -> Self {
        let keys = reports.iter().map(|report| Entry::new(report, service)).collect();
        Self { base_url: service.address(), kept_in, keys }
    }

    pub(super) fn to_text(&self) -> io::Result<String> {
        Ok(escaped(&serde_json::to_string_pretty(self)?) + "\n")
    }
}

impl<'a> Entry<'a> {
    fn new(report: &'a Report, service: &'a Service) -> Self {
        let Report { known, standing, info, why } = report;
        Self {
            id: known.key.id(),
            label: known.label.as_deref(),
            account: known.account.as_deref().unwrap_or("default"),
            from: known.origin,
            state: *standing,
            why: why.as_deref(),
            base_url: known.elsewhere.as_deref().unwrap_or_else(|| service.address()),
            added_at: known.added_at.and_then(rfc3339),
            info: info.as_ref(),
        }
    }
}

/// With those control characters escaped that JSON allows as they are: a terminal obeys them. They
/// stand in strings only, where the escape means the same.
fn escaped(json: &str) -> String {
    let is_left = |c: char| matches!(c, '\u{7f}'..='\u{9f}');
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if is_left(c) {
            text.extend([r"\u00".to_owned(), format!("{:02x}", u32::from(c))]);
        } else {
            text.push(c);
        }
    }
    text
}

fn rfc3339(time: SystemTime) -> Option<String> {
    let time = jiff::Timestamp::try_from(time).ok()?;
    Some(time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_escaped_and_means_the_same() {
        let label = "a\u{1b}[2J\u{9b}2J\u{7f}\u{85}é\n";
        let json = escaped(&serde_json::to_string_pretty(&[label]).unwrap());
        assert!(json.chars().all(|c| !c.is_control() || c == '\n'), "{json:?}");
        assert!(json.contains('é'));
        assert_eq!(serde_json::from_str::<[String; 1]>(&json).unwrap(), [label]);
    }
}
