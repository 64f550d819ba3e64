//! `/presets`: settings of requests under a name, in versions.
//!
//! A request uses one as its model, `@preset/slug`, or beside it, `author/model@preset/slug`.

mod create;
mod preset;
mod read;

pub use create::{CreateFromChat, CreateFromMessages, CreateFromResponses};
pub use preset::{Preset, Status, Version, WithVersion};
pub use read::{Get, GetVersion, List, ListVersions};
