//! Items that say what the model knows, and not what was said.

use serde::{Deserialize, Serialize};

use crate::{Extra, open_enum::open_enum, responses::Tool};

/// What stands for an earlier part of the conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compaction {
    /// That part, encrypted.
    pub encrypted_content: String,
    /// The id of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The mark of a place where the conversation was shortened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContextCompaction {
    /// What was left out, encrypted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encrypted_content: Option<String>,
    /// The id of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// An item of an earlier answer. The service stores none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemReference {
    /// Its id.
    pub id: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Tools that the model has from here on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdditionalTools {
    /// Who gives them.
    pub role: ToolsRole,
    /// The tools.
    pub tools: Vec<Tool>,
    /// The id of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Who gives a model its tools.
    #[derive(Default)]
    pub enum ToolsRole {
        /// The application.
        #[default]
        Developer = "developer",
        /// The application.
        System = "system",
        /// The user.
        User = "user",
        /// The model.
        Assistant = "assistant",
        /// A tool.
        Tool = "tool",
        /// A critic.
        Critic = "critic",
        /// A discriminator.
        Discriminator = "discriminator",
        /// Not told.
        Unknown = "unknown",
    }
}
