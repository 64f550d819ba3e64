//! One account.

use std::sync::{Mutex, MutexGuard, PoisonError};

use http::StatusCode;
use rust_decimal::Decimal;

use super::{
    AccountConfig, DEFAULT,
    free_quota::{FreeQuota, PER_DAY_OF_BUYERS},
    in_flight::InFlight,
};
use crate::{refusal::Refusal, seed::Seed};

/// The user whom the keys of the default account belong to.
pub(crate) const USER_ID: &str = "user_simulated";

/// The workspace that things of the default account belong to unless a request says otherwise.
const WORKSPACE_ID: &str = "5e0f1a2b-0000-4000-8000-000000000001";

/// What an account has bought if nobody says, in US dollars.
const BOUGHT: Decimal = Decimal::ONE_THOUSAND;

/// From which purchases on free models answer more often, in US dollars.
const BUYER: Decimal = Decimal::TEN;

/// One account: what its keys share.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) user_id: String,
    /// Where its things are unless a request says otherwise.
    pub(crate) workspace_id: String,
    /// What it has bought, in US dollars, if that is a limit.
    credits: Option<Decimal>,
    /// What it had spent before, in US dollars.
    pub(crate) spent_before: Decimal,
    limits_free: bool,
    used: Mutex<Used>,
}

/// What the requests so far used.
#[derive(Debug)]
struct Used {
    free: FreeQuota,
    in_flight: InFlight,
}

impl Account {
    pub(super) fn new(config: AccountConfig) -> Self {
        let AccountConfig {
            name,
            credits,
            spent,
            free_per_minute,
            free_per_day,
            limits_free,
            in_flight_budget,
        } = config;
        let (user_id, workspace_id) = if name == DEFAULT {
            (USER_ID.to_owned(), WORKSPACE_ID.to_owned())
        } else {
            (format!("{USER_ID}_{name}"), Seed::of(&format!("workspace of {name}")).uuid())
        };
        let is_buyer = credits.unwrap_or(BOUGHT) >= BUYER;
        Self {
            user_id,
            workspace_id,
            credits,
            spent_before: spent,
            limits_free,
            used: Mutex::new(Used {
                free: FreeQuota::new(free_per_minute, free_per_day, is_buyer),
                in_flight: InFlight::new(in_flight_budget),
            }),
        }
    }

    /// Returns what it has bought, in US dollars, whether that is a limit or not.
    pub(crate) fn bought(&self) -> Decimal {
        self.credits.unwrap_or(BOUGHT)
    }

    /// Returns what is left, in US dollars, if that is a limit. It may be less than nothing.
    pub(crate) fn balance(&self, spent: impl FnOnce() -> Decimal) -> Option<Decimal> {
        self.credits.map(|credits| credits - spent())
    }

    /// Refuses what costs something if nothing is left.
    pub(crate) fn check_balance(&self, spent: impl FnOnce() -> Decimal) -> Result<(), Refusal> {
        let is_broke = self.balance(spent).is_some_and(|left| left <= Decimal::ZERO);
        if is_broke { Err(insufficient_credits()) } else { Ok(()) }
    }

    /// Refuses everything if more was spent than bought.
    pub(crate) fn check_debt(&self, spent: impl FnOnce() -> Decimal) -> Result<(), Refusal> {
        let owes = self.balance(spent).is_some_and(|left| left < Decimal::ZERO);
        if owes { Err(insufficient_credits()) } else { Ok(()) }
    }

    /// Counts a request for a free model, unless it is one too many.
    pub(crate) fn take_free(&self, now: u64) -> Result<(), Refusal> {
        if self.limits_free { self.lock().free.take(now) } else { Ok(()) }
    }

    /// Returns how often free models answer on a day, and how often they did.
    pub(crate) fn free_on_day_of(&self, now: u64) -> (u64, u64) {
        if self.limits_free { self.lock().free.of_day(now) } else { (PER_DAY_OF_BUYERS, 0) }
    }

    /// Counts a request that is under way and may cost so much, unless all together may cost too
    /// much.
    pub(crate) fn hold(
        &self,
        log_index: usize,
        weight: Decimal,
        is_over: impl Fn(usize) -> bool,
    ) -> Result<(), Refusal> {
        self.lock().in_flight.add(log_index, weight, is_over)
    }

    fn lock(&self) -> MutexGuard<'_, Used> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn insufficient_credits() -> Refusal {
    Refusal::new(
        StatusCode::PAYMENT_REQUIRED,
        "Insufficient credits. Add more using https://openrouter.ai/settings/credits",
    )
}
