//! `POST /audio/transcriptions`, of JSON or a form.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderName, StatusCode};
use openrouter_wire::{
    Modality,
    audio::{Granularity, Segment, Transcribe, Transcript, TranscriptFormat, Usage, Word},
    generation::ApiType,
    headers,
    models::Model,
};
use rust_decimal::Decimal;

use super::sound;
use crate::{
    catalogue::{audio_price, completion_price, prompt_price, upstreams},
    chat::count_tokens,
    generation_ids::generation_id,
    ledger::{Generation, Output},
    money::number,
    multipart,
    refusal::Refusal,
    reply::Reply,
    server::Call,
};

/// What anybody is heard to say, a word a second.
const WORDS: [&str; 8] = ["This", "is", "what", "a", "simulated", "ear", "has", "heard"];

/// The most words of a transcript.
const MOST_WORDS: u64 = 600;

/// How many tokens a second of sound has.
const TOKENS_PER_SECOND: u64 = 10;

/// The largest sound, in bytes.
const LARGEST: usize = 25 << 20;

pub(super) fn create(call: &Call<'_>) -> Result<Reply, Refusal> {
    call.expect_no_completion()?;
    call.state.keyring.check_limit(call.key_hash, call.now())?;
    let is_form = call
        .request
        .header("content-type")
        .is_some_and(|kind| kind.trim_start().starts_with("multipart/form-data"));
    let asked = if is_form { Asked::from_form(call)? } else { Asked::from_json(call)? };
    let model = call.model_for(&Modality::Transcription, &asked.model)?;
    let is_verbose = match &asked.format {
        None | Some(TranscriptFormat::Json) => false,
        Some(TranscriptFormat::VerboseJson) => true,
        Some(TranscriptFormat::Other(name)) => {
            return Err(refused(format!("`response_format` {name} is not supported")));
        }
    };

    let seconds = sound::seconds(&asked.sound);
    let words = words(seconds);
    let text = words.join(" ") + ".";
    let heard = seconds * TOKENS_PER_SECOND;
    let written = count_tokens(&text);
    let (cost, usage) = usage(model, seconds, heard, written);
    let slug = model.canonical_slug.as_deref().unwrap_or(&model.id);
    let upstream = upstreams(model).first().map_or("OpenAI", |upstream| upstream.name);
    let id = generation_id("gen-stt", call.now(), &mut call.names.fork("generation"));
    call.charge(Generation {
        prompt_tokens: heard,
        completion_tokens: written,
        cost,
        output: Output { completion: Some(text.clone()), reasoning: None },
        ..Generation::new(&id, ApiType::Stt, slug, upstream)
    });
    let mut transcript = Transcript { text, usage: Some(usage), ..Transcript::default() };
    if is_verbose {
        transcript.task = Some("transcribe".to_owned());
        transcript.language = Some(asked.language.unwrap_or_else(|| "english".to_owned()));
        transcript.duration = Some(seconds.into());
        let wants = |kind| asked.granularities.contains(&kind);
        transcript.words = wants(Granularity::Word).then(|| timed(&words));
        transcript.segments = (asked.granularities.is_empty() || wants(Granularity::Segment))
            .then(|| vec![whole(&transcript.text, seconds)]);
    }
    Ok(Reply::ok(&transcript).with_header(HeaderName::from_static(headers::GENERATION_ID), &id))
}

/// What is asked for, however it is written.
struct Asked {
    model: String,
    sound: Bytes,
    language: Option<String>,
    format: Option<TranscriptFormat>,
    granularities: Vec<Granularity>,
}

impl Asked {
    fn from_json(call: &Call<'_>) -> Result<Self, Refusal> {
        let request: Transcribe = call.json()?;
        let sound = STANDARD
            .decode(&request.input_audio.data)
            .map_err(|_| refused("`input_audio.data` must be base64, and not an address"))?;
        Self {
            model: request.model,
            sound: sound.into(),
            language: request.language,
            format: request.response_format,
            granularities: request.timestamp_granularities.unwrap_or_default(),
        }
        .checked()
    }

    fn from_form(call: &Call<'_>) -> Result<Self, Refusal> {
        let parts =
            multipart::parts(call.request.header("content-type"), call.body, LARGEST, too_large)?;
        let text = |name: &str| {
            let part = parts.iter().find(|part| part.name == name)?;
            std::str::from_utf8(&part.bytes).ok().map(str::to_owned)
        };
        let granularities = parts
            .iter()
            .filter(|part| part.name == "timestamp_granularities[]")
            .filter_map(|part| std::str::from_utf8(&part.bytes).ok().map(Granularity::from));
        let file = parts.iter().find(|part| part.name == "file" && part.filename.is_some());
        Self {
            model: text("model").ok_or_else(|| refused("`model` is missing"))?,
            sound: file.ok_or_else(|| refused("`file` is missing"))?.bytes.clone(),
            language: text("language"),
            format: text("response_format").map(TranscriptFormat::from),
            granularities: granularities.collect(),
        }
        .checked()
    }

    fn checked(self) -> Result<Self, Refusal> {
        if self.sound.is_empty() {
            return Err(refused("there is no sound"));
        }
        if self.sound.len() > LARGEST {
            return Err(too_large());
        }
        Ok(self)
    }
}

fn too_large() -> Refusal {
    Refusal::anonymous(StatusCode::PAYLOAD_TOO_LARGE, "the sound has more than 25 MB")
}

fn refused(message: impl Into<String>) -> Refusal {
    Refusal::anonymous(StatusCode::BAD_REQUEST, message)
}

fn words(seconds: u64) -> Vec<&'static str> {
    let count = usize::try_from(seconds.min(MOST_WORDS)).unwrap_or(WORDS.len());
    WORDS.iter().copied().cycle().take(count).collect()
}

/// The words with their times, a second each.
fn timed(words: &[&str]) -> Vec<Word> {
    let word = |(word, second): (&&str, u64)| Word {
        word: (*word).to_owned(),
        start: second.into(),
        end: (second + 1).into(),
        speaker: None,
        extra: openrouter_wire::Extra::default(),
    };
    words.iter().zip(0_u64..).map(word).collect()
}

/// All of it as one segment.
fn whole(text: &str, seconds: u64) -> Segment {
    Segment {
        id: 0.into(),
        start: 0.into(),
        end: seconds.into(),
        text: text.to_owned(),
        seek: Some(0.into()),
        speaker: None,
        tokens: None,
        temperature: Some(0.into()),
        avg_logprob: None,
        compression_ratio: None,
        no_speech_prob: None,
        extra: openrouter_wire::Extra::default(),
    }
}

/// What it costs: by the second, where the model has such a price, or else by the token.
fn usage(model: &Model, seconds: u64, heard: u64, written: u64) -> (Decimal, Usage) {
    let by_second = audio_price(model) * Decimal::from(seconds);
    let by_token = prompt_price(model) * Decimal::from(heard)
        + completion_price(model) * Decimal::from(written);
    let cost = by_second + by_token;
    let mut usage =
        Usage { seconds: Some(seconds.into()), cost: Some(number(cost)), ..Usage::default() };
    if by_second.is_zero() {
        usage.input_tokens = Some(heard.into());
        usage.output_tokens = Some(written.into());
        usage.total_tokens = Some((heard + written).into());
    }
    (cost, usage)
}
