//! Requests for images and videos that are to fail.

/// What a prompt says that asks for a failure. It can be anywhere in the prompt.
pub(super) const FAILURE: &str = "[fail]";

/// What upstreams say to such a prompt.
pub(super) const REASON: &str = "The simulated upstream failed, as the prompt asks";

/// Returns whether a prompt asks for a failure.
pub(super) fn is_doomed(prompt: &str) -> bool {
    prompt.contains(FAILURE)
}
