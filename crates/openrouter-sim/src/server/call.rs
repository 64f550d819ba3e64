//! A request whose key was admitted.

use bytes::Bytes;
use http::StatusCode;
use openrouter_wire::{Modality, headers, models::Model};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::State;
use crate::{
    answer_cache::Hit,
    catalogue::Tariff,
    ledger::{Generation, Record},
    refusal::Refusal,
    reply::encode,
    request_log::RecordedRequest,
    script::Answer,
    seed::Seed,
};

/// A request whose key was admitted, and what an endpoint needs to answer it.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) state: &'a State,
    pub(crate) request: &'a RecordedRequest,
    /// What its headers ask for; of a request in a batch, nothing.
    pub(crate) said: &'a headers::Request,
    /// The body as it came.
    pub(crate) body: &'a Bytes,
    /// The key that asks; empty where none is needed.
    pub(crate) key_hash: &'a str,
    /// Where the names in the reply come from.
    pub(crate) names: &'a Seed,
    /// Where the id of the generation comes from.
    pub(crate) id_names: &'a Seed,
    /// The answer that is given again, if there is one: its names and its script are the call's.
    pub(crate) hit: Option<&'a Hit>,
    /// The completion that is scripted for this request, for endpoints that give completions.
    pub(crate) scripted: Option<&'a Answer>,
    /// What part of its price a model is paid.
    pub(crate) tariff: Tariff,
    /// The values in the path, by the names in the braces.
    pub(crate) path: &'a [(String, String)],
    /// Which entry of the request log it is.
    pub(crate) log_index: usize,
}

impl Call<'_> {
    /// Returns the time, in seconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.state.clock.unix_seconds()
    }

    /// Returns a value in the path; nothing if the path has none of that name.
    pub(crate) fn path(&self, name: &str) -> &str {
        let found = self.path.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// Reads the query.
    pub(crate) fn query<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        serde_urlencoded::from_str(self.request.query.as_deref().unwrap_or_default())
            .map_err(|error| Refusal::bad_request(format!("Invalid query: {error}")))
    }

    /// Reads the body as JSON.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        openrouter_wire::decode(self.body)
            .map_err(|error| Refusal::bad_request(format!("Invalid request body: {error}")))
    }

    /// Finds the model that makes something. Unlike chat, the service does not name the user where
    /// there is none.
    pub(crate) fn model_for(&self, modality: &Modality, name: &str) -> Result<&Model, Refusal> {
        self.state.catalogue.find_for(modality, name).ok_or_else(|| {
            let message = format!("Model {name} does not exist");
            Refusal::anonymous(StatusCode::BAD_REQUEST, message)
        })
    }

    /// Reads the body as JSON, with the settings of the preset that it names.
    pub(crate) fn json_with_preset<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        // Few requests name one, and a body may be large.
        if !self.request.body.contains("preset") {
            return self.json();
        }
        let mut body: Map<String, Value> = self.json()?;
        self.state.presets.apply(&mut body);
        openrouter_wire::decode(encode(&body).as_bytes())
            .map_err(|error| Refusal::bad_request(format!("Invalid request body: {error}")))
    }

    /// Makes the changes of the script to the JSON of a completion.
    pub(crate) fn edit_json(&self, json: String) -> String {
        match self.scripted {
            Some(answer) => answer.edit_json(json),
            None => json,
        }
    }

    /// Charges the key for a generation, and keeps a record of it.
    pub(crate) fn charge(&self, generation: Generation) {
        let source_id = self.hit.map(|hit| hit.kept.source_id.clone());
        let generation = Generation { source_id, ..generation };
        let made_at = self.state.clock.since_epoch();
        self.state.keyring.spend(self.key_hash, made_at.as_secs(), generation.cost);
        self.state.ledger.add(Record {
            generation,
            key_hash: self.key_hash.to_owned(),
            made_at,
            log_index: self.log_index,
        });
    }

    /// Refuses a completion that is scripted for an endpoint that gives none.
    pub(crate) fn expect_no_completion(&self) -> Result<(), Refusal> {
        if self.scripted.is_none() {
            return Ok(());
        }
        Err(Refusal::anonymous(
            StatusCode::INTERNAL_SERVER_ERROR,
            "a completion is scripted for a path that has none",
        ))
    }
}
