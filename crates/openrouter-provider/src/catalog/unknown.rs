//! [`UnknownModel`]: a name that is not listed.

use std::fmt;

use llm_types::{Error, ErrorKind, ModelId};

/// A name that is not listed, and names that are much like it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownModel {
    /// The name.
    pub id: ModelId,
    /// Names that are listed, the likest first; at most three.
    pub similar: Vec<ModelId>,
}

impl UnknownModel {
    pub(super) fn new(id: &str, similar: Vec<ModelId>) -> Self {
        Self { id: id.into(), similar }
    }

    /// Everything but the name itself.
    fn message(&self) -> String {
        let mut message = "no such model is listed".to_owned();
        for (place, id) in self.similar.iter().enumerate() {
            let word = match place {
                0 => ": did you mean ",
                _ if place + 1 == self.similar.len() => " or ",
                _ => ", ",
            };
            message.push_str(word);
            message.push_str(id.as_str());
        }
        if !self.similar.is_empty() {
            message.push('?');
        }
        message
    }
}

impl fmt::Display for UnknownModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.id.as_str(), self.message())
    }
}

impl std::error::Error for UnknownModel {}

impl From<UnknownModel> for Error {
    fn from(unknown: UnknownModel) -> Self {
        Self::new(ErrorKind::ModelNotFound, unknown.message()).with_model(unknown.id)
    }
}
