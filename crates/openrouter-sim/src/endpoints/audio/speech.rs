//! `POST /audio/speech`.

use bytes::Bytes;
use http::{HeaderName, StatusCode};
use openrouter_wire::{
    Modality,
    audio::{Speak, SpeechFormat},
    generation::ApiType,
    headers,
};
use rust_decimal::Decimal;

use super::sound;
use crate::{
    catalogue::{completion_price, prompt_price, upstreams},
    chat::count_tokens,
    frame::Frame,
    generation_ids::generation_id,
    ledger::Generation,
    refusal::Refusal,
    reply::Reply,
    seed::Seed,
    server::Call,
};

/// How long it takes to say a token, in milliseconds.
const TOKEN_TIME: u64 = 250;

/// The most that is said.
const MOST_TIME: u64 = 60_000;

/// How many tokens a second of sound has.
const TOKENS_PER_SECOND: u64 = 20;

/// How many bytes a piece of the body has.
const PIECE: usize = 16 << 10;

pub(super) fn create(call: &Call<'_>) -> Result<Reply, Refusal> {
    call.expect_no_completion()?;
    call.state.keyring.check_limit(call.key_hash, call.now())?;
    let request: Speak = call.json()?;
    let model = call.model_for(&Modality::Speech, &request.model)?;
    let refused = |message: String| Refusal::anonymous(StatusCode::BAD_REQUEST, message);
    if request.input.is_empty() {
        return Err(refused("`input` must not be empty".to_owned()));
    }
    if let (Some(voice), Some(voices)) = (&request.voice, &model.supported_voices)
        && !voices.contains(voice)
    {
        return Err(refused(format!("Voice {voice} is not supported by {}", model.id)));
    }

    let tokens = count_tokens(&request.input);
    let milliseconds = tokens.saturating_mul(TOKEN_TIME).min(MOST_TIME);
    let (kind, bytes) = match request.response_format {
        None | Some(SpeechFormat::Pcm) => {
            // Each voice has a pitch of its own.
            let mut voice = Seed::of(request.voice.as_deref().unwrap_or_default());
            let pitch = 110 + u32::from(voice.next().to_be_bytes()[0]);
            ("audio/pcm", sound::pcm(milliseconds, pitch))
        }
        Some(SpeechFormat::Mp3) => ("audio/mpeg", sound::mp3(milliseconds)),
        Some(SpeechFormat::Other(name)) => {
            return Err(refused(format!("`response_format` {name} is neither mp3 nor pcm")));
        }
    };

    let slug = model.canonical_slug.as_deref().unwrap_or(&model.id);
    let upstream = upstreams(model).first().map_or("OpenAI", |upstream| upstream.name);
    let id = generation_id("gen-tts", call.now(), &mut call.names.fork("generation"));
    let said = milliseconds * TOKENS_PER_SECOND / 1_000;
    call.charge(Generation {
        prompt_tokens: tokens,
        completion_tokens: said,
        media: 1,
        cost: prompt_price(model) * Decimal::from(tokens)
            + completion_price(model) * Decimal::from(said),
        ..Generation::new(&id, ApiType::Tts, slug, upstream)
    });
    let pieces = bytes.chunks(PIECE).map(|piece| Frame::Raw(Bytes::copy_from_slice(piece)));
    Ok(Reply::new(StatusCode::OK, kind, pieces.collect())
        .with_header(HeaderName::from_static(headers::GENERATION_ID), &id))
}
