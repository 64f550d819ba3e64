//! A user with a browser, who logs in at the simulator: a plain HTTP client that follows the page,
//! its form, and the redirect.

use http::{HeaderMap, HeaderValue, Method, header};
use openrouter_provider::llm_provider_base::{HttpRequest, ReqwestTransport, Transport as _};
use url::Url;

/// What came back.
pub(crate) struct Page {
    pub(crate) status: u16,
    location: Option<Url>,
    pub(crate) text: String,
}

impl Page {
    /// What stands between the two texts.
    fn between(&self, before: &str, after: &str) -> Option<&str> {
        self.text.split_once(before)?.1.split_once(after).map(|(text, _)| text)
    }

    /// The code to copy, if the page shows one.
    #[track_caller]
    pub(crate) fn code(&self) -> &str {
        self.between("<code>", "</code>").unwrap()
    }
}

async fn send(request: HttpRequest) -> Page {
    let at = request.url.clone();
    let reply = ReqwestTransport::new().unwrap().send(request).await.unwrap();
    let location = reply.headers.get(header::LOCATION).map(|to| to.to_str().unwrap());
    let location = location.map(|to| at.join(to).unwrap());
    let status = reply.status.as_u16();
    let body = reply.body.collect(1 << 20).await.unwrap();
    Page { status, location, text: String::from_utf8(body.to_vec()).unwrap() }
}

async fn get(url: &Url) -> Page {
    send(HttpRequest::new(Method::GET, url.clone())).await
}

/// Opens the page, clicks, and goes where that leads.
pub(crate) async fn decide(url: &Url, decision: &str) -> Page {
    let question = get(url).await;
    assert_eq!(question.status, 200, "{}", question.text);
    let token = question.between("name=\"token\" value=\"", "\"").unwrap();
    let mut headers = HeaderMap::new();
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    headers.insert(header::CONTENT_TYPE, form);
    let request = HttpRequest::new(Method::POST, url.join("/auth").unwrap())
        .with_headers(headers)
        .with_body(format!("token={token}&decision={decision}"));
    let page = send(request).await;
    match &page.location {
        Some(callback) => get(callback).await,
        None => page,
    }
}
