//! `GET /models`.

use http::{HeaderName, header};
use openrouter_wire::{
    Extra,
    models::{Entry, Links, List, ListResponse},
};

use crate::{
    refusal::Refusal,
    reply::Reply,
    server::{Call, Routes},
};

/// How many models a page has if the request does not say.
const PAGE: usize = 500;

pub(super) fn routes() -> Routes {
    Routes::default().serve::<List>(list)
}

/// Lists the models: all of them, or the page that `offset` and `limit` ask for.
fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let asked: List = call.query()?;
    let models = call.state.catalogue.models();
    let total = models.len();
    let number = |number: Option<u64>| number.and_then(|number| usize::try_from(number).ok());
    let (offset, limit) = (number(asked.offset), number(asked.limit));
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
    Ok(Reply::ok(&list)
        .with_header(
            header::CACHE_CONTROL,
            "public, max-age=300, stale-while-revalidate=3600, stale-if-error=3600",
        )
        .with_header(header::VARY, "Host")
        .with_header(header::AGE, "0")
        .with_header(HeaderName::from_static("cf-cache-status"), "HIT"))
}
