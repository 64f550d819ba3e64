//! `POST /rerank`.

use http::{HeaderName, StatusCode};
use openrouter_wire::{
    Count, Extra, Modality,
    generation::ApiType,
    headers,
    rerank::{Document, Ranked, Request, Response, StructuredDocument, Usage},
};
use rust_decimal::Decimal;
use serde_json::Number;

use crate::{
    catalogue::{request_price, upstreams},
    chat::count_tokens,
    generation_ids::generation_id,
    ledger::Generation,
    money::number,
    refusal::Refusal,
    reply::Reply,
    server::{Call, Routes},
    vector::embed,
};

/// How many numbers say what a text is about.
const DIMENSIONS: usize = 256;

/// How many documents are searched for one price.
const SEARCH_UNIT: usize = 100;

pub(super) fn routes() -> Routes {
    Routes::default().infer::<Request>(create)
}

fn create(call: &Call<'_>) -> Result<Reply, Refusal> {
    call.expect_no_completion()?;
    call.state.keyring.check_limit(call.key_hash, call.now())?;
    let request: Request = call.json()?;
    let model = call.model_for(&Modality::Rerank, &request.model)?;
    let slug = model.canonical_slug.as_deref().unwrap_or(&model.id);
    let documents = read(request.documents)?;
    let count = most(request.top_n.as_ref(), documents.len())?;

    let tokens = count_tokens(&request.query)
        + documents.iter().map(|document| count_tokens(&text_of(document))).sum::<u64>();
    let units = documents.len().div_ceil(SEARCH_UNIT);
    let results = rank(slug, &request.query, documents, count);
    let units = u64::try_from(units).unwrap_or(u64::MAX);
    let cost = request_price(model) * Decimal::from(units);

    let upstream = upstreams(model).first().map_or("Cohere", |upstream| upstream.name);
    let id = generation_id("gen-rerank", call.now(), &mut call.names.fork("generation"));
    let blank = Generation::new(&id, ApiType::Rerank, slug, upstream);
    call.charge(Generation { prompt_tokens: tokens, cost, ..blank });
    let response = Response {
        id: Some(id.clone()),
        model: Some(slug.to_owned()),
        provider: Some(upstream.to_owned()),
        results,
        usage: Some(Usage {
            total_tokens: Some(tokens.into()),
            search_units: Some(units.into()),
            cost: Some(number(cost)),
            ..Usage::default()
        }),
        ..Response::default()
    };
    Ok(Reply::ok(&response).with_header(HeaderName::from_static(headers::GENERATION_ID), &id))
}

/// Reads the documents, in the shape that the reply gives them back in.
fn read(documents: Vec<Document>) -> Result<Vec<StructuredDocument>, Refusal> {
    let refused = |message| Err(Refusal::anonymous(StatusCode::BAD_REQUEST, message));
    if documents.is_empty() {
        return refused("`documents` must not be empty");
    }
    let mut read = Vec::with_capacity(documents.len());
    for document in documents {
        match document {
            Document::Text(text) => {
                read.push(StructuredDocument { text: Some(text), ..StructuredDocument::default() });
            }
            Document::Structured(document)
                if document.text.is_some() || document.image.is_some() =>
            {
                read.push(document);
            }
            Document::Structured(_) | Document::Other(_) => {
                return refused("each document must be text, or have a `text` or an `image`");
            }
        }
    }
    Ok(read)
}

/// Returns how many documents come back.
fn most(asked: Option<&Count>, there: usize) -> Result<usize, Refusal> {
    let Some(asked) = asked else { return Ok(there) };
    let asked = asked.get().filter(|asked| *asked > 0).ok_or_else(|| {
        Refusal::anonymous(StatusCode::BAD_REQUEST, "`top_n` must be a whole number above 0")
    })?;
    Ok(usize::try_from(asked).unwrap_or(usize::MAX).min(there))
}

/// Ranks documents by how many words they have in common with the query, more or less.
fn rank(model: &str, query: &str, documents: Vec<StructuredDocument>, count: usize) -> Vec<Ranked> {
    let query = embed(model, query, DIMENSIONS);
    let mut scored: Vec<_> = documents
        .into_iter()
        .zip(0_u64..)
        .map(|(document, index)| {
            let vector = embed(model, &text_of(&document), DIMENSIONS);
            let likeness: f32 = query.iter().zip(&vector).map(|(one, other)| one * other).sum();
            (likeness.clamp(0.0, 1.0), index, document)
        })
        .collect();
    scored.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    let ranked = scored.into_iter().take(count).map(|(score, index, document)| Ranked {
        index: index.into(),
        relevance_score: score_of(score),
        document: Some(document),
        extra: Extra::default(),
    });
    ranked.collect()
}

/// Writes a score with as many digits as services do.
fn score_of(score: f32) -> Number {
    let rounded = (f64::from(score) * 1e6).round() / 1e6;
    Number::from_f64(rounded).unwrap_or_else(|| 0.into())
}

/// What a document says; the address of an image stands for what is on it.
fn text_of(document: &StructuredDocument) -> String {
    let parts: Vec<_> = document.text.iter().chain(&document.image).map(String::as_str).collect();
    parts.join(" ")
}
