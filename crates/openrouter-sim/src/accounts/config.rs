//! Settings of an account.

use rust_decimal::Decimal;

use super::DEFAULT;

/// An account of the simulator: credits and quotas that its keys share.
///
/// Free models (`:free`) answer an account 20 times a minute, and 50 times a day; 1000 times, if it
/// ever bought credits for $10 or more. Days are those of UTC. Other models have no such limit.
///
/// # Examples
///
/// ```
/// use openrouter_sim::{AccountConfig, ApiKeyConfig, Simulator};
///
/// let team_b = AccountConfig::new("team-b").credits(5.into()).free_requests_per_day(2);
/// let builder = Simulator::builder()
///     .account(team_b)
///     .api_key(ApiKeyConfig::new("sk-or-v1-of-nobody-in-particular"))
///     .api_key(ApiKeyConfig::new("sk-or-v1-of-somebody-in-team-b").account("team-b"));
/// ```
#[derive(Clone, Debug)]
#[must_use = "hand it to `SimulatorBuilder::account`"]
pub struct AccountConfig {
    pub(crate) name: String,
    pub(crate) credits: Option<Decimal>,
    pub(crate) spent: Decimal,
    pub(crate) free_per_minute: Option<u64>,
    pub(crate) free_per_day: Option<u64>,
    pub(crate) limits_free: bool,
    pub(crate) in_flight_budget: Option<Decimal>,
}

impl AccountConfig {
    /// Creates an account. [`ApiKeyConfig::account`](crate::ApiKeyConfig::account) puts keys into
    /// it.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            credits: None,
            spent: Decimal::ZERO,
            free_per_minute: None,
            free_per_day: None,
            limits_free: true,
            in_flight_budget: None,
        }
    }

    /// Sets what the account has ever bought, in US dollars. Once that is spent, the simulator
    /// answers 402 `Insufficient credits`; before, 402 to a chat whose answer might cost more than
    /// what is left. Free models answer until more than that is spent. Without it, nothing is
    /// refused for want of credits.
    pub fn credits(mut self, usd: Decimal) -> Self {
        self.credits = Some(usd);
        self
    }

    /// Sets what the account spent before, in US dollars. It may be more than it has bought.
    pub fn spent(mut self, usd: Decimal) -> Self {
        self.spent = usd;
        self
    }

    /// Sets how often free models answer in a minute, in place of 20.
    pub fn free_requests_per_minute(mut self, requests: u64) -> Self {
        self.free_per_minute = Some(requests);
        self
    }

    /// Sets how often free models answer on a day, in place of 50 or 1000.
    pub fn free_requests_per_day(mut self, requests: u64) -> Self {
        self.free_per_day = Some(requests);
        self
    }

    /// Lets free models answer as often as they are asked.
    pub fn no_free_limits(mut self) -> Self {
        self.limits_free = false;
        self
    }

    /// Sets what the chats under way may cost together, in US dollars, if each is as long as it
    /// may be. The simulator answers 402 `in_flight_budget_exhausted` to those beyond, with a
    /// `Retry-After`. Without it, as many as like may be under way.
    pub fn in_flight_budget(mut self, usd: Decimal) -> Self {
        self.in_flight_budget = Some(usd);
        self
    }
}

/// The account of keys that name none. Keys that log in are in it as well, unless the user says
/// otherwise.
impl Default for AccountConfig {
    fn default() -> Self {
        Self::new(DEFAULT)
    }
}
