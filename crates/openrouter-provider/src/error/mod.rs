//! Every failure, understood once: what it is, whether to try again, and whom to blame.
//!
//! What any service may show, a transport that fails or a stream that breaks off, is understood in
//! `llm-provider-base`; here stand the status of a reply and the error object, wherever it is. The
//! rules are the decision table of
//! the retry policy; `error.availability` and `error.metadata.error_type` win over the status.

mod affordable;
mod api;
mod blamed;
mod classify;
mod head;
mod hint;
mod management;
mod model_blame;
mod moment;
mod verdict;
mod video;

pub(crate) use api::{api_error, error_beside, from_api_error};
pub(crate) use blamed::{Blamed, Failure};
pub use classify::classify_reply;
pub(crate) use head::from_reply;
pub(crate) use management::not_a_management_key;
pub(crate) use model_blame::ModelBlame;
pub(crate) use moment::Moment;
pub(crate) use video::video_failed;

#[cfg(test)]
mod tests;
