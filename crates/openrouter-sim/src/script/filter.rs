//! Which requests a scripted answer is for.

use std::{fmt, sync::Arc};

use openrouter_wire::{Operation as _, chat};

use crate::{keyring::key_hash, request_log::RecordedRequest};

type Predicate = Arc<dyn Fn(&RecordedRequest) -> bool + Send + Sync>;

/// A path and conditions, all of which must hold.
#[derive(Clone)]
pub(crate) struct Filter {
    /// How the path ends.
    path: String,
    conditions: Vec<Predicate>,
}

/// Requests for a completion.
impl Default for Filter {
    fn default() -> Self {
        Self { path: chat::Request::PATH.to_owned(), conditions: Vec::new() }
    }
}

impl Filter {
    pub(crate) fn and(
        &mut self,
        condition: impl Fn(&RecordedRequest) -> bool + Send + Sync + 'static,
    ) {
        self.conditions.push(Arc::new(condition));
    }

    pub(crate) fn and_model(&mut self, model: String) {
        self.and(move |request| request.model().is_some_and(|asked| asked == model));
    }

    pub(crate) fn set_path(&mut self, path: String) {
        self.path = path;
    }

    pub(crate) fn and_key(&mut self, key: &str) {
        let hash = key_hash(key);
        self.and(move |request| request.key_hash.as_ref() == Some(&hash));
    }

    pub(crate) fn matches(&self, request: &RecordedRequest) -> bool {
        request.path.ends_with(&self.path)
            && self.conditions.iter().all(|condition| condition(request))
    }
}

impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Filter")
            .field("path", &self.path)
            .field("conditions", &self.conditions.len())
            .finish()
    }
}
