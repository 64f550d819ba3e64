//! Lists in one string.

use std::{
    fmt::{self, Display},
    marker::PhantomData,
    str::FromStr,
};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, Visitor},
};

/// A list that the API writes as one string, with commas between: `tools,reasoning`.
///
/// A comma in an entry would make two of it. No entry is an empty string.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CommaSeparated<T>(pub Vec<T>);

impl<T> Default for CommaSeparated<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> From<Vec<T>> for CommaSeparated<T> {
    fn from(entries: Vec<T>) -> Self {
        Self(entries)
    }
}

impl<T> FromIterator<T> for CommaSeparated<T> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl<T: Display> Display for CommaSeparated<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, entry) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str(",")?;
            }
            write!(f, "{entry}")?;
        }
        Ok(())
    }
}

impl<T: FromStr> FromStr for CommaSeparated<T> {
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Self, T::Err> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        text.split(',').map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

impl<T: Display> Serialize for CommaSeparated<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, T: FromStr<Err: Display>> Deserialize<'de> for CommaSeparated<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor(PhantomData))
    }
}

struct TextVisitor<T>(PhantomData<T>);

impl<T: FromStr<Err: Display>> Visitor<'_> for TextVisitor<T> {
    type Value = CommaSeparated<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("entries with commas between")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        text.parse().map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Modality;

    #[test]
    fn a_list_is_one_string() {
        let list = CommaSeparated(vec![Modality::Text, Modality::Other("smell".to_owned())]);
        assert_eq!(serde_json::to_string(&list).unwrap(), r#""text,smell""#);
        assert_eq!(serde_json::from_str::<CommaSeparated<_>>(r#""text,smell""#).unwrap(), list);
    }

    #[test]
    fn odd_text_is_kept() {
        for text in ["a, b", "a,", ",", " ", "a,,b"] {
            let list: CommaSeparated<String> = text.parse().unwrap();
            assert_eq!(list.to_string(), text);
        }
    }

    #[test]
    fn an_empty_string_has_no_entries() {
        let list = serde_json::from_str::<CommaSeparated<String>>(r#""""#).unwrap();
        assert_eq!(list, CommaSeparated::default());
        assert_eq!(serde_json::to_string(&list).unwrap(), r#""""#);
    }

    #[test]
    fn an_entry_that_cannot_be_read_is_refused() {
        assert!(serde_json::from_str::<CommaSeparated<u8>>(r#""1,256""#).is_err());
        assert!(serde_json::from_str::<CommaSeparated<String>>("[]").is_err());
    }
}
