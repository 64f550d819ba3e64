//! [`Attribution`]: which application asks.

use http::{HeaderMap, HeaderName, HeaderValue};
use llm_types::{Error, ErrorKind, Result};

/// Names the application to the service, which lists it in its rankings.
///
/// The address is what counts: a title alone names nobody. For an address on localhost the title
/// is needed as well. See `HTTP-Referer` in OpenRouter's page on app attribution.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Attribution {
    /// The application's address, sent as `HTTP-Referer`.
    pub url: Option<String>,
    /// The application's name, sent as `X-OpenRouter-Title`.
    pub title: Option<String>,
    /// What kind of application it is, sent as `X-OpenRouter-Categories`: at most two, each at most
    /// 30 lower-case letters and hyphens.
    pub categories: Vec<String>,
}

impl Attribution {
    /// An application at this address, of this name.
    pub fn new(url: impl Into<String>, title: impl Into<String>) -> Self {
        Self { url: Some(url.into()), title: Some(title.into()), categories: Vec::new() }
    }

    pub(crate) fn write(&self, headers: &mut HeaderMap) -> Result<()> {
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
        for (name, field, value) in [
            (HeaderName::from_static("http-referer"), "site_url", url.as_ref()),
            (HeaderName::from_static("x-openrouter-title"), "site_name", title.as_ref()),
            (HeaderName::from_static("x-openrouter-categories"), "categories", categories.as_ref()),
        ] {
            if let Some(value) = value {
                let value = HeaderValue::from_str(value)
                    .map_err(|_| wrong(field, "it cannot be written in an HTTP header"))?;
                headers.insert(name, value);
            }
        }
        Ok(())
    }
}

fn wrong(field: &str, why: &str) -> Error {
    Error::new(ErrorKind::Configuration, format!("{field} is not usable: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_application_is_named_in_headers() {
        let mut attribution = Attribution::new("https://app.test", "App");
        attribution.categories = vec!["cli-agent".to_owned(), "general-chat".to_owned()];
        let mut headers = HeaderMap::new();
        attribution.write(&mut headers).unwrap();
        assert_eq!(headers["http-referer"], "https://app.test");
        assert_eq!(headers["x-openrouter-title"], "App");
        assert_eq!(headers["x-openrouter-categories"], "cli-agent,general-chat");
    }

    #[test]
    fn what_cannot_be_sent_is_named() {
        let mut headers = HeaderMap::new();
        let error = Attribution::new("https://a.test", "A\nB").write(&mut headers).unwrap_err();
        assert!(error.to_string().contains("site_name"), "{error}");
        let many = Attribution { categories: vec!["a".to_owned(); 3], ..Attribution::default() };
        assert!(many.write(&mut headers).unwrap_err().to_string().contains("categories"));
    }
}
