//! String enums that keep values they do not know.

use std::{fmt, marker::PhantomData};

use serde::de::{Error, Visitor};

/// Defines a string enum with a last variant `Other(String)`.
///
/// The text beside a variant is its spelling in JSON. `From<&str>`, `From<String>` and `FromStr`
/// give the named variant wherever there is one, so a value is equal to itself after a round
/// trip unless somebody builds `Other` with a known spelling by hand.
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)+
            /// A value that this version does not know.
            Other(String),
        }

        impl $name {
            /// Every value that this version knows, as the API spells it.
            pub const NAMES: &'static [&'static str] = &[$($text),+];

            /// Returns the value as the API spells it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Other(text) => text,
                }
            }

            fn known(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::known(text).unwrap_or_else(|| Self::Other(text.to_owned()))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::known(&text).unwrap_or(Self::Other(text))
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self::from(text))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str($crate::open_enum::NameVisitor::new())
            }
        }
    };
}

pub(crate) use open_enum;

/// Reads a string into an open enum without an allocation for the known values.
pub(crate) struct NameVisitor<T>(PhantomData<T>);

impl<T> NameVisitor<T> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T: for<'a> From<&'a str> + From<String>> Visitor<'_> for NameVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Ok(text.into())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<T, E> {
        Ok(text.into())
    }
}

#[cfg(test)]
mod tests {
    use crate::chat::FinishReason;

    #[test]
    fn known_values_have_a_name_and_others_keep_their_text() {
        for (json, reason) in [
            (r#""stop""#, FinishReason::Stop),
            (r#""tool_calls""#, FinishReason::ToolCalls),
            (r#""sto\u0070""#, FinishReason::Stop),
            (r#""""#, FinishReason::Other(String::new())),
            (r#""STOP""#, FinishReason::Other("STOP".to_owned())),
        ] {
            assert_eq!(serde_json::from_str::<FinishReason>(json).unwrap(), reason);
        }
        assert_eq!(FinishReason::from("stop".to_owned()), "stop".parse().unwrap());
    }

    #[test]
    fn every_known_name_survives_a_round_trip() {
        for name in FinishReason::NAMES {
            let reason = FinishReason::from(*name);
            assert!(!matches!(reason, FinishReason::Other(_)));
            assert_eq!(serde_json::to_value(&reason).unwrap(), *name);
            assert_eq!(reason.to_string(), *name);
        }
    }

    #[test]
    fn only_strings_are_names() {
        for json in ["1", "null", "[]", "{}", "true"] {
            assert!(serde_json::from_str::<FinishReason>(json).is_err(), "{json}");
        }
    }
}
