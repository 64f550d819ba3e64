//! The response cache: answers that the service gives again, for nothing.
//!
//! A request says in its headers whether it may be answered from the cache ([`Request`]), and the
//! headers of the reply say whether it was ([`Reply`]). Chat, responses, messages and embeddings
//! have it. The same is asked for only if key, model and every byte of the body but white space
//! are the same; the order of fields counts. An answer from the cache has an id and a time of its
//! own, and used nothing. As JSON, both are only ever stored, and never sent.

use serde::{Deserialize, Serialize};

use crate::{
    headers::{CACHE, CACHE_AGE, CACHE_CLEAR, CACHE_SOURCE_ID, CACHE_STATUS, CACHE_TTL},
    open_enum::open_enum,
};

/// Whether a request may be answered from the cache.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Whether it may. If left out, it is up to the preset, and without one it may not. A preset
    /// that says no cannot be overruled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// For how many seconds the answer is kept: 1 to 86,400, and 300 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl: Option<u64>,
    /// Whether an answer that is kept already is dropped, and a new one made and kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clear: Option<bool>,
}

impl Request {
    /// The longest time that an answer is kept, in seconds: a day.
    pub const MAX_TTL: u64 = 86_400;

    /// How long an answer is kept if a request does not say, in seconds.
    pub const DEFAULT_TTL: u64 = 300;

    /// Creates one that allows it.
    pub fn on() -> Self {
        Self { enabled: Some(true), ..Self::default() }
    }

    /// Creates one that forbids it.
    pub fn off() -> Self {
        Self { enabled: Some(false), ..Self::default() }
    }

    /// Creates one that wants a new answer to be made and kept.
    pub fn refresh() -> Self {
        Self { clear: Some(true), ..Self::on() }
    }

    /// Returns it with a time to keep the answer, in seconds.
    #[must_use]
    pub fn with_ttl(self, ttl: u64) -> Self {
        Self { ttl: Some(ttl), ..self }
    }

    /// Returns the headers of a request that say so.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let Self { enabled, ttl, clear } = self;
        [
            (CACHE, enabled.map(|enabled| enabled.to_string())),
            (CACHE_TTL, ttl.map(|ttl| ttl.to_string())),
            (CACHE_CLEAR, clear.map(|clear| clear.to_string())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }

    /// Reads the headers of a request as the service does. `header` returns the value of the one
    /// with a name.
    ///
    /// What is neither `true` nor `false` is not said. Of a time, the digits that it begins with
    /// count, and one that is too short or too long becomes the nearest that is not.
    pub fn read<'a>(header: impl Fn(&str) -> Option<&'a str>) -> Self {
        let flag = |name| header(name).and_then(|text| text.trim().parse().ok());
        let ttl = header(CACHE_TTL).and_then(leading_number);
        Self {
            enabled: flag(CACHE),
            ttl: ttl.map(|ttl| ttl.clamp(1, Self::MAX_TTL)),
            clear: flag(CACHE_CLEAR),
        }
    }
}

/// Reads the number that a text begins with. A negative one is zero, one that is too large the
/// largest.
fn leading_number(text: &str) -> Option<u64> {
    let text = text.trim_start();
    let (is_negative, text) = match text.strip_prefix('-') {
        Some(text) => (true, text),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let digits = text.get(..end).filter(|digits| !digits.is_empty())?;
    Some(if is_negative { 0 } else { digits.parse().unwrap_or(u64::MAX) })
}

/// Whether a reply came from the cache.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Whether it did.
    pub status: Status,
    /// How old the answer is, in seconds; on a hit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age: Option<u64>,
    /// For how many seconds it is kept, from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl: Option<u64>,
    /// The generation that made the answer; on a hit. The reply has another id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_id: Option<String>,
}

open_enum! {
    /// Whether a reply came from the cache.
    pub enum Status {
        /// It did.
        Hit = "HIT",
        /// It did not, and is kept now.
        Miss = "MISS",
    }
}

impl Reply {
    /// Creates one for an answer that came from the cache.
    pub fn hit(age: u64, ttl: u64, source_id: impl Into<String>) -> Self {
        let source_id = Some(source_id.into());
        Self { status: Status::Hit, age: Some(age), ttl: Some(ttl), source_id }
    }

    /// Creates one for an answer that is kept now.
    pub fn miss(ttl: u64) -> Self {
        Self { status: Status::Miss, age: None, ttl: Some(ttl), source_id: None }
    }

    /// Returns whether the answer came from the cache, and cost nothing.
    pub fn is_hit(&self) -> bool {
        self.status == Status::Hit
    }

    /// Returns the headers of a reply that say so.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let Self { status, age, ttl, source_id } = self;
        [
            (CACHE_STATUS, Some(status.to_string())),
            (CACHE_AGE, age.map(|age| age.to_string())),
            (CACHE_TTL, ttl.map(|ttl| ttl.to_string())),
            (CACHE_SOURCE_ID, source_id.clone()),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }

    /// Reads the headers of a reply; nothing if the cache was not asked. `header` returns the
    /// value of the one with a name.
    pub fn read<'a>(header: impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        let number = |name| header(name).and_then(|text| text.trim().parse().ok());
        Some(Self {
            status: header(CACHE_STATUS)?.into(),
            age: number(CACHE_AGE),
            ttl: number(CACHE_TTL),
            source_id: header(CACHE_SOURCE_ID).map(str::to_owned),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lookup<'a>(pairs: &'a [(&'static str, String)]) -> impl Fn(&str) -> Option<&'a str> {
        move |name| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    #[test]
    fn a_request_survives_its_headers() {
        for request in [
            Request::default(),
            Request::off(),
            Request::on().with_ttl(60),
            Request::refresh().with_ttl(Request::MAX_TTL),
            Request { clear: Some(false), ..Request::default() },
        ] {
            assert_eq!(Request::read(lookup(&request.pairs())), request);
        }
        let pairs = Request::refresh().with_ttl(60).pairs();
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(
            pairs,
            [
                ("x-openrouter-cache", "true"),
                ("x-openrouter-cache-ttl", "60"),
                ("x-openrouter-cache-clear", "true"),
            ]
        );
        assert_eq!(Request::default().pairs(), []);
    }

    #[test]
    fn a_time_is_read_as_the_service_reads_it() {
        for (text, ttl) in [
            ("60", Some(60)),
            ("60abc", Some(60)),
            ("1.5", Some(1)),
            (" 7", Some(7)),
            ("+7", Some(7)),
            ("0", Some(1)),
            ("-5", Some(1)),
            ("86401", Some(86_400)),
            ("99999999999999999999999", Some(86_400)),
            ("soon", None),
            ("-", None),
            ("", None),
        ] {
            let request = Request::read(|name| (name == CACHE_TTL).then_some(text));
            assert_eq!(request.ttl, ttl, "{text}");
        }
    }

    #[test]
    fn other_words_are_not_said() {
        let request = Request::read(|_| Some("yes"));
        assert_eq!(request, Request::default());
    }

    #[test]
    fn a_reply_survives_its_headers() {
        for reply in [Reply::hit(12, 288, "gen-1"), Reply::miss(300)] {
            assert_eq!(Reply::read(lookup(&reply.pairs())), Some(reply));
        }
        assert!(Reply::hit(0, 1, "gen-1").is_hit() && !Reply::miss(1).is_hit());
        assert_eq!(Reply::read(|name| (name == CACHE_TTL).then_some("5")), None);
        let odd = Reply::read(|name| (name == CACHE_STATUS).then_some("STALE")).unwrap();
        assert_eq!(odd.status, Status::Other("STALE".to_owned()));
    }
}
