//! What the browser sees: static pages, with nothing of the request in them.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use http_body_util::Full;

/// A page for the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    /// Access was granted: go back to the application.
    Granted,
    /// Access was not granted.
    Denied,
}

impl Page {
    pub(super) const fn html(self) -> &'static str {
        match self {
            Self::Granted => concat!(
                include_str!("pages/head.html"),
                "<style>",
                include_str!("pages/style.css"),
                "</style>\n",
                include_str!("pages/granted.html"),
            ),
            Self::Denied => concat!(
                include_str!("pages/head.html"),
                "<style>",
                include_str!("pages/style.css"),
                "</style>\n",
                include_str!("pages/denied.html"),
            ),
        }
    }
}

/// Nothing may be loaded, run, framed or sent; the one style sheet is named by its hash.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'sha256-NtxPO1/1zejSj5cR+ZO7I3LfcETuEfS39pMor1OhkMA='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// The answer with a page.
pub(super) fn show(page: Page) -> Response<Full<Bytes>> {
    let body = Full::new(Bytes::from_static(page.html().as_bytes()));
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    protect(headers);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// The answer to what is not the awaited request.
pub(super) fn refusal(status: StatusCode) -> Response<Full<Bytes>> {
    let text = match status {
        StatusCode::METHOD_NOT_ALLOWED => "Only GET is answered here.\n",
        StatusCode::NOT_FOUND => "There is nothing here.\n",
        _ => "This is not the request that is waited for.\n",
    };
    let mut response = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    protect(headers);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    if status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(header::ALLOW, HeaderValue::from_static("GET"));
    }
    response
}

fn protect(headers: &mut HeaderMap) {
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest as _, Sha256};

    use super::*;

    #[test]
    fn the_policy_names_the_style_of_each_page_and_the_pages_load_nothing() {
        for page in [Page::Granted, Page::Denied] {
            let html = page.html();
            let (_, rest) = html.split_once("<style>").unwrap();
            let (style, rest) = rest.split_once("</style>").unwrap();
            let hash = STANDARD.encode(Sha256::digest(style));
            let policy = POLICY.to_str().unwrap().to_owned();
            assert!(policy.contains(&format!("style-src 'sha256-{hash}'")), "{hash}");
            assert!(!rest.contains("<style") && !html.contains("style="));
            for loaded in ["<script", "src=", "href=", "url(", "@import", "<form", "http"] {
                assert!(!html.contains(loaded), "{loaded}");
            }
        }
    }
}
