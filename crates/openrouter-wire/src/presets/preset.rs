//! A preset.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Count, Extra, open_enum::open_enum};

/// A preset. Times are ISO 8601.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preset {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What requests call it.
    pub slug: String,
    /// Its name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Whether it can be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// When that last changed.
    pub status_updated_at: Option<String>,
    /// The version that requests get.
    pub designated_version_id: Option<String>,
    /// Who made it.
    pub creator_user_id: Option<String>,
    /// The workspace that it belongs to.
    pub workspace_id: Option<String>,
    /// When it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    /// When it was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Whether a preset can be used.
    pub enum Status {
        /// It can.
        Active = "active",
        /// It is switched off.
        Disabled = "disabled",
        /// It is put away.
        Archived = "archived",
    }
}

/// A preset with the version that requests get.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithVersion {
    /// The preset. Fields that this version does not know are there.
    #[serde(flatten)]
    pub preset: Preset,
    /// The version; none if there is none yet.
    pub designated_version: Option<Version>,
}

/// One version of a preset. Times are ISO 8601.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The preset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset_id: Option<String>,
    /// Its number; later versions have higher ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<Count>,
    /// The settings, by the names that requests have for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<Map<String, Value>>,
    /// What the model is told before the messages of the request.
    pub system_prompt: Option<String>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator_id: Option<String>,
    /// When it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    /// When it was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Data, Page, decode, fixtures::check};

    const PRESET: &str = include_str!("../../fixtures/preset.json");

    #[test]
    fn a_preset_comes_with_its_version() {
        let reply: Data<WithVersion> = decode(PRESET.as_bytes()).unwrap();
        let WithVersion { preset, designated_version } = reply.data;
        assert_eq!((preset.slug.as_str(), preset.status), ("reviewer", Some(Status::Active)));
        let version = designated_version.unwrap();
        assert_eq!(version.version, Some(2.into()));
        assert_eq!(version.config.unwrap().get("model"), Some(&"acme/quill-2".into()));
    }

    #[test]
    fn every_field_has_a_place() {
        check::<Data<WithVersion>>(PRESET);
    }

    #[test]
    fn unknown_fields_are_with_the_preset() {
        let json = r#"{"slug":"a","colour":"blue","designated_version":null}"#;
        let reply: WithVersion = decode(json.as_bytes()).unwrap();
        assert_eq!(reply.preset.extra.get("colour"), Some(&"blue".into()));
        let again: WithVersion = decode(&serde_json::to_vec(&reply).unwrap()).unwrap();
        assert_eq!(again, reply);
    }

    #[test]
    fn a_version_may_be_null() {
        let page: Page<Option<Version>> =
            decode(br#"{"data":[{"version":1},null],"total_count":2}"#).unwrap();
        assert_eq!(page.data.iter().flatten().count(), 1);
        let reply: Data<Option<Version>> = decode(br#"{"data":null}"#).unwrap();
        assert_eq!(serde_json::to_string(&reply).unwrap(), r#"{"data":null}"#);
    }
}
