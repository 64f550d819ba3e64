//! Steps of an answer.

use proptest::option;
use proptest::prelude::*;

use super::{
    annotation, arguments, audio_output, content_part, logprobs, media_source, reasoning_content,
    response, text,
};
use crate::{ImagePart, StreamEvent, ToolCallDelta};

fn tool_call_delta() -> impl Strategy<Value = ToolCallDelta> {
    (option::of(any::<u32>()), option::of("call_[a-z]{3}"), option::of(text()), arguments())
        .prop_map(|(index, id, name, arguments)| ToolCallDelta {
            index,
            id: id.map(Into::into),
            name,
            arguments,
        })
}

/// One step of an answer, of any kind.
pub fn stream_event() -> impl Strategy<Value = StreamEvent> {
    let choice = || 0..3_u32;
    prop_oneof![
        (choice(), text()).prop_map(|(choice, text)| StreamEvent::Text { choice, text }),
        (choice(), reasoning_content()).prop_map(|(choice, thoughts)| StreamEvent::Reasoning {
            choice,
            text: thoughts.text,
            blocks: thoughts.blocks,
        }),
        (choice(), text()).prop_map(|(choice, text)| StreamEvent::Refusal { choice, text }),
        (choice(), tool_call_delta())
            .prop_map(|(choice, delta)| StreamEvent::ToolCall { choice, delta }),
        (choice(), annotation())
            .prop_map(|(choice, annotation)| StreamEvent::Annotation { choice, annotation }),
        (choice(), media_source()).prop_map(|(choice, source)| StreamEvent::Image {
            choice,
            image: ImagePart::new(source),
        }),
        (choice(), audio_output()).prop_map(|(choice, audio)| StreamEvent::Audio { choice, audio }),
        (choice(), content_part()).prop_map(|(choice, part)| StreamEvent::Part { choice, part }),
        (choice(), logprobs())
            .prop_map(|(choice, logprobs)| StreamEvent::Logprobs { choice, logprobs }),
        response().prop_map(|response| StreamEvent::Finished(Box::new(response))),
    ]
}
