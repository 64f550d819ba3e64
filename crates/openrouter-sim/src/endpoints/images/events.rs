//! Images as a stream.

use std::time::Duration;

use openrouter_wire::{
    Extra,
    images::{Event, Failure, PartialImage, Response, StreamError, Usage},
};

use super::{super::fate, asked::Asked, picture::Picture};
use crate::{
    frame::Frame,
    reply::{Reply, encode},
    stream_style::StreamStyle,
};

/// How many drafts come before each image.
const DRAFTS: u32 = 2;

/// Makes the stream of all images, with drafts before each.
pub(super) fn whole(
    style: &StreamStyle,
    pictures: &[Picture],
    asked: &Asked,
    created: u64,
    usage: Usage,
) -> Reply {
    let response = Response {
        created: Some(created.into()),
        data: pictures.iter().map(|picture| asked.image(picture)).collect(),
        usage: Some(usage),
        extra: Extra::default(),
    };
    let events = pictures.iter().zip(response.into_events()).flat_map(|(picture, completed)| {
        let drafts = (0..DRAFTS).map(|index| draft(picture, asked, index));
        drafts.chain([completed])
    });
    stream(style, events)
}

/// Makes a stream that fails after the first draft.
pub(super) fn failing(style: &StreamStyle, pictures: &[Picture], asked: &Asked) -> Reply {
    let drafts = pictures.iter().take(1).map(|picture| draft(picture, asked, 0));
    let failure = Event::Failed(Failure {
        error: StreamError {
            message: fate::REASON.to_owned(),
            code: Some("upstream_error".into()),
            param: None,
            kind: Some("server_error".to_owned()),
            extra: Extra::default(),
        },
        extra: Extra::default(),
    });
    stream(style, drafts.chain([failure]))
}

fn draft(picture: &Picture, asked: &Asked, index: u32) -> Event {
    Event::PartialImage(PartialImage {
        partial_image_index: u64::from(index).into(),
        b64_json: asked.base64(&picture.draft(index + 1, DRAFTS + 1)),
        extra: Extra::default(),
    })
}

fn stream(style: &StreamStyle, events: impl Iterator<Item = Event>) -> Reply {
    let mut frames = vec![Frame::Comment; style.comments];
    for event in events {
        if style.token_delay > Duration::ZERO {
            frames.push(Frame::Wait(style.token_delay));
        }
        frames.push(Frame::Event(encode(&event)));
    }
    frames.push(Frame::done());
    Reply::events(frames)
}
