//! [`Makers`]: which key made what is asked about later.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use llm_types::{Attempt, AttemptOutcome};
use openrouter_auth::KeyId;
use percent_encoding::percent_decode_str;
use url::Url;

/// How many things are remembered, the latest ones.
const LATEST: usize = 1024;

/// Which key made what is asked about later: a generation, a video, a file.
///
/// Such a thing is known to the account that made it, and to no other. The memory is that of this
/// process: what an earlier one made is asked about with any key.
#[derive(Debug, Default)]
pub(crate) struct Makers(Mutex<Latest>);

#[derive(Debug, Default)]
struct Latest {
    keys: HashMap<String, KeyId>,
    order: VecDeque<String>,
}

impl Latest {
    fn of(&self, url: &Url) -> Option<KeyId> {
        if self.keys.is_empty() {
            return None;
        }
        let in_path = url.path_segments().into_iter().flatten().find_map(|segment| {
            self.keys.get(&*percent_decode_str(segment).decode_utf8().ok()?).copied()
        });
        in_path.or_else(|| url.query_pairs().find_map(|(_, value)| self.keys.get(&*value).copied()))
    }
}

impl Makers {
    /// Remembers that the one of these attempts that succeeded made the thing of this name.
    pub(crate) fn note(&self, name: Option<&str>, attempts: &[Attempt]) {
        let answered = |attempt: &&Attempt| attempt.outcome == AttemptOutcome::Succeeded;
        let made_by = || {
            let attempt = attempts.iter().rfind(answered).or_else(|| attempts.last())?;
            attempt.key.as_ref()?.parse().ok()
        };
        let (Some(name), Some(key)) = (name, made_by()) else { return };
        let mut latest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if latest.keys.insert(name.to_owned(), key).is_some() {
            return;
        }
        latest.order.push_back(name.to_owned());
        if latest.order.len() > LATEST
            && let Some(oldest) = latest.order.pop_front()
        {
            latest.keys.remove(&oldest);
        }
    }

    /// The key that made what an address names, in its path or in its query.
    pub(crate) fn of(&self, url: &Url) -> Option<KeyId> {
        let latest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = latest.of(url);
        drop(latest);
        key
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn attempts(key: &str) -> Vec<Attempt> {
        let mut attempt = Attempt::new(AttemptOutcome::Succeeded, Duration::ZERO);
        attempt.key = Some(key.to_owned());
        vec![attempt]
    }

    fn maker(makers: &Makers, path: &str) -> Option<String> {
        let url = Url::parse("https://openrouter.ai/api/v1").unwrap().join(path).unwrap();
        makers.of(&url).map(|key| key.to_string())
    }

    #[test]
    fn what_an_address_names_is_found_in_its_path_and_in_its_query() {
        let makers = Makers::default();
        makers.note(Some("gen-1"), &attempts("0000000a"));
        makers.note(Some("vid/2"), &attempts("0000000b"));
        makers.note(None, &attempts("0000000c"));
        makers.note(Some("gen-3"), &[]);
        for (path, expected) in [
            ("/generation?id=gen-1", Some("0000000a")),
            ("/generation?id=gen-3", None),
            ("/videos/vid%2F2/content?index=0", Some("0000000b")),
            ("/videos/vid-9", None),
            ("/videos", None),
        ] {
            assert_eq!(maker(&makers, path).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn the_attempt_that_succeeded_made_it() {
        let attempt = |key: &str, outcome| {
            let mut attempt = Attempt::new(outcome, Duration::ZERO);
            attempt.key = Some(key.to_owned());
            attempt
        };
        let (won, lost) = (AttemptOutcome::Succeeded, AttemptOutcome::Lost);
        let makers = Makers::default();
        makers.note(Some("gen-1"), &[attempt("0000000a", won), attempt("0000000b", lost)]);
        makers.note(Some("gen-2"), &[attempt("0000000a", lost), attempt("0000000b", lost)]);
        assert_eq!(maker(&makers, "/generation?id=gen-1").as_deref(), Some("0000000a"));
        assert_eq!(maker(&makers, "/generation?id=gen-2").as_deref(), Some("0000000b"));
    }

    #[test]
    fn only_the_latest_things_are_remembered() {
        let makers = Makers::default();
        for number in 0..=LATEST {
            makers.note(Some(&number.to_string()), &attempts("0000000a"));
            makers.note(Some("1024"), &attempts("0000000b"));
        }
        assert_eq!(maker(&makers, "/x/0"), None);
        assert_eq!(maker(&makers, "/x/2").as_deref(), Some("0000000a"));
        assert_eq!(makers.0.lock().unwrap().keys.len(), LATEST);
    }
}
