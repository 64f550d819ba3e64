//! Objects without settings.

use serde::{Deserialize, Serialize};

use crate::Extra;

/// An object that says nothing but its type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bare {
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
