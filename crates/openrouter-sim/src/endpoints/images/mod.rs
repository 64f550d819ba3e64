//! `POST /images`: pictures of nothing, but real ones.

mod asked;
mod encode;
mod events;
mod picture;
mod price;
mod size;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderName, StatusCode};
use openrouter_wire::{
    Extra, Modality,
    chat::{CostDetails, FinishReason},
    error::{ApiError, Metadata},
    generation::ApiType,
    headers,
    images::{CompletionTokensDetails, Create, Image, Response, Usage},
};
use rust_decimal::Decimal;

use self::{
    asked::Asked,
    picture::Picture,
    price::{Cost, Order},
};
use super::fate;
use crate::{
    catalogue::upstreams,
    generation_ids::generation_id,
    ledger::Generation,
    money::number,
    refusal::Refusal,
    reply::Reply,
    seed::Seed,
    server::{Call, Routes},
};

pub(super) fn routes() -> Routes {
    Routes::default().infer::<Create>(create)
}

fn create(call: &Call<'_>) -> Result<Reply, Refusal> {
    call.expect_no_completion()?;
    call.state.keyring.check_limit(call.key_hash, call.now())?;
    let request: Create = call.json()?;
    let model = call.model_for(&Modality::Image, &request.model)?;
    let painter = call.state.catalogue.painters().iter().find(|painter| painter.id == model.id);
    let asked = Asked::read(&request, painter)?;
    let slug = model.canonical_slug.as_deref().unwrap_or(&model.id);
    let pictures = asked.pictures(&request, slug);
    let order = asked.order;
    let streamed = request.stream == Some(true) && painter.is_some_and(|p| p.supports_streaming);
    let fails = fate::is_doomed(&request.prompt);
    let cost = if fails { Cost::default() } else { order.cost(model, painter) };

    let upstream = upstreams(model).first().map_or("OpenAI", |upstream| upstream.name);
    let id = generation_id("gen-img", call.now(), &mut call.names.fork("generation"));
    let blank = Generation::new(&id, ApiType::Image, slug, upstream);
    call.charge(Generation {
        prompt_tokens: order.prompt_tokens(),
        completion_tokens: if fails { 0 } else { order.image_tokens() },
        media: if fails { 0 } else { order.images },
        cost: cost.total(),
        finish: fails.then(|| (FinishReason::Error, "error".to_owned())),
        streamed,
        ..blank
    });
    let reply = match (fails, streamed) {
        (true, false) => return Err(failure(upstream)),
        (true, true) => events::failing(&call.state.style, &pictures, &asked),
        (false, true) => {
            events::whole(&call.state.style, &pictures, &asked, call.now(), usage(&order, cost))
        }
        (false, false) => Reply::ok(&Response {
            created: Some(call.now().into()),
            data: pictures.iter().map(|picture| asked.image(picture)).collect(),
            usage: Some(usage(&order, cost)),
            extra: Extra::default(),
        }),
    };
    Ok(reply.with_header(HeaderName::from_static(headers::GENERATION_ID), &id))
}

impl Asked {
    /// Paints the pictures: others for each prompt, and for each seed.
    fn pictures(&self, request: &Create, model: &str) -> Vec<Picture> {
        let seed = request.seed.as_ref().map(ToString::to_string).unwrap_or_default();
        let seed = Seed::of(&format!("{model} {seed} {}", request.prompt));
        let paint = |index: u64| Picture {
            is_clear: self.is_clear,
            ..Picture::new(self.order.size, &seed.fork(&index.to_string()))
        };
        (0..self.order.images).map(paint).collect()
    }

    fn image(&self, picture: &Picture) -> Image {
        Image {
            b64_json: self.base64(picture),
            media_type: encode::media_type(&self.format).map(str::to_owned),
            extra: Extra::default(),
        }
    }

    fn base64(&self, picture: &Picture) -> String {
        STANDARD.encode(encode::encode(picture, &self.format).unwrap_or_default())
    }
}

/// Says that the upstream failed.
fn failure(upstream: &str) -> Refusal {
    let metadata = Metadata {
        provider_name: Some(upstream.to_owned()),
        raw: serde_json::from_value(fate::REASON.into()).ok(),
        ..Metadata::default()
    };
    let status = StatusCode::BAD_GATEWAY;
    let error = ApiError::new(status.as_u16(), "Provider returned error");
    Refusal::of(status, ApiError { metadata: Some(Box::new(metadata)), ..error })
}

fn usage(order: &Order, cost: Cost) -> Usage {
    let total: Decimal = cost.total();
    Usage {
        prompt_tokens: Some(order.prompt_tokens().into()),
        completion_tokens: Some(order.image_tokens().into()),
        total_tokens: Some((order.prompt_tokens() + order.image_tokens()).into()),
        cost: Some(number(total)),
        is_byok: Some(false),
        cost_details: Some(CostDetails {
            upstream_inference_cost: Some(number(total)),
            upstream_inference_prompt_cost: Some(number(cost.prompt)),
            upstream_inference_completions_cost: Some(number(cost.images)),
            ..CostDetails::default()
        }),
        completion_tokens_details: Some(CompletionTokensDetails {
            reasoning_tokens: Some(0.into()),
            image_tokens: Some(order.image_tokens().into()),
            ..CompletionTokensDetails::default()
        }),
        ..Usage::default()
    }
}
