//! `/models`, and what else tells of models.

use http::{HeaderName, StatusCode, header};
use openrouter_wire::{
    Data, Extra, Modality, embeddings,
    models::{
        Entry, Get, GetCount, Links, List, ListResponse, ListUser, Model, OutputModalities, Total,
    },
};
use serde::Deserialize;

use super::feed;
use crate::{
    frame::Frame,
    refusal::Refusal,
    reply::Reply,
    server::{API_ROOT, Call, Routes},
};

/// How many models a page has if the request does not say.
const PAGE: usize = 500;

pub(super) fn routes() -> Routes {
    Routes::default()
        .serve::<List>(list)
        .serve::<GetCount>(count)
        .serve::<Get>(get)
        .serve::<ListUser>(list_user)
        .serve::<embeddings::ListModels>(list_embeddings)
}

/// How the list is to be written.
#[derive(Debug, Deserialize)]
struct Form {
    use_rss: Option<String>,
    use_rss_chat_links: Option<String>,
}

fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let asked: List = call.query()?;
    let found = call.state.catalogue.search(&asked, call.now())?;
    let form: Form = call.query()?;
    let is_set = |flag: Option<String>| flag.as_deref() == Some("true");
    let reply = if is_set(form.use_rss) {
        let links =
            if is_set(form.use_rss_chat_links) { feed::Link::Chat } else { feed::Link::Page };
        let frames = vec![Frame::Raw(feed::write(&found, links).into())];
        Reply::new(StatusCode::OK, "application/rss+xml", frames)
    } else {
        Reply::ok(&page(call, &found, asked.offset, asked.limit)?)
    };
    Ok(cached(reply))
}

fn list_user(call: &Call<'_>) -> Result<Reply, Refusal> {
    let asked: ListUser = call.query()?;
    let found = call.state.catalogue.search(&List::default(), call.now())?;
    Ok(Reply::ok(&page(call, &found, asked.offset, asked.limit)?))
}

fn list_embeddings(call: &Call<'_>) -> Result<Reply, Refusal> {
    let embeddings::ListModels { offset, limit } = call.query()?;
    let output_modalities = Some(OutputModalities::from([Modality::Embeddings]));
    let all = List { output_modalities, ..List::default() };
    let found = call.state.catalogue.search(&all, call.now())?;
    Ok(cached(Reply::ok(&page(call, &found, offset, limit)?)))
}

fn count(call: &Call<'_>) -> Result<Reply, Refusal> {
    let GetCount { output_modalities } = call.query()?;
    let all = List { output_modalities, ..List::default() };
    let count = call.state.catalogue.search(&all, call.now())?.len();
    let data = Total { count: whole(count).into(), extra: Extra::default() };
    Ok(Reply::ok(&Data { data, extra: Extra::default() }))
}

fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let data = find(call)?;
    Ok(Reply::ok(&Data { data, extra: Extra::default() }))
}

/// Finds the model that the path names.
pub(super) fn find<'a>(call: &Call<'a>) -> Result<&'a Model, Refusal> {
    let id = format!("{}/{}", call.path("author"), call.path("slug"));
    let found = call.state.catalogue.find(&id);
    found.ok_or_else(|| Refusal::not_found(format!("Model {id} not found")))
}

/// Makes a page: all models, unless `offset` or `limit` ask for fewer.
fn page(
    call: &Call<'_>,
    found: &[&Model],
    offset: Option<u64>,
    limit: Option<u64>,
) -> Result<ListResponse, Refusal> {
    if limit.is_some_and(|limit| !(1..=1_000).contains(&limit)) {
        return Err(Refusal::bad_request("`limit` must be from 1 to 1000"));
    }
    let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let (start, len) = match (offset, limit) {
        (None, None) => (0, found.len()),
        (offset, limit) => (offset.map_or(0, size), limit.map_or(PAGE, size)),
    };
    let next = start.saturating_add(len);
    let data = found.iter().skip(start).take(len);
    Ok(ListResponse {
        data: data.map(|model| Entry::Model(Box::new((*model).clone()))).collect(),
        total_count: Some(whole(found.len()).into()),
        links: Some(Links {
            next: (next < found.len()).then(|| link(call, next, len)),
            ..Links::default()
        }),
        extra: Extra::default(),
    })
}

/// Returns the address of another page of the same list.
fn link(call: &Call<'_>, offset: usize, limit: usize) -> String {
    let query = call.request.query.as_deref().unwrap_or_default();
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    let others = pairs.filter(|(name, _)| name != "offset" && name != "limit");
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("offset", &offset.to_string())
        .append_pair("limit", &limit.to_string())
        .extend_pairs(others)
        .finish();
    let path = call.request.path.strip_prefix(API_ROOT).unwrap_or_default();
    format!("{API_ROOT}{path}?{query}")
}

fn whole(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// Adds the headers of what the edge of the service's network keeps.
pub(super) fn cached(reply: Reply) -> Reply {
    reply
        .with_header(
            header::CACHE_CONTROL,
            "public, max-age=300, stale-while-revalidate=3600, stale-if-error=3600",
        )
        .with_header(header::VARY, "Host")
        .with_header(header::AGE, "0")
        .with_header(HeaderName::from_static("cf-cache-status"), "HIT")
}
