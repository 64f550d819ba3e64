//! `POST /embeddings`.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderName, StatusCode};
use openrouter_wire::{
    Count, Extra, Modality,
    chat::CostDetails,
    embeddings::{
        Embedding, EncodingFormat, Input, MultimodalInput, Part, PromptTokensDetails, Request,
        Response, Usage, Vector,
    },
    generation::ApiType,
    headers,
    models::Model,
};
use rust_decimal::Decimal;
use serde_json::Number;

use crate::{
    catalogue::{prompt_price, upstreams},
    chat::count_tokens,
    generation_ids::generation_id,
    ledger::Generation,
    money::number,
    refusal::Refusal,
    reply::Reply,
    server::{Call, Routes},
    vector::embed,
};

/// How many tokens an image, a sound, a video or a file has.
const MEDIA_TOKENS: u64 = 258;

pub(super) fn routes() -> Routes {
    Routes::default().infer::<Request>(create)
}

pub(super) fn create(call: &Call<'_>) -> Result<Reply, Refusal> {
    call.expect_no_completion()?;
    call.state.keyring.check_limit(call.key_hash, call.now())?;
    let request: Request = call.json()?;
    let model = call.model_for(&Modality::Embeddings, &request.model)?;
    let inputs = read(&request.input)?;
    let dimensions = dimensions(model, request.dimensions.as_ref())?;
    let slug = model.canonical_slug.as_deref().unwrap_or(&model.id);
    let rows = inputs.iter().zip(0_u64..).map(|(input, index)| Embedding {
        object: Some("embedding".to_owned()),
        index: Some(index.into()),
        embedding: write(&embed(slug, &input.text, dimensions), request.encoding_format.as_ref()),
        extra: Extra::default(),
    });
    let data = rows.collect();

    // Vectors that are given again used nothing.
    let inputs = if call.hit.is_some() { Vec::new() } else { inputs };
    let tokens = inputs.iter().map(|input| input.text_tokens + input.media_tokens()).sum();
    let cost = call.tariff.of(prompt_price(model)) * Decimal::from(tokens);
    let upstream = upstreams(model).first().map_or("OpenAI", |upstream| upstream.name);
    let id = generation_id("gen-emb", call.now(), &mut call.id_names.fork("generation"));
    let blank = Generation::new(&id, ApiType::Embeddings, slug, upstream);
    call.charge(Generation { prompt_tokens: tokens, cost, ..blank });
    let response = Response {
        id: Some(id.clone()),
        object: Some("list".to_owned()),
        model: Some(slug.split_once('/').map_or(slug, |(_, name)| name).to_owned()),
        provider: Some(upstream.into()),
        data: Some(data),
        usage: Some(usage(&inputs, tokens, cost)),
        ..Response::default()
    };
    Ok(Reply::ok(&response).with_header(HeaderName::from_static(headers::GENERATION_ID), &id))
}

/// What is embedded in one vector.
#[derive(Debug, Default)]
struct Read {
    /// All of it, as text.
    text: String,
    text_tokens: u64,
    image_tokens: u64,
    audio_tokens: u64,
    video_tokens: u64,
    file_tokens: u64,
}

impl Read {
    fn text(text: &str) -> Self {
        Self { text: text.to_owned(), text_tokens: count_tokens(text), ..Self::default() }
    }

    fn tokens(tokens: &[Count]) -> Self {
        let words: Vec<_> = tokens.iter().map(|token| format!("{token:?}")).collect();
        let text_tokens = u64::try_from(tokens.len()).unwrap_or(u64::MAX);
        Self { text: words.join(" "), text_tokens, ..Self::default() }
    }

    fn parts(input: &MultimodalInput) -> Self {
        let mut read = Self::default();
        for part in &input.content {
            let (text, tokens) = match part {
                Part::Text(part) => {
                    read.text_tokens += count_tokens(&part.text);
                    (&part.text, None)
                }
                Part::ImageUrl(part) => (&part.image_url.url, Some(&mut read.image_tokens)),
                Part::InputAudio(part) => (&part.input_audio.data, Some(&mut read.audio_tokens)),
                Part::InputVideo(part) => (&part.input_video.data, Some(&mut read.video_tokens)),
                Part::InputFile(part) => (&part.input_file.data, Some(&mut read.file_tokens)),
                Part::Other(_) => continue,
            };
            if let Some(tokens) = tokens {
                *tokens += MEDIA_TOKENS;
            }
            read.text.push_str(text);
            read.text.push('\n');
        }
        read
    }

    fn media_tokens(&self) -> u64 {
        self.image_tokens + self.audio_tokens + self.video_tokens + self.file_tokens
    }
}

fn read(input: &Input) -> Result<Vec<Read>, Refusal> {
    let inputs: Vec<_> = match input {
        Input::Text(text) => vec![Read::text(text)],
        Input::Texts(texts) => texts.iter().map(|text| Read::text(text)).collect(),
        Input::Tokens(tokens) => vec![Read::tokens(tokens)],
        Input::TokenLists(lists) => lists.iter().map(|tokens| Read::tokens(tokens)).collect(),
        Input::Multimodal(inputs) => inputs.iter().map(Read::parts).collect(),
        Input::Other(_) => Vec::new(),
    };
    if inputs.is_empty() || inputs.iter().any(|input| input.text.is_empty()) {
        let message = "`input` must be text, tokens or parts, and not empty";
        return Err(Refusal::anonymous(StatusCode::BAD_REQUEST, message));
    }
    Ok(inputs)
}

/// Returns how long the vectors are.
fn dimensions(model: &Model, asked: Option<&Count>) -> Result<usize, Refusal> {
    let most: usize = if model.id.ends_with("-small") { 1_536 } else { 3_072 };
    let Some(asked) = asked else { return Ok(most) };
    let asked = asked.get().and_then(|asked| usize::try_from(asked).ok());
    asked.filter(|asked| (1..=most).contains(asked)).ok_or_else(|| {
        let message = format!("`dimensions` must be from 1 to {most}");
        Refusal::anonymous(StatusCode::BAD_REQUEST, message)
    })
}

fn write(vector: &[f32], format: Option<&EncodingFormat>) -> Vector {
    if format == Some(&EncodingFormat::Base64) {
        let bytes: Vec<u8> = vector.iter().flat_map(|value| value.to_le_bytes()).collect();
        return Vector::Base64(STANDARD.encode(bytes));
    }
    let number = |value: &f32| Number::from_f64(f64::from(*value)).unwrap_or_else(|| 0.into());
    Vector::Floats(vector.iter().map(number).collect())
}

fn usage(inputs: &[Read], tokens: u64, cost: Decimal) -> Usage {
    let sum = |tokens: fn(&Read) -> u64| {
        let sum: u64 = inputs.iter().map(tokens).sum();
        (sum > 0).then(|| sum.into())
    };
    let details = PromptTokensDetails {
        text_tokens: sum(|input| input.text_tokens),
        image_tokens: sum(|input| input.image_tokens),
        audio_tokens: sum(|input| input.audio_tokens),
        video_tokens: sum(|input| input.video_tokens),
        file_tokens: sum(|input| input.file_tokens),
        extra: Extra::default(),
    };
    let has_media = inputs.iter().any(|input| input.media_tokens() > 0);
    Usage {
        prompt_tokens: Some(tokens.into()),
        total_tokens: Some(tokens.into()),
        cost: Some(number(cost)),
        is_byok: Some(false),
        cost_details: Some(CostDetails {
            upstream_inference_cost: Some(number(cost)),
            upstream_inference_prompt_cost: Some(number(cost)),
            upstream_inference_completions_cost: Some(number(Decimal::ZERO)),
            ..CostDetails::default()
        }),
        prompt_tokens_details: has_media.then_some(details),
        extra: Extra::default(),
    }
}
