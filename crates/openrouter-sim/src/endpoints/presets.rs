//! `/presets`: settings of requests that are kept under a name.

use openrouter_wire::{
    Data, Extra, Page,
    presets::{
        CreateFromChat, CreateFromMessages, CreateFromResponses, Get, GetVersion, List,
        ListVersions,
    },
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{
    presets::{Config, Stored},
    refusal::Refusal,
    reply::Reply,
    server::{Call, Routes},
};

/// How many entries a page has if the request does not say.
const PAGE: u64 = 50;

pub(super) fn routes() -> Routes {
    Routes::default()
        .serve::<List>(list)
        .serve::<Get>(get)
        .serve::<ListVersions>(list_versions)
        .serve::<GetVersion>(get_version)
        .serve::<CreateFromChat>(create::<CreateFromChat>)
        .serve::<CreateFromMessages>(create::<CreateFromMessages>)
        .serve::<CreateFromResponses>(create::<CreateFromResponses>)
}

/// Keeps the settings of a request, which must have the shape of one.
fn create<O: DeserializeOwned>(call: &Call<'_>) -> Result<Reply, Refusal> {
    let slug = call.path("slug");
    let is_safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if slug.is_empty() || !slug.chars().all(is_safe) {
        return Err(Refusal::bad_request("A slug has letters, digits, `-` and `_` only"));
    }
    call.json::<O>()?;
    let config = Config::read(&call.json::<Map<String, Value>>()?);
    let workspace = call.state.keyring.key(call.key_hash).unwrap_or_default().workspace_id;
    let now = call.state.clock.since_epoch();
    let data = call.state.presets.add(slug, config, workspace, now, call.names);
    Ok(Reply::ok(&Data { data, extra: Extra::default() }))
}

fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let List { offset, limit } = call.query()?;
    let presets = call.state.presets.all().into_iter().map(|stored| stored.preset);
    Ok(Reply::ok(&page(presets.collect(), offset, limit)?))
}

fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let data = find(call)?.with_version();
    Ok(Reply::ok(&Data { data, extra: Extra::default() }))
}

fn list_versions(call: &Call<'_>) -> Result<Reply, Refusal> {
    let asked: ListVersions = call.query()?;
    let versions = find(call)?.versions;
    Ok(Reply::ok(&page(versions, asked.offset, asked.limit)?))
}

fn get_version(call: &Call<'_>) -> Result<Reply, Refusal> {
    let number = call.path("version");
    let number: u64 =
        number.parse().map_err(|_| Refusal::bad_request("The version must be a number"))?;
    let versions = find(call)?.versions.into_iter();
    let found = versions.into_iter().find(|version| version.version == Some(number.into()));
    let data = found.ok_or_else(|| Refusal::not_found("Preset version not found"))?;
    Ok(Reply::ok(&Data { data, extra: Extra::default() }))
}

/// Finds the preset that the path names.
fn find(call: &Call<'_>) -> Result<Stored, Refusal> {
    let found = call.state.presets.find(call.path("slug"));
    found.ok_or_else(|| Refusal::not_found("Preset not found"))
}

/// Makes a page, of a list that says how long it is.
fn page<T>(entries: Vec<T>, offset: Option<u64>, limit: Option<u64>) -> Result<Page<T>, Refusal> {
    let limit = limit.unwrap_or(PAGE);
    if !(1..=100).contains(&limit) {
        return Err(Refusal::bad_request("`limit` must be from 1 to 100"));
    }
    let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let total = u64::try_from(entries.len()).unwrap_or(u64::MAX);
    let data = entries.into_iter().skip(size(offset.unwrap_or(0))).take(size(limit)).collect();
    Ok(Page { data, total_count: Some(total.into()), extra: Extra::default() })
}
