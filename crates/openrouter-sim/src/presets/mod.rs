//! Presets: settings of requests under a name, in versions.

mod config;

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use openrouter_wire::{
    Extra,
    presets::{Preset, Status, Version, WithVersion},
};
use serde_json::{Map, Value};

use crate::{accounts::USER_ID, calendar::iso, seed::Seed};

pub(crate) use config::Config;

/// The presets of the account.
#[derive(Debug, Default)]
pub(crate) struct Presets(Mutex<Vec<Stored>>);

/// A preset and its versions, the oldest first.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) preset: Preset,
    pub(crate) versions: Vec<Version>,
}

impl Presets {
    /// Adds a version to a preset, and makes the preset if there is none.
    pub(crate) fn add(
        &self,
        slug: &str,
        config: Config,
        workspace_id: String,
        now: Duration,
        names: &Seed,
    ) -> WithVersion {
        let mut presets = self.lock();
        let index = presets.iter().position(|stored| stored.preset.slug == slug);
        let mut stored = match index {
            Some(index) => presets.remove(index),
            None => Stored::new(slug, workspace_id, now, names),
        };
        stored.add(config, now, names);
        let added = stored.with_version();
        // Those that were changed last come first.
        presets.insert(0, stored);
        drop(presets);
        added
    }

    /// Returns the presets, those that were changed last first.
    pub(crate) fn all(&self) -> Vec<Stored> {
        self.lock().clone()
    }

    pub(crate) fn find(&self, slug: &str) -> Option<Stored> {
        self.lock().iter().find(|stored| stored.preset.slug == slug).cloned()
    }

    /// Puts the settings of the preset that a request names into the request. What the request
    /// says itself stays.
    pub(crate) fn apply(&self, body: &mut Map<String, Value>) {
        if let Some(stored) = config::named_in(body).and_then(|slug| self.find(&slug))
            && let Some(version) = stored.versions.last()
        {
            config::apply(version, body);
        }
    }

    /// Returns the version of the preset that a request names.
    pub(crate) fn version_in(&self, body: &Map<String, Value>) -> Option<String> {
        let stored = self.find(&config::named_in(body)?)?;
        stored.versions.last()?.id.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Stored>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stored {
    fn new(slug: &str, workspace_id: String, now: Duration, names: &Seed) -> Self {
        let preset = Preset {
            id: Some(names.fork("preset").uuid()),
            slug: slug.to_owned(),
            name: Some(slug.to_owned()),
            status: Some(Status::Active),
            creator_user_id: Some(USER_ID.to_owned()),
            workspace_id: Some(workspace_id),
            created_at: Some(iso(now)),
            ..Preset::default()
        };
        Self { preset, versions: Vec::new() }
    }

    fn add(&mut self, config: Config, now: Duration, names: &Seed) {
        let time = Some(iso(now));
        let number = u64::try_from(self.versions.len()).unwrap_or(u64::MAX).saturating_add(1);
        let version = Version {
            id: Some(names.fork("version").uuid()),
            preset_id: self.preset.id.clone(),
            version: Some(number.into()),
            config: Some(config.settings),
            system_prompt: config.system_prompt,
            creator_id: Some(USER_ID.to_owned()),
            created_at: time.clone(),
            updated_at: time.clone(),
            extra: Extra::default(),
        };
        self.preset.designated_version_id.clone_from(&version.id);
        self.preset.updated_at = time;
        self.versions.push(version);
    }

    /// Returns the preset with the version that requests get.
    pub(crate) fn with_version(&self) -> WithVersion {
        let designated_version = self.versions.last().cloned();
        WithVersion { preset: self.preset.clone(), designated_version }
    }
}
