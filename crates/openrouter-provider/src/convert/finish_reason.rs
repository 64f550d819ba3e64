//! Why an answer ended.

use llm_types::FinishReason;
use openrouter_wire::chat as wire;

/// The reason, with what the service says of cut-off tool calls put right: it says `tool_calls`
/// where the upstream's own word is that it ran out of tokens.
pub(super) fn finish_reason(
    reason: Option<wire::FinishReason>,
    native: Option<&str>,
) -> Option<FinishReason> {
    let cut_off = native.is_some_and(wire::native_is_truncation);
    Some(match reason? {
        wire::FinishReason::Stop => FinishReason::Stop,
        wire::FinishReason::Length => FinishReason::Length,
        wire::FinishReason::ToolCalls if cut_off => FinishReason::Length,
        wire::FinishReason::ToolCalls => FinishReason::ToolCalls,
        wire::FinishReason::ContentFilter => FinishReason::ContentFilter,
        wire::FinishReason::Error => FinishReason::Error,
        // Some upstreams write "" where they mean that they have not finished.
        wire::FinishReason::Other(word) if word.is_empty() => return None,
        wire::FinishReason::Other(word) => FinishReason::Other(word),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_call_that_ran_out_of_tokens_says_so() {
        let calls = || Some(wire::FinishReason::ToolCalls);
        for native in ["length", "max_output_tokens", "MAX_TOKENS", "max_tokens"] {
            assert_eq!(
                finish_reason(calls(), Some(native)),
                Some(FinishReason::Length),
                "{native}"
            );
        }
        assert_eq!(finish_reason(calls(), Some("tool_use")), Some(FinishReason::ToolCalls));
        assert_eq!(finish_reason(calls(), None), Some(FinishReason::ToolCalls));
    }

    #[test]
    fn an_empty_reason_is_none() {
        let empty = wire::FinishReason::Other(String::new());
        assert_eq!(finish_reason(Some(empty), Some("stop")), None);
        let odd = wire::FinishReason::Other("odd".to_owned());
        assert_eq!(finish_reason(Some(odd), None), Some(FinishReason::Other("odd".to_owned())));
    }
}
