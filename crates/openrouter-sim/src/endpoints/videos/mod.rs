//! `/videos`: started, waited for, and downloaded. Nobody films, and nobody calls back: where
//! `callback_url` leads is not told of the end.

mod asked;
mod film;
mod mp4;

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use openrouter_wire::{
    Extra, Modality,
    videos::{Create, Download, Get, Job, Status, Usage},
};

use self::{asked::Asked, film::Film};
use super::fate;
use crate::{
    catalogue::upstreams,
    frame::Frame,
    generation_ids::generation_id,
    money::number,
    refusal::Refusal,
    reply::{Reply, encode},
    server::{API_ROOT, Call, Routes},
};

pub(crate) use film::Videos;

/// How many bytes a piece of the body has.
const PIECE: usize = 16 << 10;

pub(super) fn routes() -> Routes {
    Routes::default().infer::<Create>(create).serve::<Get>(get).serve::<Download>(download)
}

fn create(call: &Call<'_>) -> Result<Reply, Refusal> {
    call.expect_no_completion()?;
    call.state.keyring.check_limit(call.key_hash, call.now())?;
    let request: Create = call.json()?;
    let model = call.model_for(&Modality::Video, &request.model)?;
    let filmer = call.state.catalogue.filmers().iter().find(|filmer| filmer.id == model.id);
    let Asked { seconds, cost } = Asked::read(&request, filmer)?;
    let upstream = upstreams(model).first().map_or("OpenAI", |upstream| upstream.name);
    let film = Film {
        id: call.names.fork("job").prefixed("job-"),
        generation_id: generation_id("gen-vid", call.now(), &mut call.names.fork("generation")),
        model: model.canonical_slug.clone().unwrap_or_else(|| model.id.clone()),
        upstream: upstream.to_owned(),
        seconds,
        cost,
        fails: request.prompt.as_deref().is_some_and(fate::is_doomed),
        started: call.state.clock.since_epoch(),
        key_hash: call.key_hash.to_owned(),
        log_index: call.log_index,
        is_settled: false,
    };
    let job = started(&film);
    call.state.videos.add(film);
    Ok(Reply::json(StatusCode::ACCEPTED, encode(&job)))
}

fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let (film, status) = find(call)?;
    let mut job = Job { status, ..started(&film) };
    match job.status {
        Status::Completed => {
            job.generation_id = Some(film.generation_id);
            let host = call.request.header("host").unwrap_or("localhost");
            let address = format!("http://{host}{}", content_path(&film.id));
            job.unsigned_urls = Some(vec![format!("{address}?index=0")]);
            job.usage = Some(Usage {
                cost: Some(number(film.cost)),
                is_byok: Some(false),
                extra: Extra::default(),
            });
        }
        Status::Failed => job.error = Some(fate::REASON.to_owned()),
        _ => {}
    }
    Ok(Reply::ok(&job))
}

fn download(call: &Call<'_>) -> Result<Reply, Refusal> {
    let index = call.query::<Download>()?.index.unwrap_or(0);
    let (film, status) = find(call)?;
    if status != Status::Completed {
        let message = format!("Video {} is {} and has no content", film.id, status.as_str());
        return Err(Refusal::bad_request(message));
    }
    if index > 0 {
        return Err(Refusal::not_found(format!("Video {} has no content {index}", film.id)));
    }
    let bytes = mp4::film(Duration::from_secs(film.seconds), &film.id);
    let pieces = bytes.chunks(PIECE).map(|piece| Frame::Raw(Bytes::copy_from_slice(piece)));
    Ok(Reply::new(StatusCode::OK, "video/mp4", pieces.collect()))
}

fn find(call: &Call<'_>) -> Result<(Film, Status), Refusal> {
    let id = call.path("jobId");
    let found = call.state.videos.find(id, call.state.clock.since_epoch());
    found.ok_or_else(|| Refusal::not_found(format!("Video {id} not found")))
}

fn content_path(id: &str) -> String {
    format!("{API_ROOT}/videos/{id}/content")
}

/// Describes a video that was only just asked for.
fn started(film: &Film) -> Job {
    Job {
        id: film.id.clone(),
        status: Status::Pending,
        polling_url: Some(format!("{API_ROOT}/videos/{}", film.id)),
        generation_id: None,
        unsigned_urls: None,
        usage: None,
        error: None,
        extra: Extra::default(),
    }
}
