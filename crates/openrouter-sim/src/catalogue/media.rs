//! What models that make images and videos can be told, and what they cost.

use std::collections::BTreeMap;

use openrouter_wire::{images, videos};
use serde::Deserialize;

const IMAGES: &str = include_str!("images.json");
const VIDEOS: &str = include_str!("videos.json");

/// What a model that makes images can be told, and what it costs.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Painter {
    pub(crate) id: String,
    pub(crate) supports_streaming: bool,
    pub(crate) supported_parameters: BTreeMap<String, images::Parameter>,
    pub(crate) allowed_passthrough_parameters: Vec<String>,
    pub(crate) pricing: Vec<images::Price>,
}

/// Returns what is known of the models that make images.
pub(super) fn painters() -> Vec<Painter> {
    // A test decodes it, so it never is empty.
    serde_json::from_str(IMAGES).unwrap_or_default()
}

/// Returns what is known of the models that make videos.
pub(super) fn filmers() -> Vec<videos::Model> {
    serde_json::from_str(VIDEOS).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use openrouter_wire::Modality;

    use super::*;
    use crate::catalogue::Catalogue;

    #[test]
    fn every_model_of_images_and_videos_is_in_the_catalogue() {
        let catalogue = Catalogue::new(Vec::new());
        let of = |modality: &Modality| -> Vec<String> {
            let makes = |model: &&openrouter_wire::models::Model| {
                let made = model.architecture.as_ref().unwrap().output_modalities.as_ref();
                made.unwrap() == std::slice::from_ref(modality)
            };
            catalogue.models().iter().filter(makes).map(|model| model.id.clone()).collect()
        };
        let painters: Vec<_> = painters().into_iter().map(|painter| painter.id).collect();
        let filmers: Vec<_> = filmers().into_iter().map(|filmer| filmer.id).collect();
        assert_eq!((painters, filmers), (of(&Modality::Image), of(&Modality::Video)));
    }

    #[test]
    fn every_field_of_media_is_known_to_the_wire() {
        assert!(filmers().iter().all(|filmer| filmer.extra.is_empty()));
        let other =
            |parameter: &images::Parameter| matches!(parameter, images::Parameter::Other(_));
        assert!(!painters().iter().any(|p| p.supported_parameters.values().any(other)));
    }
}
