//! What the end of an answer means: that it is whole, or why it is none.

use llm_provider_base::scrub;
use llm_types::{Retry, StandardResponse};
use openrouter_wire::{chat as wire, headers};

use crate::convert::{self, ChunkReader};
use crate::error::{Failure, Moment, from_api_error};

/// Reads an answer that came whole.
pub(crate) fn read_answer(
    answer: wire::Response,
    head: &headers::Reply,
    now: Moment,
) -> Result<StandardResponse, Failure> {
    let (mut reader, error) = convert::response(answer)?;
    reader.set_head(head);
    match error {
        Some(api) => Err(broken(from_api_error(&api, None, None, now), reader)),
        None => finish(reader),
    }
}

/// The whole answer, or why it is none, with what there is of it.
pub(crate) fn finish(mut reader: ChunkReader) -> Result<StandardResponse, Failure> {
    let failure = if reader.failed() {
        Failure::upstream_failed()
    } else if reader.is_blank() && !reader.was_cut_off() {
        if reader.has_choices() { Failure::empty_answer() } else { Failure::blank() }
    } else if !reader.is_finished() && reader.has_tool_calls() {
        Failure::truncated()
    } else {
        return Ok(reader.finish());
    };
    Err(broken(failure, reader))
}

/// An answer that broke off: what there is of it is kept, and it is not asked for again, because
/// it was made and is charged for. Where there is nothing yet, the failure stands as it is.
pub(crate) fn broken(mut failure: Failure, mut reader: ChunkReader) -> Failure {
    if let Some(id) = reader.id() {
        failure.error = failure.error.with_response_id(scrub(id.as_str()));
    }
    if let Some(partial) = reader.into_partial() {
        failure.error =
            failure.error.with_retry(Retry::Never).with_partial(partial).with_maybe_billed(true);
    }
    failure
}
