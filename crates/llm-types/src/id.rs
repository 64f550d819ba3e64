//! Identifiers as types, so that they cannot be swapped: [`ModelId`], [`ResponseId`],
//! [`ToolCallId`], [`CredentialId`], [`RateLimitHolder`].

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(from = "String", into = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes any text: identifiers are the provider's, and are never rewritten.
            pub fn new(id: impl Into<Arc<str>>) -> Self {
                Self(id.into())
            }

            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({:?})"), &*self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.into())
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id.into())
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.as_ref().to_owned()
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                &*self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                &*self.0 == *other
            }
        }
    };
}

id! {
    /// Names a model as its provider spells it, such as `openai/gpt-4o-mini`.
    ///
    /// The model that answers may be called otherwise than the one that was asked for; see
    /// [`StandardResponse::model`](crate::StandardResponse::model).
    ModelId
}

id! {
    /// Names one response, as given by the provider; look-ups and support requests need it.
    ResponseId
}

id! {
    /// Ties a tool result to the call that asked for it.
    ToolCallId
}

/// What an id that we made up begins with. Upstreams take ids of up to forty letters, digits and
/// underscores.
const MADE_UP: &str = "call_made_up_";

impl ToolCallId {
    /// An id of our own, for a call that came without one.
    pub(crate) fn made_up(number: u64) -> Self {
        Self::from(format!("{MADE_UP}{number:016x}"))
    }

    /// True if the upstream gave the call no id, and this is one that was made up for the next
    /// turn: the upstream does not know it.
    pub fn is_made_up(&self) -> bool {
        self.0.starts_with(MADE_UP)
    }
}

id! {
    /// Names a stored credential among those of its provider, without showing any of it.
    CredentialId
}

id! {
    /// Whose limit it is: the provider's name of an account, or of a key that belongs to none.
    RateLimitHolder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_transparent_in_json() {
        let id = ModelId::from("openai/gpt-4o-mini");
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, "\"openai/gpt-4o-mini\"");
        assert_eq!(serde_json::from_str::<ModelId>(&json).unwrap(), id);
    }

    #[test]
    fn ids_look_up_by_str() {
        let map = std::collections::HashMap::from([(ToolCallId::from("call_1"), 1)]);
        assert_eq!(map.get("call_1"), Some(&1));
    }
}
