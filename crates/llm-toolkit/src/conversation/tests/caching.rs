//! Where marks for the cache go.

use llm_types::{CacheTtl, ContentPart, FunctionTool, Tool};
use proptest::prelude::*;

use super::*;

/// Which messages are marked.
fn marked(request: &StandardRequest) -> Vec<usize> {
    let mut request = request.clone();
    let mut marked = Vec::new();
    for (place, message) in request.messages.iter_mut().enumerate() {
        let count =
            message.content_mut().iter_mut().filter_map(|part| *part.cache_control_mut()).count();
        marked.extend(std::iter::repeat_n(place, count));
    }
    marked
}

fn tool_is_marked(request: &StandardRequest) -> bool {
    matches!(request.tools.last(), Some(Tool::Function(tool)) if tool.cache_control.is_some())
}

fn plan() -> CachePlan {
    CachePlan::new().with_shortest(0)
}

fn tool() -> Tool {
    let mut tool = FunctionTool::new("f");
    tool.description = Some("does ".repeat(100));
    Tool::Function(tool)
}

#[test]
fn marks_stand_behind_tools_instructions_and_the_ends_of_requests() {
    let mut request = StandardRequest::new([
        Message::system("s"),
        Message::user("one"),
        calls(&["a", "b"]),
        result("a"),
        result("b"),
        Message::assistant("1"),
        Message::user("two"),
    ]);
    assert_eq!(plan().apply(&mut request), 4);
    assert_eq!(marked(&request), [0, 1, 4, 6]);
    request.tools = vec![tool(), tool()];
    assert_eq!(plan().with_ttl(CacheTtl::OneHour).apply(&mut request), 4);
    assert!(tool_is_marked(&request));
    let Tool::Function(first) = &request.tools[0] else { panic!("a function") };
    assert_eq!(first.cache_control, None);
    assert_eq!(marked(&request), [0, 4, 6]);
    let mark = *request.messages[6].content_mut()[0].cache_control_mut();
    assert_eq!(mark.unwrap().ttl, Some(CacheTtl::OneHour));
    // A mark that stood there before is taken away, where nothing is marked now.
    assert_eq!(plan().with_shortest(100_000).apply(&mut request), 0);
    assert_eq!((tool_is_marked(&request), marked(&request)), (false, Vec::new()));
}

#[test]
fn what_is_too_short_or_empty_is_not_marked() {
    let mut request = StandardRequest::new([
        Message::system("word ".repeat(50)),
        Message::user("word ".repeat(60)),
        Message::assistant("1"),
        Message::user_parts([ContentPart::text("x"), ContentPart::text("")]),
    ])
    .with_tool(tool());
    assert_eq!(plan().with_shortest(200).apply(&mut request), 1);
    assert_eq!((marked(&request), tool_is_marked(&request)), (vec![1], false));
    // The ones of before are gone.
    assert_eq!(CachePlan::new().apply(&mut request), 0);
    assert_eq!(marked(&request), [0; 0]);
    let mut prefilled = StandardRequest::new([Message::user("a"), Message::assistant("{")]);
    plan().apply(&mut prefilled);
    assert_eq!(marked(&prefilled), [0]);
}

proptest! {
    /// The last mark of each request is among those of the next, so that what was written is read.
    #[test]
    fn a_conversation_that_grows_keeps_the_mark_of_the_request_before(
        has_system in any::<bool>(),
        has_tool in any::<bool>(),
        steps in proptest::collection::vec(0_usize..3, 1..8),
    ) {
        let mut request = StandardRequest::default();
        if has_system {
            request = request.with_system("s");
        }
        if has_tool {
            request = request.with_tool(tool());
        }
        let mut before = None;
        for (number, results) in steps.into_iter().enumerate() {
            if results == 0 {
                request.messages.push(Message::user(number.to_string()));
            } else {
                let ids: Vec<_> = (0..results).map(|call| format!("{number}.{call}")).collect();
                request.messages.extend(ids.iter().map(|id| result(id)));
            }
            let count = plan().apply(&mut request);
            prop_assert!(count <= 4);
            let marks = marked(&request);
            prop_assert_eq!(count, marks.len() + usize::from(tool_is_marked(&request)));
            prop_assert_eq!(marks.last(), Some(&(request.messages.len() - 1)));
            prop_assert!(before.is_none_or(|before| marks.contains(&before)), "{marks:?}");
            before = marks.last().copied();
            let once = request.clone();
            plan().apply(&mut request);
            prop_assert_eq!(&once, &request, "again");
            request.messages.push(Message::assistant("1"));
        }
    }
}
