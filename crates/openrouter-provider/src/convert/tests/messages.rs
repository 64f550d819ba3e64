//! Messages of every kind.

use llm_types::{
    Annotation, AssistantMessage, AudioOutput, AudioPart, CacheControl, CacheTtl, ContentPart,
    ErrorKind, FileAnnotation, FilePart, ImageDetail, ImagePart, MediaSource, Message,
    PartialToolCall, RawJson, ReasoningBlock, ReasoningContent, StandardRequest, SystemMessage,
    ToolCall, ToolMessage, UrlCitation, UserMessage,
};
use serde_json::{Value, json};

use crate::convert;

fn json(message: Message) -> Value {
    let mut request = StandardRequest::prompt("");
    request.messages = vec![message];
    let mut wire = serde_json::to_value(convert::request(&request).unwrap()).unwrap();
    wire["messages"][0].take()
}

#[test]
fn instructions_and_questions_and_results() {
    let content = || vec![ContentPart::text("t")];
    let name = || Some("n".to_owned());
    let system = || SystemMessage { content: content(), name: name() };
    assert_eq!(
        json(Message::System(system())),
        json!({"role": "system", "content": "t", "name": "n"})
    );
    assert_eq!(
        json(Message::Developer(system())),
        json!({"role": "developer", "content": "t", "name": "n"})
    );
    assert_eq!(
        json(Message::User(UserMessage { content: content(), name: name() })),
        json!({"role": "user", "content": "t", "name": "n"})
    );
    let result = ToolMessage { tool_call_id: "c".into(), content: content(), name: name() };
    assert_eq!(
        json(Message::Tool(result)),
        json!({"role": "tool", "tool_call_id": "c", "content": "t", "name": "n"})
    );
}

#[test]
fn every_kind_of_part() {
    let cached = CacheControl { ttl: Some(CacheTtl::FiveMinutes) };
    let mark = json!({"type": "ephemeral", "ttl": "5m"});
    let image = |detail| {
        ContentPart::Image(ImagePart {
            source: MediaSource::Url("https://a.test/i".to_owned()),
            detail: Some(detail),
            cache_control: None,
        })
    };
    let file = |source| {
        ContentPart::File(FilePart {
            source,
            filename: Some("f".to_owned()),
            cache_control: Some(cached),
        })
    };
    let parts = vec![
        ContentPart::text("t").with_cache_control(cached),
        ContentPart::image_base64("image/png", "AA==").with_cache_control(cached),
        image(ImageDetail::Auto),
        image(ImageDetail::Low),
        image(ImageDetail::High),
        image(ImageDetail::Original),
        image(ImageDetail::Other("odd".to_owned())),
        ContentPart::audio_base64("wav", "AA==").with_cache_control(cached),
        ContentPart::video_url("https://a.test/v").with_cache_control(cached),
        file(MediaSource::base64("application/pdf", "AA==")),
        file(MediaSource::FileId("id".to_owned())),
    ];
    let detailed = |detail: &str| json!({"type": "image_url", "image_url": {"url": "https://a.test/i", "detail": detail}});
    assert_eq!(
        json(Message::user_parts(parts))["content"],
        json!([
            {"type": "text", "text": "t", "cache_control": mark},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="},
                "cache_control": mark},
            detailed("auto"), detailed("low"), detailed("high"), detailed("original"),
            detailed("odd"),
            {"type": "input_audio", "input_audio": {"data": "AA==", "format": "wav"},
                "cache_control": mark},
            {"type": "video_url", "video_url": {"url": "https://a.test/v"}, "cache_control": mark},
            {"type": "file", "cache_control": mark,
                "file": {"filename": "f", "file_data": "data:application/pdf;base64,AA=="}},
            {"type": "file", "cache_control": mark, "file": {"filename": "f", "file_id": "id"}},
        ])
    );
}

#[test]
fn what_cannot_be_sent_is_refused() {
    let uploaded = || MediaSource::FileId("id".to_owned());
    for part in [
        ContentPart::Image(ImagePart { source: uploaded(), detail: None, cache_control: None }),
        ContentPart::Audio(AudioPart {
            source: MediaSource::Url("https://a.test/a".to_owned()),
            format: "wav".to_owned(),
            cache_control: None,
        }),
    ] {
        let mut request = StandardRequest::prompt("");
        request.messages = vec![Message::user_parts([part])];
        let error = convert::request(&request).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    }
}

#[test]
fn an_answer_goes_back_as_it_came() {
    let raw = r#"{"type":"reasoning.text","text":"h", "signature":"s","n":1.0}"#;
    let block = ReasoningBlock::new(RawJson::parse(raw.to_owned()).unwrap());
    let mut citation = UrlCitation::default();
    citation.url = "https://a.test".to_owned();
    citation.title = Some("t".to_owned());
    citation.content = Some("c".to_owned());
    citation.start_index = Some(1);
    citation.end_index = Some(2);
    let mut file = FileAnnotation::default();
    file.hash = "h".to_owned();
    file.name = Some("n".to_owned());
    file.content = vec![ContentPart::text("t")];
    let mut answer = AssistantMessage::default();
    answer.content = vec![ContentPart::text("a"), ContentPart::image_url("https://a.test/i")];
    answer.reasoning = Some(ReasoningContent::new("h", Some(vec![block])));
    answer.refusal = Some("no".to_owned());
    answer.tool_calls = vec![ToolCall::new("c", "f", "{ }")];
    answer.partial_tool_calls =
        vec![PartialToolCall::new(None, Some("rm".to_owned()), "{".to_owned())];
    answer.annotations = vec![
        Annotation::UrlCitation(citation),
        Annotation::File(file),
        Annotation::Other(json!({"type": "odd"})),
    ];
    answer.audio = Some(AudioOutput {
        id: Some("id".to_owned()),
        data: "AA==".to_owned(),
        transcript: String::new(),
        expires_at: Some(7),
    });
    answer.name = Some("n".to_owned());
    answer.model = Some("a/m".into());
    let mut request = StandardRequest::prompt("");
    request.messages = vec![Message::Assistant(answer.clone())];
    let bytes = serde_json::to_string(&convert::request(&request).unwrap()).unwrap();
    assert!(bytes.contains(raw), "signed thoughts keep their bytes: {bytes}");
    assert_eq!(
        json(Message::Assistant(answer)),
        json!({
            "role": "assistant", "content": "a", "refusal": "no", "name": "n", "model": "a/m",
            "reasoning_details":
                [{"type": "reasoning.text", "text": "h", "signature": "s", "n": 1.0}],
            "tool_calls": [{"id": "c", "type": "function",
                "function": {"name": "f", "arguments": "{ }"}}],
            "annotations": [
                {"type": "url_citation", "url_citation": {"url": "https://a.test", "title": "t",
                    "content": "c", "start_index": 1, "end_index": 2}},
                {"type": "file", "file":
                    {"hash": "h", "name": "n", "content": [{"type": "text", "text": "t"}]}},
                {"type": "odd"},
            ],
            "images": [{"type": "image_url", "image_url": {"url": "https://a.test/i"}}],
            "audio": {"id": "id", "data": "AA==", "expires_at": 7},
        })
    );
}

#[test]
fn thoughts_without_blocks_go_back_as_text_and_an_empty_list_as_one() {
    let thought = |reasoning| {
        let mut answer = AssistantMessage::text("a");
        answer.reasoning = Some(reasoning);
        json(Message::Assistant(answer))
    };
    assert_eq!(
        thought(ReasoningContent::from_text("h")),
        json!({"role": "assistant", "content": "a", "reasoning": "h"})
    );
    assert_eq!(
        thought(ReasoningContent::new("", Some(Vec::new()))),
        json!({"role": "assistant", "content": "a", "reasoning_details": []})
    );
    assert_eq!(
        thought(ReasoningContent::from_text("")),
        json!({"role": "assistant", "content": "a"})
    );
}
