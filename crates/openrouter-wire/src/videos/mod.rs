//! `/videos`: videos, which take minutes.
//!
//! [`Create`] starts a [`Job`]. It is looked at with [`Get`], every half minute or so, until
//! [`Status::is_final`]; then [`Download`] brings the video. A service that can be reached from
//! outside may give [`Create::callback_url`] and be told instead, see [`webhook`].

mod create;
mod download;
mod get;
mod job;
mod list_models;
mod model;
mod reference;
pub mod webhook;

pub use create::{AspectRatio, Create, Resolution};
pub use download::Download;
pub use get::Get;
pub use job::{Job, Status, Usage};
pub use list_models::{ListModels, ModelsResponse};
pub use model::{Model, UpscaleRange};
pub use reference::{
    AudioReference, FrameImage, FrameImageKind, FrameType, InputReference, VideoReference,
};
