//! Every failure, understood once: what it is, whether to try again, and whom to blame.
//!
//! One function for each place where a failure shows: the transport, the status of a reply, the
//! error object wherever it stands, and the stream itself. The rules are the decision table of
//! the retry policy; `error.availability` and `error.metadata.error_type` win over the status.

mod affordable;
mod api;
mod broken;
mod classify;
mod failure;
mod head;
mod hint;
mod management;
mod model_blame;
mod moment;
mod scrub;
mod transport;
mod verdict;
mod video;

pub(crate) use api::{error_beside, from_api_error};
pub(crate) use broken::{
    blank, compressed, cut_short, empty_answer, expired, late, malformed, no_bytes, not_understood,
    says_nothing, truncated, upstream_failed, web_page,
};
pub use classify::classify_reply;
pub(crate) use failure::Failure;
pub(crate) use head::{from_reply, is_compressed};
pub(crate) use management::not_a_management_key;
pub(crate) use model_blame::ModelBlame;
pub(crate) use moment::Moment;
pub(crate) use scrub::{REDACTED, is_invisible, scrub};
pub(crate) use transport::{broken_transfer, from_transport, within_answer};
pub(crate) use video::video_failed;

#[cfg(test)]
mod tests;
