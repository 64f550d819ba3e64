//! [`PoolState`]: all that the pool knows, and every decision over it. No lock, no clock, no I/O.
//!
//! | File | Holds |
//! |---|---|
//! | `gate` | one scope: its health, and how many leases are out under it |
//! | `key`, `account` | the scopes of a key and of an account |
//! | `throttle` | what an account may have in flight |
//! | `members` | which keys there are |
//! | `lease` | the choice of a key |
//! | `settle` | what a verdict changes |
//! | `checks` | which keys are to be asked about, and the answers |
//! | `outlook` | why there is no key, and when there will be one |
//! | `exchange` | what is written for other pools, and taken over from them |
//! | `waiting` | who waits, and who is next |
//! | `report` | the status |

mod account;
mod checks;
mod exchange;
mod gate;
mod key;
mod lease;
mod members;
mod outlook;
mod report;
mod settle;
mod throttle;
mod waiting;

use std::collections::HashMap;

use slotmap::SlotMap;

pub(super) use checks::{Answer, CheckTicket};
pub(super) use exchange::{Draft, Heard, ScopeRef};
pub(super) use key::{AccountSlot, KeySlot};
pub(super) use lease::{Choice, Granted, Ticket};
pub(super) use settle::{Notice, Verdict};
pub(super) use waiting::{Found, Place};

use super::strategy::{Selector, Strategy};
use crate::AccountId;
use account::AccountEntry;
use exchange::Shared;
use key::KeyEntry;
use tokio::time::Instant;
use waiting::Waiting;

/// Limits that hold for every key and account without its own.
#[derive(Debug, Clone, Default)]
pub(super) struct Limits {
    pub(super) per_key: Option<u32>,
    pub(super) per_account: Option<u32>,
    pub(super) accounts: HashMap<AccountId, u32>,
}

/// The keys, their health and their turns.
#[derive(Debug)]
pub(super) struct PoolState {
    keys: SlotMap<KeySlot, KeyEntry>,
    /// The keys in the order in which they were added.
    order: Vec<KeySlot>,
    by_digest: HashMap<[u8; 32], KeySlot>,
    accounts: SlotMap<AccountSlot, AccountEntry>,
    by_name: HashMap<AccountId, AccountSlot>,
    selector: Selector,
    limits: Limits,
    /// Keys that are to be asked about, and some that were.
    checks: Vec<KeySlot>,
    /// How many models all accounts together rest for.
    model_quotas: usize,
    /// Counts what was put to rest, so that the oldest can be forgotten.
    rests: u64,
    waiting: Waiting,
    /// Kept where other pools share what is known.
    shared: Option<Shared>,
    /// The latest time that anybody told.
    latest: Option<Instant>,
}

impl PoolState {
    /// `seed` is random, for the strategy that goes by chance.
    pub(super) fn new(strategy: Strategy, limits: Limits, seed: u64) -> Self {
        Self {
            keys: SlotMap::with_key(),
            order: Vec::new(),
            by_digest: HashMap::new(),
            accounts: SlotMap::with_key(),
            by_name: HashMap::new(),
            selector: Selector::new(strategy, seed),
            limits,
            checks: Vec::new(),
            model_quotas: 0,
            rests: 0,
            waiting: Waiting::default(),
            shared: None,
            latest: None,
        }
    }

    /// The entries of the keys, in their order.
    fn entries(&self) -> impl Iterator<Item = (KeySlot, &KeyEntry)> {
        self.order.iter().filter_map(|slot| Some((*slot, self.keys.get(*slot)?)))
    }
}
