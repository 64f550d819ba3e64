//! What a key may ask, by its own limit and by what its account has left.

use http::StatusCode;
use openrouter_wire::{
    error::{ApiError, Metadata},
    key::ResetInterval,
};
use rust_decimal::Decimal;
use serde_json::Value;

use super::{Key, Keyring};
use crate::refusal::Refusal;

/// How the simulator refuses keys that have spent what they may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyLimitStyle {
    /// 403 `Key limit exceeded`, once it is spent. A call that costs more than what is left is
    /// answered.
    #[default]
    Forbidden,
    /// 402, which says in its metadata that the limit is the key's. Before, 402 to a chat whose
    /// answer might cost more than what is left.
    PaymentRequired,
}

/// What an answer costs at most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Estimate {
    /// In US dollars.
    pub(crate) prompt: Decimal,
    /// In US dollars per token of the answer.
    pub(crate) token_price: Decimal,
    /// How many tokens the answer may have.
    pub(crate) tokens: u64,
}

impl Estimate {
    fn total(self) -> Decimal {
        self.prompt + self.token_price * Decimal::from(self.tokens)
    }

    /// Returns how many tokens can be paid, if not all.
    fn shortage(self, left: Decimal) -> Option<Decimal> {
        let left = (left - self.prompt).max(Decimal::ZERO);
        let affordable = left.checked_div(self.token_price)?.floor();
        (affordable < Decimal::from(self.tokens)).then_some(affordable)
    }
}

impl Keyring {
    /// Refuses a key that has spent what it may, and every key of an account that has.
    pub(crate) fn check_limit(&self, hash: &str, now: u64) -> Result<(), Refusal> {
        let key = self.key(hash).unwrap_or_default();
        self.accounts.get(&key.account).check_balance(|| self.spent(&key.account))?;
        self.check_key(&key, now)
    }

    /// Refuses a key that has spent what it may, every key of an account that owes something, and
    /// all that is beyond the quota of free models. Counts what it does not refuse.
    pub(crate) fn take_free(&self, hash: &str, now: u64) -> Result<(), Refusal> {
        let key = self.key(hash).unwrap_or_default();
        let account = self.accounts.get(&key.account);
        account.check_debt(|| self.spent(&key.account))?;
        self.check_key(&key, now)?;
        account.take_free(now)
    }

    fn check_key(&self, key: &Key, now: u64) -> Result<(), Refusal> {
        if key.remaining(now).is_none_or(|remaining| !remaining.is_zero()) {
            return Ok(());
        }
        let interval = key.limit_reset.as_ref().map_or("total", ResetInterval::as_str);
        let message = format!(
            "Key limit exceeded ({interval} limit). Manage it using \
             https://openrouter.ai/settings/keys"
        );
        Err(match self.limit_style {
            KeyLimitStyle::Forbidden => Refusal::new(StatusCode::FORBIDDEN, message),
            KeyLimitStyle::PaymentRequired => unpaid(message, Some("openrouter_key_limit")),
        })
    }

    /// Refuses an answer if the account, or the key, could not pay all of it.
    pub(crate) fn check_affordable(
        &self,
        hash: &str,
        estimate: Estimate,
        now: u64,
    ) -> Result<(), Refusal> {
        let key = self.key(hash).unwrap_or_default();
        let tokens = estimate.tokens;
        let begin = |affordable: Decimal| {
            format!(
                "This request requires more credits, or fewer max_tokens. You requested up to \
                 {tokens} tokens, but can only afford {affordable}. To increase, visit "
            )
        };
        let left = self.accounts.get(&key.account).balance(|| self.spent(&key.account));
        if let Some(affordable) = left.and_then(|left| estimate.shortage(left)) {
            let message =
                begin(affordable) + "https://openrouter.ai/settings/credits and add more credits";
            return Err(unpaid(message, None));
        }
        let remaining =
            key.remaining(now).filter(|_| self.limit_style == KeyLimitStyle::PaymentRequired);
        if let Some(affordable) = remaining.and_then(|left| estimate.shortage(left)) {
            let interval = key.limit_reset.as_ref().map_or("total", ResetInterval::as_str);
            let message = begin(affordable)
                + "https://openrouter.ai/settings/keys and create a key with a higher "
                + interval
                + " limit";
            return Err(unpaid(message, Some("openrouter_key_limit")));
        }
        Ok(())
    }

    /// Counts an answer that is under way against what all of its account may cost together.
    pub(crate) fn hold(
        &self,
        hash: &str,
        estimate: Estimate,
        log_index: usize,
        is_over: impl Fn(usize) -> bool,
    ) -> Result<(), Refusal> {
        self.account_of(hash).hold(log_index, estimate.total(), is_over)
    }
}

fn unpaid(message: String, source: Option<&str>) -> Refusal {
    let status = StatusCode::PAYMENT_REQUIRED;
    let error = ApiError::new(status.as_u16(), message);
    let metadata = Metadata {
        limit_source: source.map(str::to_owned),
        // No upstream is to blame, and the service says so.
        extra: [("provider_name".to_owned(), Value::Null)].into_iter().collect(),
        ..Metadata::default()
    };
    Refusal::of(status, ApiError { metadata: Some(Box::new(metadata)), ..error })
}
