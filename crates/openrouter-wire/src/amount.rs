//! Amounts of money, which the API writes as numbers or as text.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Number;

/// An amount in US dollars, as a JSON number or as decimal text.
///
/// `/models` writes prices as text, with up to 24 characters; the limits of
/// `provider.max_price` are text in the API description and numbers in the documentation. The
/// spelling is kept. Read it through [`fmt::Display`] into a decimal type, not into a float.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Amount {
    /// A JSON number.
    Number(Number),
    /// Decimal text. `"-1"` in a price means that it varies.
    Text(String),
}

impl Amount {
    /// Returns whether it stands for a price that varies: a router's, which is that of the model
    /// it picks. Such prices are `-1`; prices have no other value below zero.
    pub fn is_variable(&self) -> bool {
        match self {
            Self::Number(number) => number.as_f64().is_some_and(|number| number < 0.0),
            Self::Text(text) => {
                let text = text.trim();
                text.starts_with('-') && text.parse().is_ok_and(|number: f64| number < 0.0)
            }
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

impl From<&str> for Amount {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Amount {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Number> for Amount {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spelling_is_kept() {
        for json in ["\"0.0000000833333333333333\"", "\"-1\"", "\"\"", "\"1e-7\"", "0", "0.5"] {
            let amount: Amount = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&amount).unwrap(), json);
            assert_eq!(amount.to_string(), json.trim_matches('"'));
        }
    }

    #[test]
    fn only_a_price_below_zero_varies() {
        for json in ["\"-1\"", "\"-1.0\"", "-1", "-1e0"] {
            assert!(serde_json::from_str::<Amount>(json).unwrap().is_variable(), "{json}");
        }
        for json in ["\"0\"", "\"-0\"", "0", "-0.0", "\"1e-7\"", "\"\"", "\"-\"", "1"] {
            assert!(!serde_json::from_str::<Amount>(json).unwrap().is_variable(), "{json}");
        }
    }
}
