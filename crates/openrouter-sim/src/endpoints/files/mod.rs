//! `/files`: files that are kept for requests.

mod shape;
mod sniff;
mod store;

use openrouter_wire::files::{Create, Delete, Get, GetContent, List, Order};

use self::shape::{to_deleted, to_list, to_wire};
use crate::{
    multipart::{self, FormPart},
    refusal::Refusal,
    reply::Reply,
    server::{Call, Routes},
};

pub(crate) use store::Files;
use store::Stored;

/// How large a file may be, in bytes.
const LARGEST: usize = 100 * 1024 * 1024;

/// How many files a page has if the request does not say.
const PAGE: u64 = 100;

pub(super) fn routes() -> Routes {
    Routes::default()
        .serve::<Create>(create)
        .serve::<List>(list)
        .serve::<Get>(get)
        .serve::<Delete>(delete)
        .serve::<GetContent>(content)
}

fn create(call: &Call<'_>) -> Result<Reply, Refusal> {
    let asked: Create = call.query()?;
    let parts =
        multipart::parts(call.request.header("content-type"), call.body, LARGEST, too_large)?;
    let file = parts.into_iter().find(|part| part.name == "file");
    let FormPart { name: _, filename, bytes } =
        file.ok_or_else(|| Refusal::bad_request("The form has no part `file`"))?;
    if bytes.is_empty() {
        return Err(Refusal::bad_request("The file is empty"));
    }
    let unknown = || Refusal::bad_request("The type of the file is not supported");
    let file = Stored {
        id: call.names.fork("file").prefixed("or_file_"),
        filename: filename.unwrap_or_else(|| "file".to_owned()),
        mime_type: sniff::mime_type(&bytes).ok_or_else(unknown)?,
        size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        created_at: call.now(),
        workspace_id: workspace(call, asked.workspace_id),
        store: asked.provider,
    };
    let reply = Reply::ok(&to_wire(&file));
    call.state.files.add(file);
    Ok(reply)
}

fn too_large() -> Refusal {
    Refusal::new(http::StatusCode::PAYLOAD_TOO_LARGE, "The file is larger than 100 MB")
}

fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let asked: List = call.query()?;
    if asked.before_id.is_some() || asked.order.is_some_and(|order| order != Order::Asc) {
        return Err(Refusal::bad_request("Files are listed forward only"));
    }
    let limit = asked.limit.unwrap_or(PAGE);
    if !(1..=1_000).contains(&limit) {
        return Err(Refusal::bad_request("`limit` must be from 1 to 1000"));
    }
    let cursor = match &asked.cursor {
        Some(cursor) => {
            let read = shape::read_cursor(cursor);
            Some(read.ok_or_else(|| Refusal::bad_request("`cursor` is not one of ours"))?)
        }
        None => asked.after.or(asked.after_id),
    };
    let workspace = workspace(call, asked.workspace_id);
    let files = call.state.files.of(&workspace, asked.provider.as_ref());
    let start = match cursor {
        None => 0,
        Some(id) => {
            let place = files.iter().position(|file| file.id == id).ok_or_else(unknown)?;
            place + 1
        }
    };
    let rest = files.get(start..).unwrap_or_default();
    let len = usize::try_from(limit).unwrap_or(usize::MAX).min(rest.len());
    let page = rest.get(..len).unwrap_or_default();
    Ok(Reply::ok(&to_list(page, asked.provider.as_ref(), len < rest.len())))
}

fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let asked: Get = call.query()?;
    Ok(Reply::ok(&to_wire(&find(call, asked.workspace_id, asked.provider.as_ref())?)))
}

fn delete(call: &Call<'_>) -> Result<Reply, Refusal> {
    let asked: Delete = call.query()?;
    let file = find(call, asked.workspace_id, asked.provider.as_ref())?;
    call.state.files.remove(&file.id);
    Ok(Reply::ok(&to_deleted(&file)))
}

/// Refuses every file: only those that the service itself makes can be read.
fn content(call: &Call<'_>) -> Result<Reply, Refusal> {
    let asked: GetContent = call.query()?;
    find(call, asked.workspace_id, asked.provider.as_ref())?;
    Err(Refusal::bad_request("The file is not downloadable"))
}

/// Finds the file that the path names.
fn find(
    call: &Call<'_>,
    workspace_id: Option<String>,
    store: Option<&openrouter_wire::files::Store>,
) -> Result<Stored, Refusal> {
    let files = call.state.files.of(&workspace(call, workspace_id), store);
    files.into_iter().find(|file| file.id == call.path("file_id")).ok_or_else(unknown)
}

fn unknown() -> Refusal {
    Refusal::not_found("File not found")
}

/// Returns the workspace that is meant: that of the key, if the request names none.
fn workspace(call: &Call<'_>, asked: Option<String>) -> String {
    let of_key = || call.state.keyring.key(call.key_hash).unwrap_or_default().workspace_id;
    asked.unwrap_or_else(of_key)
}
