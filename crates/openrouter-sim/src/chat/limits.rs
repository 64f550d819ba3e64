//! What ends an answer early: stop texts and the limit of tokens.

use openrouter_wire::chat::{FinishReason, Request, Stop};

use super::{
    completion::{Call, Completion},
    family::Family,
    tokens,
};

/// Ends the answer where the request wants it to.
pub(crate) fn apply(completion: &mut Completion, request: &Request, family: Family) {
    if let Some(text) = &mut completion.text {
        completion.stopped_by = stop_at(text, request.stop.as_ref());
    }
    if let Some(limit) = request.max_completion_tokens.or(request.max_tokens) {
        truncate(completion, limit.max(family.least_limit()), family);
    }
}

/// Cuts the text before the first stop text in it, and returns that.
fn stop_at(text: &mut String, stop: Option<&Stop>) -> Option<String> {
    let stops = match stop? {
        Stop::One(stop) => std::slice::from_ref(stop),
        Stop::Many(stops) => stops,
    };
    let stops = stops.iter().filter(|stop| !stop.is_empty());
    let (end, stop) = stops.filter_map(|stop| Some((text.find(stop.as_str())?, stop))).min()?;
    text.truncate(end);
    Some(stop.clone())
}

/// Keeps the first `limit` tokens: of the reasoning, then of the rest.
///
/// Tool calls that are cut off still end with `tool_calls`, as recorded; only the upstream's
/// own word tells.
fn truncate(completion: &mut Completion, limit: u64, family: Family) {
    if completion.tokens() <= limit {
        return;
    }
    let mut left = limit;
    for text in [&mut completion.reasoning, &mut completion.text, &mut completion.refusal] {
        *text = text.take().and_then(|text| keep(&text, &mut left));
    }
    let mut calls = Vec::new();
    for call in completion.calls.drain(..) {
        // A call begins with its name, which is sent whole.
        if left == 0 {
            break;
        }
        left = left.saturating_sub(tokens::count(&call.name));
        let arguments = keep(&call.arguments, &mut left).unwrap_or_default();
        calls.push(Call { arguments, ..call });
    }
    completion.calls = calls;
    let reason =
        if completion.calls.is_empty() { FinishReason::Length } else { FinishReason::ToolCalls };
    // What ended the text is in the part that is gone.
    completion.stopped_by = None;
    completion.finish = Some((reason, family.native_truncation().to_owned()));
}

/// Returns the first tokens of a text, if any may be kept.
fn keep(text: &str, left: &mut u64) -> Option<String> {
    let tokens = tokens::split(text);
    let kept = tokens.len().min(usize::try_from(*left).unwrap_or(usize::MAX));
    *left -= u64::try_from(kept).unwrap_or(*left);
    (kept > 0).then(|| tokens.into_iter().take(kept).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Completion {
        Completion { text: Some(text.to_owned()), ..Completion::default() }
    }

    fn limited(mut completion: Completion, limit: u64, family: Family) -> Completion {
        let request = Request { max_tokens: Some(limit), ..Request::default() };
        apply(&mut completion, &request, family);
        completion
    }

    #[test]
    fn an_answer_within_its_limit_stays_as_it_is() {
        assert_eq!(limited(text("a b c"), 3, Family::OpenAiChat), text("a b c"));
    }

    #[test]
    fn text_beyond_the_limit_is_cut_off() {
        let cut = limited(text("a b c"), 2, Family::Google);
        assert_eq!(cut.text.as_deref(), Some("a b"));
        assert_eq!(cut.finish, Some((FinishReason::Length, "MAX_TOKENS".to_owned())));
    }

    #[test]
    fn reasoning_can_use_up_the_limit() {
        let completion = Completion { reasoning: Some("a b c".to_owned()), ..text("d") };
        let cut = limited(completion, 2, Family::Anthropic);
        assert_eq!((cut.reasoning.as_deref(), cut.text), (Some("a b"), None));
    }

    #[test]
    fn a_small_limit_is_rounded_up_where_the_upstream_does() {
        let cut = limited(text(&"a ".repeat(40)), 1, Family::OpenAiResponses);
        assert_eq!(cut.tokens(), 16);
    }

    #[test]
    fn a_call_that_is_cut_off_says_so_only_in_the_words_of_the_upstream() {
        let call =
            Call { name: "add".to_owned(), arguments: r#"{"x":1}"#.to_owned(), ..Call::default() };
        let cut = limited(
            Completion { calls: vec![call], ..Completion::default() },
            3,
            Family::OpenAiChat,
        );
        assert_eq!(cut.calls[0].arguments, "{\"");
        assert_eq!(cut.finish, Some((FinishReason::ToolCalls, "length".to_owned())));
    }

    #[test]
    fn the_first_stop_text_ends_the_answer() {
        let mut completion = text("one two three");
        let stop = Stop::Many(vec!["three".to_owned(), " two".to_owned(), String::new()]);
        apply(&mut completion, &Request { stop: Some(stop), ..Request::default() }, Family::Open);
        let stopped_by = Some(" two".to_owned());
        assert_eq!(completion, Completion { stopped_by, ..text("one") });
    }
}
