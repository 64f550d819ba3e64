//! Videos that came to nothing.

use llm_types::{Error, ErrorKind, Operation};
use openrouter_wire::videos::{Job, Status};

use llm_provider_base::scrub;

/// Why there is no video; nothing while there may still be one.
pub(crate) fn video_failed(job: &Job) -> Option<Error> {
    let (kind, what) = match job.status {
        Status::Failed => (ErrorKind::Unavailable, "the video failed"),
        Status::Cancelled => (ErrorKind::Cancelled, "the video was cancelled"),
        Status::Expired => (ErrorKind::Timeout, "the video has expired"),
        Status::Completed | Status::Pending | Status::InProgress | Status::Other(_) => return None,
    };
    let message = match &job.error {
        Some(why) => format!("{what}: {}", scrub(why)),
        None => what.to_owned(),
    };
    let id = job.generation_id.as_deref().unwrap_or(&job.id);
    Some(Error::new(kind, message).with_operation(Operation::Videos).with_response_id(id))
}
