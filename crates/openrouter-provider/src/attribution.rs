//! [`Attribution`]: which application asks.

use http::{HeaderName, HeaderValue};
use llm_types::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

/// Names the application to the service, which lists it in its rankings.
///
/// The address is what counts: a title alone names nobody. For an address on localhost the title
/// is needed as well. See `HTTP-Referer` in OpenRouter's page on app attribution.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Attribution {
    /// The application's address, sent as `HTTP-Referer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The application's name, sent as `X-OpenRouter-Title`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What kind of application it is, sent as `X-OpenRouter-Categories`: at most two, each at most
    /// 30 lower-case letters and hyphens.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
}

impl Attribution {
    /// An application at this address, of this name.
    pub fn new(url: impl Into<String>, title: impl Into<String>) -> Self {
        Self { url: Some(url.into()), title: Some(title.into()), categories: Vec::new() }
    }

    /// The headers that say so; what cannot be said is an error of this kind.
    pub(crate) fn headers(&self, kind: ErrorKind) -> Result<Vec<(HeaderName, HeaderValue)>> {
        let wrong =
            |field: &str, why: &str| Error::new(kind, format!("{field} is not usable: {why}"));
        let Self { url, title, categories } = self;
        if categories.len() > 2 {
            return Err(wrong("categories", "there may be at most two"));
        }
        let fits = |category: &String| {
            (1..=30).contains(&category.len())
                && category.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        };
        if !categories.iter().all(fits) {
            return Err(wrong("categories", "each is 1 to 30 lower-case letters and hyphens"));
        }
        let categories = (!categories.is_empty()).then(|| categories.join(","));
        let header = |(name, field, value): (&'static str, &str, Option<&String>)| {
            let value = HeaderValue::from_str(value?)
                .map_err(|_| wrong(field, "it cannot be written in an HTTP header"));
            Some(value.map(|value| (HeaderName::from_static(name), value)))
        };
        [
            ("http-referer", "site_url", url.as_ref()),
            ("x-openrouter-title", "site_name", title.as_ref()),
            ("x-openrouter-categories", "categories", categories.as_ref()),
        ]
        .into_iter()
        .filter_map(header)
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    #[test]
    fn the_application_is_named_in_headers() {
        let mut attribution = Attribution::new("https://app.test", "App");
        attribution.categories = vec!["cli-agent".to_owned(), "general-chat".to_owned()];
        let headers = attribution.headers(ErrorKind::Configuration).unwrap();
        let headers: HeaderMap = headers.into_iter().collect();
        assert_eq!(headers["http-referer"], "https://app.test");
        assert_eq!(headers["x-openrouter-title"], "App");
        assert_eq!(headers["x-openrouter-categories"], "cli-agent,general-chat");
    }

    #[test]
    fn what_cannot_be_sent_is_named() {
        let refusal = |attribution: Attribution| {
            let error = attribution.headers(ErrorKind::InvalidRequest).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            error.to_string()
        };
        assert!(refusal(Attribution::new("https://a.test", "A\nB")).contains("site_name"));
        let many = Attribution { categories: vec!["a".to_owned(); 3], ..Attribution::default() };
        assert!(refusal(many).contains("categories"));
    }
}
