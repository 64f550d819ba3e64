//! Embeddings.

use proptest::{collection::vec, prelude::*};
use serde_json::Value;

use super::{
    error::api_error,
    maybe,
    response::upstream,
    routing::provider_preferences,
    scalar::{count, extra, name, number, object, text, texts, unknown},
    usage::cost_details,
};
use crate::{
    MediaUrl,
    embeddings::{
        AudioPart, Embedding, EncodingFormat, FilePart, ImagePart, Input, Media, MultimodalInput,
        Part, PromptTokensDetails, Request, Response, TextPart, Usage, Vector, VideoPart,
    },
};

/// Makes a request for embeddings.
pub fn embeddings_request() -> BoxedStrategy<Request> {
    (
        (text(), input()),
        (maybe(count()), maybe(name(EncodingFormat::NAMES)), maybe(text())),
        (maybe(provider_preferences().prop_map(Box::new)), maybe(text())),
        extra(),
    )
        .prop_map(|((model, input), how, who, extra)| Request {
            model,
            input,
            dimensions: how.0,
            encoding_format: how.1,
            input_type: how.2,
            provider: who.0,
            user: who.1,
            extra,
        })
        .boxed()
}

fn input() -> impl Strategy<Value = Input> {
    let multimodal = (vec(part(), 0..4), extra())
        .prop_map(|(content, extra)| MultimodalInput { content, extra });
    // An empty list is always one of texts.
    prop_oneof![
        text().prop_map(Input::Text),
        texts().prop_map(Input::Texts),
        vec(count(), 1..4).prop_map(Input::Tokens),
        vec(vec(count(), 0..3), 1..3).prop_map(Input::TokenLists),
        vec(multimodal, 1..3).prop_map(Input::Multimodal),
        object().prop_map(|fields| Input::Other(Value::Object(fields))),
    ]
}

fn part() -> impl Strategy<Value = Part> {
    let media = || {
        (text(), maybe(text()), extra()).prop_map(|(data, format, extra)| Media {
            data,
            format,
            extra,
        })
    };
    prop_oneof![
        (text(), extra()).prop_map(|(text, extra)| Part::Text(TextPart { text, extra })),
        (media_url(), extra())
            .prop_map(|(image_url, extra)| Part::ImageUrl(ImagePart { image_url, extra })),
        (media(), extra())
            .prop_map(|(input_audio, extra)| Part::InputAudio(AudioPart { input_audio, extra })),
        (media(), extra())
            .prop_map(|(input_video, extra)| Part::InputVideo(VideoPart { input_video, extra })),
        (media(), extra())
            .prop_map(|(input_file, extra)| Part::InputFile(FilePart { input_file, extra })),
        unknown("type").prop_map(Part::Other),
    ]
}

/// Makes a reply with embeddings.
pub fn embeddings_response() -> BoxedStrategy<Response> {
    (
        (maybe(text()), maybe(text()), maybe(text()), maybe(upstream())),
        (maybe(vec(embedding(), 0..3)), maybe(usage()), maybe(api_error().prop_map(Box::new))),
        extra(),
    )
        .prop_map(|(who, what, extra)| Response {
            id: who.0,
            object: who.1,
            model: who.2,
            provider: who.3,
            data: what.0,
            usage: what.1,
            error: what.2,
            extra,
        })
        .boxed()
}

fn embedding() -> impl Strategy<Value = Embedding> {
    let vector = prop_oneof![
        vec(number(), 0..5).prop_map(Vector::Floats),
        text().prop_map(Vector::Base64),
        object().prop_map(|fields| Vector::Other(Value::Object(fields))),
    ];
    (maybe(text()), maybe(count()), vector, extra())
        .prop_map(|(object, index, embedding, extra)| Embedding { object, index, embedding, extra })
}

fn usage() -> impl Strategy<Value = Usage> {
    (
        (maybe(count()), maybe(count()), maybe(number()), maybe(any::<bool>())),
        (maybe(cost_details()), maybe(prompt_tokens_details())),
        extra(),
    )
        .prop_map(|(totals, details, extra)| Usage {
            prompt_tokens: totals.0,
            total_tokens: totals.1,
            cost: totals.2,
            is_byok: totals.3,
            cost_details: details.0,
            prompt_tokens_details: details.1,
            extra,
        })
}

fn prompt_tokens_details() -> impl Strategy<Value = PromptTokensDetails> {
    (maybe(count()), maybe(count()), maybe(count()), maybe(count()), maybe(count()), extra())
        .prop_map(|(text, image, audio, video, file, extra)| PromptTokensDetails {
            text_tokens: text,
            image_tokens: image,
            audio_tokens: audio,
            video_tokens: video,
            file_tokens: file,
            extra,
        })
}

fn media_url() -> impl Strategy<Value = MediaUrl> {
    (text(), extra()).prop_map(|(url, extra)| MediaUrl { url, extra })
}
