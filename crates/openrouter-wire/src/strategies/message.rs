//! Messages and what they are made of.

use proptest::{collection, prelude::*};
use serde_json::{Value, json};

use super::{
    maybe,
    scalar::{count, extra, json, name, object, text, unknown},
};
use crate::chat::{
    Annotation, Arguments, AssistantMessage, Audio, AudioPart, CacheControl, CacheControlKind,
    CacheTtl, Content, ContentPart, File, FileAnnotation, FilePart, FunctionCall, Image,
    ImageDetail, ImagePart, ImageUrl, InputAudio, InputMessage, Message, ParsedFile,
    PromptCacheBreakpoint, PromptCacheMode, ReasoningDetail, TextPart, ToolCall, ToolCallKind,
    ToolMessage, UrlCitation, UrlCitationAnnotation, VideoPart, VideoUrl,
};

/// Makes a message of any role.
pub fn message() -> BoxedStrategy<Message> {
    let input = || {
        (content(), maybe(text()), extra()).prop_map(|(content, name, extra)| InputMessage {
            content,
            name,
            extra,
        })
    };
    let tool = (text(), content(), maybe(text()), extra()).prop_map(
        |(tool_call_id, content, name, extra)| ToolMessage { tool_call_id, content, name, extra },
    );
    prop_oneof![
        input().prop_map(Message::System),
        input().prop_map(Message::Developer),
        input().prop_map(Message::User),
        assistant().prop_map(|message| Message::Assistant(Box::new(message))),
        tool.prop_map(Message::Tool),
        unknown("role").prop_map(Message::Other),
    ]
    .boxed()
}

fn assistant() -> impl Strategy<Value = AssistantMessage> {
    (
        (maybe(content()), maybe(text()), maybe(text()), maybe(text())),
        (maybe(text()), maybe(text()), maybe(reasoning_details())),
        (maybe(tool_calls()), maybe(function_call()), maybe(annotations())),
        (maybe(images()), maybe(audio())),
        extra(),
    )
        .prop_map(|(said, thought, tools, media, extra)| AssistantMessage {
            content: said.0,
            name: said.1,
            model: said.2,
            refusal: said.3,
            reasoning: thought.0,
            reasoning_content: thought.1,
            reasoning_details: thought.2,
            tool_calls: tools.0,
            function_call: tools.1,
            annotations: tools.2,
            images: media.0,
            audio: media.1,
            extra,
        })
}

pub(super) fn content() -> BoxedStrategy<Content> {
    prop_oneof![
        2 => text().prop_map(Content::Text),
        1 => collection::vec(content_part(), 0..3).prop_map(Content::Parts),
    ]
    .boxed()
}

fn content_part() -> BoxedStrategy<ContentPart> {
    let breakpoint =
        extra().prop_map(|extra| PromptCacheBreakpoint { mode: PromptCacheMode::Explicit, extra });
    let text_part = (text(), maybe(cache_control()), maybe(breakpoint), extra()).prop_map(
        |(text, cache_control, prompt_cache_breakpoint, extra)| TextPart {
            text,
            cache_control,
            prompt_cache_breakpoint,
            extra,
        },
    );
    let image = (image_url(), maybe(cache_control()), extra()).prop_map(
        |(image_url, cache_control, extra)| ImagePart { image_url, cache_control, extra },
    );
    let sound = (text(), text(), extra()).prop_map(|(data, format, extra)| InputAudio {
        data,
        format,
        extra,
    });
    let sound =
        (sound, maybe(cache_control()), extra()).prop_map(|(input_audio, cache_control, extra)| {
            AudioPart { input_audio, cache_control, extra }
        });
    let file = (maybe(text()), maybe(text()), maybe(text()), extra()).prop_map(
        |(filename, file_data, file_id, extra)| File { filename, file_data, file_id, extra },
    );
    let file = (file, maybe(cache_control()), extra())
        .prop_map(|(file, cache_control, extra)| FilePart { file, cache_control, extra });
    let video = || {
        let url = (text(), extra()).prop_map(|(url, extra)| VideoUrl { url, extra });
        (url, maybe(cache_control()), extra()).prop_map(|(video_url, cache_control, extra)| {
            VideoPart { video_url, cache_control, extra }
        })
    };
    prop_oneof![
        text_part.prop_map(ContentPart::Text),
        image.prop_map(ContentPart::ImageUrl),
        sound.prop_map(ContentPart::InputAudio),
        file.prop_map(ContentPart::File),
        video().prop_map(ContentPart::VideoUrl),
        video().prop_map(ContentPart::InputVideo),
        unknown("type").prop_map(ContentPart::Other),
        // A known type of another shape.
        text().prop_map(|url| ContentPart::Other(json!({"type": "image_url", "image_url": url}))),
    ]
    .boxed()
}

fn image_url() -> impl Strategy<Value = ImageUrl> {
    (text(), maybe(name(ImageDetail::NAMES)), extra()).prop_map(|(url, detail, extra)| ImageUrl {
        url,
        detail,
        extra,
    })
}

pub(super) fn cache_control() -> impl Strategy<Value = CacheControl> {
    (name(CacheControlKind::NAMES), maybe(name(CacheTtl::NAMES)), extra())
        .prop_map(|(kind, ttl, extra)| CacheControl { kind, ttl, extra })
}

/// Makes details with JSON that a decoder would change if it looked: order, spaces, numbers.
pub(super) fn reasoning_details() -> impl Strategy<Value = Vec<ReasoningDetail>> {
    let detail = prop_oneof![
        text().prop_map(|text| {
            format!(r#"{{ "type":"reasoning.text","text":{},"index":0,"a":1.50 }}"#, json!(text))
        }),
        text().prop_map(|data| {
            format!(r#"{{"type":"reasoning.encrypted","data":{},"format":null}}"#, json!(data))
        }),
        json().prop_map(|value| value.to_string()),
    ];
    let detail = detail.prop_filter_map("valid JSON", |json| ReasoningDetail::from_json(json).ok());
    collection::vec(detail, 0..3)
}

pub(super) fn tool_calls() -> impl Strategy<Value = Vec<ToolCall>> {
    let call = (
        maybe(count()),
        maybe(text()),
        maybe(name(ToolCallKind::NAMES)),
        maybe(function_call()),
        extra(),
    )
        .prop_map(|(index, id, kind, function, extra)| ToolCall {
            index,
            id,
            kind,
            function,
            extra,
        });
    collection::vec(call, 0..3)
}

pub(super) fn function_call() -> impl Strategy<Value = FunctionCall> {
    let arguments = prop_oneof![
        3 => text().prop_map(Arguments::Text),
        1 => object().prop_map(|fields| Arguments::Json(Value::Object(fields))),
    ];
    (maybe(text()), maybe(arguments), extra()).prop_map(|(name, arguments, extra)| FunctionCall {
        name,
        arguments,
        extra,
    })
}

pub(super) fn annotations() -> impl Strategy<Value = Vec<Annotation>> {
    collection::vec(annotation(), 0..2)
}

pub(super) fn annotation() -> BoxedStrategy<Annotation> {
    let citation = (text(), maybe(text()), maybe(text()), maybe(count()), maybe(count()), extra())
        .prop_map(|(url, title, content, start_index, end_index, extra)| UrlCitation {
            url,
            title,
            content,
            start_index,
            end_index,
            extra,
        });
    let citation = (citation, extra())
        .prop_map(|(url_citation, extra)| UrlCitationAnnotation { url_citation, extra });
    let parts = collection::vec(content_part(), 0..2);
    let file = (text(), maybe(text()), maybe(parts), extra())
        .prop_map(|(hash, name, content, extra)| ParsedFile { hash, name, content, extra });
    let file = (file, extra()).prop_map(|(file, extra)| FileAnnotation { file, extra });
    prop_oneof![
        citation.prop_map(Annotation::UrlCitation),
        file.prop_map(Annotation::File),
        unknown("type").prop_map(Annotation::Other),
    ]
    .boxed()
}

pub(super) fn images() -> impl Strategy<Value = Vec<Image>> {
    let image = (maybe(text()), image_url(), maybe(count()), extra())
        .prop_map(|(kind, image_url, index, extra)| Image { kind, image_url, index, extra });
    collection::vec(image, 0..2)
}

pub(super) fn audio() -> impl Strategy<Value = Audio> {
    (maybe(text()), maybe(text()), maybe(text()), maybe(count()), extra()).prop_map(
        |(id, data, transcript, expires_at, extra)| Audio {
            id,
            data,
            transcript,
            expires_at,
            extra,
        },
    )
}
