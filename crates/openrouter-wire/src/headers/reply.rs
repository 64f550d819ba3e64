//! The headers of a reply.

use super::{CF_RAY, GENERATION_ID, PROVIDER_NAME};
use crate::response_cache;

/// What the headers of a reply say, but for limits: those are on refusals only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// The generation. Of replies without an id in the body, images and speech, it is the only one.
    pub generation_id: Option<String>,
    /// The upstream that answered. Announced to browsers, never recorded.
    pub provider_name: Option<String>,
    /// Whether it came from the cache; none if the cache was not asked.
    pub cache: Option<response_cache::Reply>,
    /// Cloudflare's name of the request.
    pub cf_ray: Option<String>,
}

impl Reply {
    /// Returns the headers.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let Self { generation_id, provider_name, cache, cf_ray } = self;
        let texts =
            [(GENERATION_ID, generation_id), (PROVIDER_NAME, provider_name), (CF_RAY, cf_ray)];
        let texts = texts.into_iter().filter_map(|(name, value)| Some((name, value.clone()?)));
        texts.chain(cache.iter().flat_map(response_cache::Reply::pairs)).collect()
    }

    /// Reads the headers. `header` returns the value of the one with a name.
    pub fn read<'a>(header: impl Fn(&str) -> Option<&'a str>) -> Self {
        let text = |name| header(name).map(str::to_owned);
        Self {
            generation_id: text(GENERATION_ID),
            provider_name: text(PROVIDER_NAME),
            cache: response_cache::Reply::read(&header),
            cf_ray: text(CF_RAY),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_survives_its_headers() {
        let reply = Reply {
            generation_id: Some("gen-2".to_owned()),
            provider_name: Some("Acme Cloud".to_owned()),
            cache: Some(response_cache::Reply::hit(12, 288, "gen-1")),
            cf_ray: Some("a260f8e70872909c-SJC".to_owned()),
        };
        let pairs = reply.pairs();
        assert_eq!(pairs.len(), 7);
        let read = Reply::read(|name| {
            pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
        });
        assert_eq!(read, reply);
        assert_eq!(Reply::read(|_| None), Reply::default());
        assert_eq!(Reply::default().pairs(), []);
    }
}
