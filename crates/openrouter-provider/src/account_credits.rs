//! [`AccountCredits`]: what the account has bought and used.

use llm_types::{Error, ErrorKind, Result, Usd};
use openrouter_wire::credits::{Credits, Get};
use serde::Serialize;
use serde_json::Number;

use crate::OpenRouter;

/// What the account has bought and used since it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AccountCredits {
    /// All that was ever bought.
    pub bought: Usd,
    /// All that was ever used.
    pub used: Usd,
}

impl AccountCredits {
    /// The amounts of a reply.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`] if one of them is no amount.
    pub fn new(credits: &Credits) -> Result<Self> {
        let amount = |number: &Number| {
            number.to_string().parse().map_err(|error| {
                let message = "the credits of the account are no amounts of money";
                Error::new(ErrorKind::Decode, message).with_source(error)
            })
        };
        let Credits { total_credits, total_usage, extra: _ } = credits;
        Ok(Self { bought: amount(total_credits)?, used: amount(total_usage)? })
    }

    /// What is left. Less than nothing if the account owes: calls are refused then, those of free
    /// models as well.
    pub fn left(self) -> Usd {
        self.bought - self.used
    }
}

impl OpenRouter {
    /// What the account has bought and used, in exact amounts.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call). It takes a
    /// [management key](crate::OpenRouterBuilder::management_key).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future cancels the request.
    pub async fn credits(&self) -> Result<AccountCredits> {
        AccountCredits::new(&self.call(&Get {}).await?.data)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_exact() {
        let left = |json: &str| {
            let credits: Credits = serde_json::from_str(json).unwrap();
            AccountCredits::new(&credits).map(AccountCredits::left)
        };
        let exact = left(r#"{"total_credits":100,"total_usage":99.9}"#).unwrap();
        // Floats give 0.09999999999999432.
        assert_eq!(exact, "0.1".parse().unwrap());
        let owed = left(r#"{"total_credits":0.1,"total_usage":3e-1}"#).unwrap();
        assert_eq!(owed, "-0.2".parse().unwrap());
        let error = left(r#"{"total_credits":1e300,"total_usage":0}"#).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
    }
}
