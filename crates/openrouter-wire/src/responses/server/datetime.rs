//! The time.

use serde::{Deserialize, Serialize};

use crate::{Extra, responses::ItemStatus};

/// The time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerDatetime {
    /// How far it is.
    pub status: ItemStatus,
    /// The time, as an ISO 8601 time.
    pub datetime: String,
    /// Its IANA time zone.
    pub timezone: String,
    /// The id of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
