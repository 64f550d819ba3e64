//! The headers of a request.

use super::{ANTHROPIC_BETA, METADATA, METADATA_LEGACY, SESSION_ID};
use crate::{CommaSeparated, attribution::App, response_cache};

/// What the headers of a request say, but for the key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Which application asks.
    pub app: App,
    /// Whether it may be answered from the cache.
    pub cache: response_cache::Request,
    /// Whether the reply is to tell how it was routed
    /// ([`router::Metadata`](crate::router::Metadata)); no if left out.
    pub router_metadata: Option<bool>,
    /// What groups requests, of at most [`MAX_SESSION_ID`](Self::MAX_SESSION_ID) characters.
    /// `session_id` in the body wins; where a body has none, this is the only way to say it.
    pub session_id: Option<String>,
    /// Features that Anthropic tries out.
    pub anthropic_beta: CommaSeparated<String>,
}

impl Request {
    /// How many characters the name of a session has at most.
    pub const MAX_SESSION_ID: usize = 256;

    /// Returns the headers.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let Self { app, cache, router_metadata, session_id, anthropic_beta } = self;
        let mut pairs = app.pairs();
        pairs.extend(cache.pairs());
        if let Some(wanted) = router_metadata {
            pairs.push((METADATA, if *wanted { "enabled" } else { "disabled" }.to_owned()));
        }
        pairs.extend(session_id.clone().map(|session| (SESSION_ID, session)));
        if !anthropic_beta.0.is_empty() {
            pairs.push((ANTHROPIC_BETA, anthropic_beta.to_string()));
        }
        pairs
    }

    /// Reads the headers as the service does. `header` returns the value of the one with a name.
    pub fn read<'a>(header: impl Fn(&str) -> Option<&'a str>) -> Self {
        let metadata = header(METADATA).or_else(|| header(METADATA_LEGACY));
        let beta = header(ANTHROPIC_BETA).unwrap_or_default().split(',').map(str::trim);
        Self {
            app: App::read(&header),
            cache: response_cache::Request::read(&header),
            // Whatever the word is, another one than this says no.
            router_metadata: metadata.map(|word| word.trim().eq_ignore_ascii_case("enabled")),
            session_id: header(SESSION_ID).map(str::to_owned),
            anthropic_beta: beta.filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_survives_its_headers() {
        let request = Request {
            app: App::new("https://app.example", "App"),
            cache: response_cache::Request::on(),
            router_metadata: Some(true),
            session_id: Some("s-1".to_owned()),
            anthropic_beta: CommaSeparated(vec!["a-1".to_owned(), "b-2".to_owned()]),
        };
        let pairs = request.pairs();
        let names: Vec<_> = pairs.iter().map(|(name, _)| *name).collect();
        assert_eq!(
            names,
            [
                "http-referer",
                "x-openrouter-title",
                "x-openrouter-cache",
                "x-openrouter-metadata",
                "x-session-id",
                "x-anthropic-beta",
            ]
        );
        let read = Request::read(|name| {
            pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
        });
        assert_eq!(read, request);
        assert_eq!(Request::default().pairs(), []);
        assert_eq!(Request::read(|_| None), Request::default());
    }

    #[test]
    fn metadata_is_asked_for_in_one_word() {
        for (value, wanted) in [
            ("enabled", true),
            ("Enabled", true),
            ("disabled", false),
            ("true", false),
            ("", false),
        ] {
            for name in [METADATA, METADATA_LEGACY] {
                let read = Request::read(|asked| (asked == name).then_some(value));
                assert_eq!(read.router_metadata, Some(wanted), "{name}: {value}");
            }
        }
    }
}
