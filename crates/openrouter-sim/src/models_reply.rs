//! `GET /models`.

use http::{HeaderName, StatusCode, header};
use openrouter_wire::{
    Extra,
    models::{Entry, Links, ListResponse},
};

use crate::{catalogue::Catalogue, error_reply::encode, reply::Reply};

/// How many models a page has if the request does not say.
const PAGE: usize = 500;

/// Lists the models: all of them, or the page that `offset` and `limit` ask for.
pub(crate) fn list(catalogue: &Catalogue, query: Option<&str>) -> Reply {
    let number = |name: &str| -> Option<usize> {
        url::form_urlencoded::parse(query.unwrap_or_default().as_bytes())
            .find(|(key, _)| key == name)
            .and_then(|(_, value)| value.parse().ok())
    };
    let models = catalogue.models();
    let total = models.len();
    let (offset, limit) = (number("offset"), number("limit"));
    let paged = offset.is_some() || limit.is_some();
    let (start, len) = if paged {
        (offset.unwrap_or(0), limit.unwrap_or(PAGE).clamp(1, 1_000))
    } else {
        (0, total)
    };
    let next = start.saturating_add(len);
    let list = ListResponse {
        data: models
            .iter()
            .skip(start)
            .take(len)
            .map(|model| Entry::Model(Box::new(model.clone())))
            .collect(),
        total_count: Some(u64::try_from(total).unwrap_or(u64::MAX).into()),
        links: Some(Links {
            next: (next < total).then(|| format!("/api/v1/models?offset={next}&limit={len}")),
            ..Links::default()
        }),
        extra: Extra::default(),
    };
    Reply::json(StatusCode::OK, encode(&list))
        .with_header(
            header::CACHE_CONTROL,
            "public, max-age=300, stale-while-revalidate=3600, stale-if-error=3600",
        )
        .with_header(header::VARY, "Host")
        .with_header(header::AGE, "0")
        .with_header(HeaderName::from_static("cf-cache-status"), "HIT")
}
