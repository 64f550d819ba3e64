//! Settings that go to one upstream only.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Extra;

/// What is said to upstreams about sound and video, where they cannot be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderOptions {
    /// Settings in the upstream's own words, by its slug. Those of the upstream that serves the
    /// call are passed on; the service drops the others, and slugs that it does not know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<Map<String, Value>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl ProviderOptions {
    /// Creates settings for one upstream.
    pub fn new(slug: impl Into<String>, settings: Map<String, Value>) -> Self {
        let options = Map::from_iter([(slug.into(), settings.into())]);
        Self { options: Some(options), ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn settings_stand_under_the_slug() {
        let settings = Map::from_iter([("steps".to_owned(), json!(40))]);
        insta::assert_snapshot!(
            serde_json::to_string(&ProviderOptions::new("acme", settings)).unwrap(),
            @r#"{"options":{"acme":{"steps":40}}}"#
        );
    }
}
