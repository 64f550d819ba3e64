//! `/credits`: what the account has bought and used. For management keys only.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{Access, EncodeError, Extra, Method, Operation, Payload};

/// Asks what the account has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Get {}

impl Operation for Get {
    const ID: &'static str = "getCredits";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/credits";
    const ACCESS: Access = Access::Management;
    type Response = Response;
}

/// `POST /credits/coinbase`: once bought credits. It is gone: the service answers 410, to everybody
/// and to every body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateCoinbaseCharge {}

impl Operation for CreateCoinbaseCharge {
    const ID: &'static str = "createCoinbaseCharge";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/credits/coinbase";
    const ACCESS: Access = Access::Public;
    type Response = ();

    fn payload(&self) -> Result<Option<Payload>, EncodeError> {
        Ok(None)
    }
}

/// The reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The account's credits.
    pub data: Credits,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Credits, in US dollars. The balance is the difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credits {
    /// All that were ever bought.
    pub total_credits: Number,
    /// All that were ever used.
    pub total_usage: Number,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode;

    #[test]
    fn credits_are_kept_as_they_were_written() {
        let json = r#"{"data":{"total_credits":100,"total_usage":25.750000001}}"#;
        let reply: Response = decode(json.as_bytes()).unwrap();
        assert_eq!(reply.data.total_credits.as_u64(), Some(100));
        assert_eq!(serde_json::to_string(&reply).unwrap(), json);
    }

    #[test]
    fn a_balance_is_not_guessed_from_half_of_it() {
        assert!(decode::<Response>(br#"{"data":{"total_credits":100}}"#).is_err());
    }

    #[test]
    fn a_charge_has_no_body() {
        let charge = CreateCoinbaseCharge {};
        assert_eq!(
            (charge.path().unwrap().as_str(), charge.payload()),
            ("/credits/coinbase", Ok(None))
        );
    }
}
