//! Tests of [`Accumulator`].

mod thoughts;
mod tool_calls;

use super::*;

#[test]
fn text_around_a_picture_stays_in_order() {
    let mut sum = Accumulator::new();
    for text in ["a", "", "b"] {
        sum.push_text(0, text).unwrap();
    }
    let ContentPart::Image(image) = ContentPart::image_url("https://x.test/i.png") else {
        unreachable!()
    };
    sum.push(&StreamEvent::Image { choice: 0, image: image.clone() }).unwrap();
    sum.push_text(0, "c").unwrap();
    let content = sum.finish().into_message().unwrap().content;
    assert_eq!(content, ["ab".into(), ContentPart::Image(image), "c".into()]);
}

#[test]
fn it_tells_how_far_the_answer_is() {
    let mut sum = Accumulator::new();
    assert!(!sum.is_finished() && !sum.has_tool_calls());
    sum.push_text(0, "a").unwrap();
    assert!(!sum.is_finished() && !sum.has_tool_calls());
    assert_eq!(sum.finish_reason(), None);

    let name = Some("f".to_owned());
    sum.push_tool_call(1, &ToolCallDelta { name, ..ToolCallDelta::default() }).unwrap();
    assert!(sum.has_tool_calls());
    sum.finish_choice(1, FinishReason::Length).unwrap();
    assert!(sum.is_finished());
    assert_eq!(sum.finish_reason(), None, "the first choice did not say");
    sum.finish_choice(0, FinishReason::Stop).unwrap();
    assert_eq!(sum.finish_reason(), Some(&FinishReason::Stop));
}

/// The same in two pieces, cut at the first place at or after `cut` where text can be cut.
fn halves(event: StreamEvent, cut: usize) -> Vec<StreamEvent> {
    let split = |text: &str| {
        let at =
            (cut % (text.len() + 1)..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap();
        [text[..at].to_owned(), text[at..].to_owned()]
    };
    match event {
        StreamEvent::Text { choice, text } => {
            split(&text).map(|text| StreamEvent::Text { choice, text }).into()
        }
        StreamEvent::Refusal { choice, text } => {
            split(&text).map(|text| StreamEvent::Refusal { choice, text }).into()
        }
        StreamEvent::ToolCall { choice, delta } => {
            let [arguments, rest] = split(&delta.arguments);
            let more = ToolCallDelta { index: delta.index, arguments: rest, ..Default::default() };
            [ToolCallDelta { arguments, ..delta }, more]
                .map(|delta| StreamEvent::ToolCall { choice, delta })
                .into()
        }
        whole => vec![whole],
    }
}

proptest::proptest! {
    #[test]
    fn the_events_of_an_answer_add_up_to_it_however_they_are_cut(
        response in crate::strategies::response(),
        cut in proptest::num::usize::ANY,
    ) {
        let mut sum = Accumulator::new();
        *sum.head() = StandardResponse { choices: Vec::new(), ..response.clone() };
        for event in response.clone().into_events() {
            for piece in halves(event, cut) {
                sum.push(&piece)?;
            }
        }
        for choice in &response.choices {
            if let Some(reason) = &choice.finish_reason {
                sum.finish_choice(choice.index, reason.clone())?;
            }
        }
        proptest::prop_assert_eq!(sum.finish(), response);
    }
}
