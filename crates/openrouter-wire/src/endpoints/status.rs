//! Whether an endpoint can be used.

use serde::{Deserialize, Serialize};
use serde_json::Number;

/// Whether an endpoint can be used, as a number.
///
/// The API description lists 0, -1, -2, -3, -5 and -10 and says what none of them means; others
/// are kept. By all appearances 0 is an endpoint that works, and those below it do not.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Status(Number);

impl Status {
    /// The values that the API description lists.
    pub const KNOWN: &'static [i64] = &[0, -1, -2, -3, -5, -10];

    /// Returns whether the service has nothing against the endpoint.
    pub fn is_healthy(&self) -> bool {
        self.0.as_f64() == Some(0.0)
    }

    /// Returns the number.
    pub fn as_number(&self) -> &Number {
        &self.0
    }
}

impl From<i64> for Status {
    fn from(value: i64) -> Self {
        Self(value.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_zero_is_healthy() {
        for status in Status::KNOWN {
            assert_eq!(Status::from(*status).is_healthy(), *status == 0);
        }
        assert!(!Status::from(7).is_healthy());
    }

    #[test]
    fn a_number_is_kept_as_it_was_written() {
        for json in ["0", "-10", "-42", "0.0"] {
            let status: Status = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&status).unwrap(), json);
        }
    }
}
