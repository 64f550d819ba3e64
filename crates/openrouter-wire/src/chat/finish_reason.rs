//! Why an answer ended.

use crate::open_enum::open_enum;

open_enum! {
    /// Why an answer ended, in the service's words.
    ///
    /// Not to be taken at its word: truncated tool calls say `tool_calls`
    /// ([`native_is_truncation`] tells), refusals mostly say `stop`, and so do the tool calls of
    /// some upstreams. An empty string, seen from some upstreams, means the same as `null`.
    pub enum FinishReason {
        /// It is complete, or a stop text came.
        Stop = "stop",
        /// It is cut off.
        Length = "length",
        /// Tools are called.
        ToolCalls = "tool_calls",
        /// It was filtered.
        ContentFilter = "content_filter",
        /// The upstream failed.
        Error = "error",
    }
}

/// Returns whether a native finish reason means that the answer is cut off.
///
/// The `finish_reason` beside it does not always say so: a tool call that was cut off has
/// `tool_calls`.
pub fn native_is_truncation(native_finish_reason: &str) -> bool {
    matches!(native_finish_reason, "length" | "max_output_tokens" | "MAX_TOKENS" | "max_tokens")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn native_reasons_tell_what_is_cut_off() {
        for native in ["length", "max_output_tokens", "MAX_TOKENS", "max_tokens"] {
            assert!(native_is_truncation(native), "{native}");
        }
        for native in ["stop", "completed", "tool_calls", "end_turn", "tool_use", "STOP", ""] {
            assert!(!native_is_truncation(native), "{native}");
        }
    }
}
