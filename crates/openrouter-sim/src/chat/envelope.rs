//! What all parts of a reply have in common.

use openrouter_wire::chat::{Chunk, Response};

use super::family::Family;
use crate::{catalogue::Served, generation_ids::generation_id, seed::Seed};

/// What all parts of a reply have in common.
#[derive(Clone, Debug)]
pub(crate) struct Envelope {
    pub(crate) id: String,
    pub(crate) created: u64,
    pub(crate) model: String,
    pub(crate) family: Family,
    fingerprint: Option<String>,
}

impl Envelope {
    pub(crate) fn new(model: &Served, created: u64, mut names: Seed) -> Self {
        let family = Family::of(&model.slug);
        Self {
            id: generation_id("gen", created, &mut names),
            created,
            model: model.slug.clone(),
            family,
            // The same for all replies of a model.
            fingerprint: family.fingerprint(&mut Seed::of(&model.slug)),
        }
    }

    /// Creates a chunk without choices.
    pub(crate) fn chunk(&self) -> Chunk {
        Chunk {
            id: Some(self.id.clone()),
            object: Some("chat.completion.chunk".to_owned()),
            created: Some(self.created.into()),
            model: Some(self.model.clone()),
            provider: Some(self.family.upstream().into()),
            system_fingerprint: self.fingerprint.clone(),
            ..Chunk::default()
        }
    }

    /// Creates a response without choices.
    pub(crate) fn response(&self) -> Response {
        Response {
            id: Some(self.id.clone()),
            object: Some("chat.completion".to_owned()),
            created: Some(self.created.into()),
            model: Some(self.model.clone()),
            provider: Some(self.family.upstream().into()),
            system_fingerprint: self.fingerprint.clone(),
            service_tier: self.family.service_tier(),
            ..Response::default()
        }
    }
}
