//! What gets vectors.

use llm_types::{
    AudioPart, ContentPart, EmbeddingInput, EmbeddingRequest, FilePart, ImagePart, MediaSource,
    Result, TextPart, VideoPart,
};
use openrouter_wire::embeddings as wire;
use openrouter_wire::{Count, Extra, MediaUrl};

use super::refusal::{invalid, unsupported};
use crate::OpenRouterEmbeddingOptions;

/// A request for vectors in the API's terms.
pub(crate) fn embedding_request(request: &EmbeddingRequest) -> Result<wire::Request> {
    let options = request
        .extensions
        .try_get::<OpenRouterEmbeddingOptions>()
        .map_err(|error| invalid("the OpenRouter options have another shape").with_source(error))?
        .cloned()
        .unwrap_or_default();
    let OpenRouterEmbeddingOptions {
        input_type,
        provider,
        user,
        encoding,
        // These are said in headers.
        session_id: _,
        response_cache: _,
        router_metadata: _,
        extra,
    } = options;
    if request.model.as_str().is_empty() {
        return Err(invalid("no model is named: vectors of different models cannot be compared"));
    }
    if request.inputs.is_empty() {
        return Err(invalid("there is no input"));
    }
    let mut wire = wire::Request::new(request.model.as_str(), inputs(&request.inputs)?);
    wire.dimensions = request.dimensions.map(|dimensions| u64::from(dimensions).into());
    wire.encoding_format = Some(encoding.unwrap_or(wire::EncodingFormat::Base64));
    wire.input_type = input_type;
    wire.provider = provider.map(Box::new);
    wire.user = user;
    wire.extra = extra;
    Ok(wire)
}

/// The API takes inputs of one kind. Text can be written as content too, tokens cannot.
fn inputs(inputs: &[EmbeddingInput]) -> Result<wire::Input> {
    let texts: Option<Vec<_>> = inputs
        .iter()
        .map(|input| match input {
            EmbeddingInput::Text(text) => Some(text.clone()),
            _ => None,
        })
        .collect();
    if let Some(texts) = texts {
        return Ok(wire::Input::Texts(texts));
    }
    let tokens: Option<Vec<Vec<Count>>> = inputs
        .iter()
        .map(|input| match input {
            EmbeddingInput::Tokens(tokens) => {
                Some(tokens.iter().map(|token| u64::from(*token).into()).collect())
            }
            _ => None,
        })
        .collect();
    if let Some(tokens) = tokens {
        return Ok(wire::Input::TokenLists(tokens));
    }
    inputs.iter().map(content).collect::<Result<_>>().map(wire::Input::Multimodal)
}

fn content(input: &EmbeddingInput) -> Result<wire::MultimodalInput> {
    let content = match input {
        EmbeddingInput::Text(text) => vec![text_part(text)],
        EmbeddingInput::Parts(parts) if parts.is_empty() => {
            return Err(invalid("an input has no parts"));
        }
        EmbeddingInput::Parts(parts) => parts.iter().map(part).collect::<Result<_>>()?,
        EmbeddingInput::Tokens(_) => {
            return Err(unsupported("tokens beside other inputs in one request for vectors"));
        }
        _ => return Err(unsupported("this kind of input for vectors")),
    };
    Ok(wire::MultimodalInput { content, extra: Extra::default() })
}

fn part(part: &ContentPart) -> Result<wire::Part> {
    Ok(match part {
        ContentPart::Text(TextPart { text, cache_control: _ }) => text_part(text),
        ContentPart::Image(ImagePart { source, detail: _, cache_control: _ }) => {
            let url =
                source.to_url().ok_or_else(|| unsupported("an uploaded image for vectors"))?;
            let image_url = MediaUrl { url, ..MediaUrl::default() };
            wire::Part::ImageUrl(wire::ImagePart { image_url, extra: Extra::default() })
        }
        ContentPart::Audio(AudioPart { source, format, cache_control: _ }) => {
            let input_audio = media(source, Some(format))?;
            wire::Part::InputAudio(wire::AudioPart { input_audio, extra: Extra::default() })
        }
        ContentPart::Video(VideoPart { source, cache_control: _ }) => {
            let input_video = media(source, None)?;
            wire::Part::InputVideo(wire::VideoPart { input_video, extra: Extra::default() })
        }
        ContentPart::File(FilePart { source, filename: _, cache_control: _ }) => {
            let input_file = media(source, None)?;
            wire::Part::InputFile(wire::FilePart { input_file, extra: Extra::default() })
        }
        _ => return Err(unsupported("this kind of content part")),
    })
}

fn text_part(text: &str) -> wire::Part {
    wire::Part::Text(wire::TextPart { text: text.to_owned(), extra: Extra::default() })
}

/// Media as a data address; the format is the second half of its media type.
fn media(source: &MediaSource, format: Option<&str>) -> Result<wire::Media> {
    let data = source.to_url().ok_or_else(|| unsupported("an uploaded file for vectors"))?;
    let format = format.map(ToOwned::to_owned).or_else(|| match source {
        MediaSource::Base64 { media_type, .. } => {
            media_type.split_once('/').map(|(_, format)| format.to_owned())
        }
        _ => None,
    });
    Ok(wire::Media { data, format, extra: Extra::default() })
}

#[cfg(test)]
mod tests {
    use llm_types::ErrorKind;
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(request: &EmbeddingRequest, input: &serde_json::Value) {
        let wire = serde_json::to_value(embedding_request(request).unwrap()).unwrap();
        assert_eq!(&wire["input"], input);
    }

    fn request(inputs: impl IntoIterator<Item = EmbeddingInput>) -> EmbeddingRequest {
        EmbeddingRequest::new("a/m", inputs)
    }

    #[test]
    fn inputs_of_one_kind_are_sent_as_such() {
        check(&EmbeddingRequest::new("a/m", ["a"]), &json!(["a"]));
        check(&request([vec![1, 2].into(), Vec::<u32>::new().into()]), &json!([[1, 2], []]));
        check(
            &request([
                "a".into(),
                vec![
                    ContentPart::image_url("https://example.org/a.png"),
                    ContentPart::audio_base64("wav", "UklGRg=="),
                    ContentPart::file("a.pdf", MediaSource::base64("application/pdf", "JVBERg==")),
                ]
                .into(),
            ]),
            &json!([
                {"content": [{"type": "text", "text": "a"}]},
                {"content": [
                    {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}},
                    {"type": "input_audio", "input_audio":
                        {"data": "data:audio/wav;base64,UklGRg==", "format": "wav"}},
                    {"type": "input_file", "input_file":
                        {"data": "data:application/pdf;base64,JVBERg==", "format": "pdf"}},
                ]},
            ]),
        );
    }

    #[test]
    fn what_is_said_is_sent() {
        let options = OpenRouterEmbeddingOptions {
            user: Some("u".to_owned()),
            ..OpenRouterEmbeddingOptions::default().with_input_type("search_query")
        };
        let request =
            EmbeddingRequest::new("a/m", ["a"]).with_dimensions(8).with_extension(options);
        assert_eq!(
            serde_json::to_value(embedding_request(&request).unwrap()).unwrap(),
            json!({"model": "a/m", "input": ["a"], "dimensions": 8, "encoding_format": "base64",
                   "input_type": "search_query", "user": "u"})
        );
    }

    #[test]
    fn what_cannot_be_sent_is_refused() {
        let uploaded = ContentPart::file("a", MediaSource::FileId("f".to_owned()));
        for (request, kind) in [
            (EmbeddingRequest::new("", ["a"]), ErrorKind::InvalidRequest),
            (request([]), ErrorKind::InvalidRequest),
            (request([Vec::<ContentPart>::new().into()]), ErrorKind::InvalidRequest),
            (request(["a".into(), vec![1].into()]), ErrorKind::Unsupported),
            (request([uploaded.into()]), ErrorKind::Unsupported),
        ] {
            assert_eq!(embedding_request(&request).unwrap_err().kind(), kind, "{request:?}");
        }
    }
}
