//! `/images/models` and `/videos/models`: what can be told to models of media.

use openrouter_wire::{
    Extra,
    images::{
        Architecture, Endpoint, EndpointsResponse, ListEndpoints, ListModels, Model, ModelsResponse,
    },
    videos,
};

use super::models::{cached, find};
use crate::{
    catalogue::{Painter, upstreams},
    refusal::Refusal,
    reply::Reply,
    server::{API_ROOT, Call, Routes},
};

pub(super) fn routes() -> Routes {
    Routes::default()
        .serve::<ListModels>(|call| Ok(list_images(call)))
        .serve::<ListEndpoints>(list_image_endpoints)
        .serve::<videos::ListModels>(|call| Ok(list_videos(call)))
}

fn list_images(call: &Call<'_>) -> Reply {
    let catalogue = &call.state.catalogue;
    let describe = |painter: &Painter| {
        let Painter { id, supports_streaming, supported_parameters, .. } = painter.clone();
        let model = catalogue.find(&id)?;
        let architecture = model.architecture.clone().unwrap_or_default();
        Some(Model {
            endpoints: Some(format!("{API_ROOT}/images/models/{id}/endpoints")),
            id,
            name: model.name.clone(),
            description: model.description.clone(),
            created: model.created.clone(),
            architecture: Some(Architecture {
                input_modalities: architecture.input_modalities,
                output_modalities: architecture.output_modalities,
                extra: Extra::default(),
            }),
            supported_parameters: Some(supported_parameters),
            supports_streaming: Some(supports_streaming),
            extra: Extra::default(),
        })
    };
    let data = catalogue.painters().iter().filter_map(describe).collect();
    cached(Reply::ok(&ModelsResponse { data, extra: Extra::default() }))
}

fn list_image_endpoints(call: &Call<'_>) -> Result<Reply, Refusal> {
    let model = find(call)?;
    let painters = call.state.catalogue.painters();
    let painter = painters.iter().find(|painter| painter.id == model.id);
    let painter =
        painter.ok_or_else(|| Refusal::not_found(format!("Model {} makes no images", model.id)))?;
    let endpoints = upstreams(model).into_iter().map(|upstream| Endpoint {
        provider_name: Some(upstream.name.to_owned()),
        provider_slug: Some(upstream.slug.to_owned()),
        provider_tag: Some(upstream.slug.to_owned()),
        supported_parameters: Some(painter.supported_parameters.clone()),
        allowed_passthrough_parameters: Some(painter.allowed_passthrough_parameters.clone()),
        supports_streaming: Some(painter.supports_streaming),
        pricing: Some(painter.pricing.clone()),
        extra: Extra::default(),
    });
    Ok(cached(Reply::ok(&EndpointsResponse {
        id: Some(model.id.clone()),
        endpoints: endpoints.collect(),
        extra: Extra::default(),
    })))
}

fn list_videos(call: &Call<'_>) -> Reply {
    let data = call.state.catalogue.filmers().to_vec();
    cached(Reply::ok(&videos::ModelsResponse { data, extra: Extra::default() }))
}
