//! What the service says about keys.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Key;
use crate::Extra;

/// The reply to `GET /keys`: one page, of up to 100 keys. It does not say how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListResponse {
    /// The keys of the workspace that was asked for, or of the default one.
    pub data: Vec<Key>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The reply to `GET` and `PATCH /keys/{hash}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The key, after the change if there was one.
    pub data: Key,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The reply to `POST /keys`, with status 201.
///
/// It holds a secret: `Debug` does not show it, and the caller moves it to a type that protects
/// it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Created {
    /// What is known about the key.
    pub data: Key,
    /// The key itself: beside `data`, not in it, and never given again.
    pub key: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl fmt::Debug for Created {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { data, key: _, extra: _ } = self;
        f.debug_struct("Created").field("data", data).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{decode, fixtures, key::ResetInterval};

    #[test]
    fn a_list_of_keys_is_read() {
        let list: ListResponse = decode(fixtures::KEYS.as_bytes()).unwrap();
        let [first, second] = list.data.try_into().unwrap();
        assert_eq!(first.hash.as_deref(), Some("f01d52606dc8"));
        assert_eq!(first.limit_reset, Some(ResetInterval::Monthly));
        assert_eq!((second.disabled, second.limit), (Some(true), None));
    }

    #[test]
    fn a_new_key_is_beside_what_is_known_about_it() {
        let created: Created = decode(br#"{"data":{"hash":"h"},"key":"sk-or-v1-0"}"#).unwrap();
        assert_eq!(created.key, "sk-or-v1-0");
        assert_eq!(created.data.hash.as_deref(), Some("h"));
        assert!(decode::<Created>(br#"{"data":{"key":"sk-or-v1-0"}}"#).is_err());
    }

    #[test]
    fn debug_shows_no_new_key() {
        let created: Created =
            decode(br#"{"data":{"hash":"h"},"key":"canary","new":"canary"}"#).unwrap();
        let debug = format!("{created:?} {created:#?}");
        assert!(debug.contains("\"h\"") && !debug.contains("canary"), "{debug}");
    }
}
