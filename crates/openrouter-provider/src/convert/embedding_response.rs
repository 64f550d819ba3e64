//! Vectors.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use llm_types::{EmbeddingResponse, Error, ErrorKind, ResponseId, Result, Usage};
use openrouter_wire::chat::Upstream;
use openrouter_wire::embeddings as wire;
use serde_json::Number;

use super::usage::{count, usd};
use crate::{Details, OpenRouterEmbeddingOutcome};

/// As everybody writes it; some leave out the signs that fill the last group.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The vectors of so many inputs, in the order of the inputs.
pub(crate) fn embedding_response(
    response: wire::Response,
    details: &Details,
    inputs: usize,
) -> Result<EmbeddingResponse> {
    let wire::Response { id, object: _, model, provider, data, usage, error: _, extra } = response;
    let mut neutral = EmbeddingResponse::new(vectors(data.unwrap_or_default(), inputs)?);
    neutral.id = id.map(ResponseId::from).or_else(|| details.generation_id.clone());
    neutral.model = model.map(Into::into);
    neutral.usage = usage.as_ref().map(self::usage);
    let upstream = match provider {
        Some(Upstream::Name(name)) => Some(name),
        _ => details.upstream.clone(),
    };
    let outcome = OpenRouterEmbeddingOutcome {
        upstream,
        usage,
        cache: details.cache.clone(),
        router: details.router.clone(),
        unknown: extra,
    };
    neutral.extensions.insert(outcome);
    Ok(neutral)
}

/// Puts each vector where its index says; without any index they are in order.
fn vectors(rows: Vec<wire::Embedding>, inputs: usize) -> Result<Vec<Vec<f32>>> {
    if rows.len() != inputs {
        let message = format!("there are {} vectors for {inputs} inputs", rows.len());
        return Err(misfit(message));
    }
    let is_indexed = rows.iter().any(|row| row.index.is_some());
    let mut vectors: Vec<Option<Vec<f32>>> = vec![None; inputs];
    for (position, row) in rows.into_iter().enumerate() {
        let wire::Embedding { object: _, index, embedding, extra: _ } = row;
        let place = match index {
            Some(index) => index.get().and_then(|index| usize::try_from(index).ok()),
            None if is_indexed => None,
            None => Some(position),
        };
        let slot = place.and_then(|place| vectors.get_mut(place)).filter(|slot| slot.is_none());
        let Some(slot) = slot else {
            return Err(misfit("it cannot be said which vector belongs to which input"));
        };
        *slot = Some(vector(embedding)?);
    }
    // As many as places, and no place twice: none is left out.
    let vectors: Vec<_> = vectors.into_iter().flatten().collect();
    if vectors.iter().any(Vec::is_empty) {
        return Err(misfit("a vector has no numbers"));
    }
    if vectors.iter().zip(vectors.iter().skip(1)).any(|(one, next)| one.len() != next.len()) {
        return Err(misfit("the vectors are not equally long"));
    }
    Ok(vectors)
}

fn vector(vector: wire::Vector) -> Result<Vec<f32>> {
    let numbers = numbers(vector)?;
    // What is compared with such numbers is neither near nor far.
    if numbers.iter().all(|number| number.is_finite()) {
        Ok(numbers)
    } else {
        Err(misfit("a number is none, or too large"))
    }
}

fn numbers(vector: wire::Vector) -> Result<Vec<f32>> {
    match vector {
        wire::Vector::Base64(text) => {
            let bytes = BASE64
                .decode(text)
                .map_err(|error| misfit("a vector is no base64").with_source(error))?;
            let (numbers, rest) = bytes.as_chunks::<4>();
            if !rest.is_empty() {
                return Err(misfit("a vector does not consist of 32-bit numbers"));
            }
            Ok(numbers.iter().copied().map(f32::from_le_bytes).collect())
        }
        wire::Vector::Floats(numbers) => numbers.iter().map(number).collect(),
        wire::Vector::Other(_) => Err(misfit("a vector is neither numbers nor base64")),
    }
}

/// The nearest number of the width that models use; infinite, if there is none.
fn number(number: &Number) -> Result<f32> {
    number.to_string().parse().map_err(|error| misfit("no number").with_source(error))
}

fn usage(usage: &wire::Usage) -> Usage {
    let wire::Usage {
        prompt_tokens,
        total_tokens,
        cost,
        // Kept as they are in `OpenRouterEmbeddingOutcome::usage`.
        is_byok: _,
        cost_details: _,
        prompt_tokens_details: _,
        extra: _,
    } = usage;
    let mut sum = Usage::new(count(prompt_tokens.as_ref()).unwrap_or_default(), 0);
    if let Some(total) = count(total_tokens.as_ref()) {
        sum.total_tokens = total;
    }
    sum.cost = cost.as_ref().and_then(usd);
    sum
}

/// The vectors do not fit what they were asked for.
fn misfit(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Decode, message).with_maybe_billed(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str, inputs: usize) -> Result<EmbeddingResponse> {
        let response = serde_json::from_str(body).unwrap();
        embedding_response(response, &Details::default(), inputs)
    }

    #[test]
    fn vectors_stand_in_the_order_of_the_inputs() {
        let body = r#"{"id":"gen-emb-1","model":"m","provider":"P","data":[
            {"index":1,"embedding":"AACAPwAAAMAAAAAAAAAAAA"},
            {"index":0,"embedding":[0.1,-1e-7,0,3]}],
            "usage":{"prompt_tokens":5,"total_tokens":5,"cost":1e-7},"new":1}"#;
        let answer = read(body, 2).unwrap();
        assert_eq!(answer.vectors, [vec![0.1, -1e-7, 0.0, 3.0], vec![1.0, -2.0, 0.0, 0.0]]);
        let usage = answer.usage.as_ref().unwrap();
        assert_eq!((usage.input_tokens, usage.total_tokens), (5, 5));
        assert_eq!(usage.cost.unwrap().to_string(), "0.0000001");
        let outcome = answer.extension::<OpenRouterEmbeddingOutcome>().unwrap();
        assert_eq!(outcome.upstream.as_deref(), Some("P"));
        assert_eq!(outcome.unknown.get("new"), Some(&1.into()));
        assert_eq!((answer.id.unwrap(), answer.model.unwrap()), ("gen-emb-1".into(), "m".into()));
    }

    #[test]
    fn without_an_index_the_order_is_that_of_the_rows() {
        let body = r#"{"data":[{"embedding":[1]},{"embedding":[2]}]}"#;
        assert_eq!(read(body, 2).unwrap().vectors, [[1.0], [2.0]]);
    }

    #[test]
    fn vectors_that_do_not_fit_the_inputs_are_an_error() {
        for (body, inputs) in [
            (r#"{"data":null}"#, 1),
            (r#"{"data":[{"embedding":[1]}]}"#, 2),
            (r#"{"data":[{"embedding":[1]},{"embedding":[1]}]}"#, 1),
            (r#"{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}"#, 2),
            (r#"{"data":[{"index":1,"embedding":[1]},{"index":2,"embedding":[1]}]}"#, 2),
            (r#"{"data":[{"index":0,"embedding":[1]},{"embedding":[1]}]}"#, 2),
            (r#"{"data":[{"index":0.5,"embedding":[1]}]}"#, 1),
            (r#"{"data":[{"embedding":"AACA"}]}"#, 1),
            (r#"{"data":[{"embedding":"?"}]}"#, 1),
            (r#"{"data":[{"embedding":{"a":1}}]}"#, 1),
            (r#"{"data":[{"embedding":[1e300]}]}"#, 1),
            (r#"{"data":[{"embedding":"AADAfw=="}]}"#, 1),
            (r#"{"data":[{"embedding":"AACAfw=="}]}"#, 1),
            (r#"{"data":[{"embedding":[]}]}"#, 1),
            (r#"{"data":[{"embedding":""}]}"#, 1),
            (r#"{"data":[{"embedding":[1]},{"embedding":[1,2]}]}"#, 2),
        ] {
            let error = read(body, inputs).unwrap_err();
            assert_eq!((error.kind(), error.maybe_billed()), (ErrorKind::Decode, true), "{body}");
        }
    }

    proptest::proptest! {
        #[test]
        fn both_spellings_give_the_same_bits(
            vector in proptest::collection::vec(proptest::num::f32::NORMAL | proptest::num::f32::ZERO, 1..40)
        ) {
            let bytes: Vec<u8> = vector.iter().flat_map(|number| number.to_le_bytes()).collect();
            let body = serde_json::json!({"data": [
                {"index": 0, "embedding": vector}, {"index": 1, "embedding": BASE64.encode(bytes)},
            ]});
            let answer = read(&body.to_string(), 2).unwrap();
            let bits = |vector: &[f32]| vector.iter().map(|it| it.to_bits()).collect::<Vec<_>>();
            proptest::prop_assert_eq!(bits(&answer.vectors[0]), bits(&vector));
            proptest::prop_assert_eq!(bits(&answer.vectors[1]), bits(&vector));
        }
    }
}
