//! Accounts: what their keys share.

mod account;
mod config;
mod free_quota;
mod in_flight;

use std::collections::BTreeMap;

pub(crate) use account::{Account, USER_ID};
pub use config::AccountConfig;

/// The account of keys that name none.
pub(crate) const DEFAULT: &str = "default";

/// All accounts, by their name. There is always one.
#[derive(Debug)]
pub(crate) struct Accounts {
    default: Account,
    others: BTreeMap<String, Account>,
}

impl Accounts {
    /// Creates the accounts that are configured, and those that keys only name.
    pub(crate) fn new<'a>(
        configs: Vec<AccountConfig>,
        named: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut default = Account::new(AccountConfig::default());
        let named = named.into_iter().filter(|name| *name != DEFAULT);
        let mut others: BTreeMap<_, _> =
            named.map(|name| (name.to_owned(), Account::new(AccountConfig::new(name)))).collect();
        for config in configs {
            if config.name == DEFAULT {
                default = Account::new(config);
            } else {
                others.insert(config.name.clone(), Account::new(config));
            }
        }
        Self { default, others }
    }

    /// Returns the name of an account as it is; that of the default one, if there is none of this
    /// name.
    pub(crate) fn name<'a>(&'a self, name: &str) -> &'a str {
        self.others.get_key_value(name).map_or(DEFAULT, |(name, _)| name)
    }

    /// Returns an account; the default one, if there is none of this name.
    pub(crate) fn get(&self, name: &str) -> &Account {
        self.others.get(name).unwrap_or(&self.default)
    }

    /// Returns the names of all accounts, the default one first.
    pub(crate) fn names(&self) -> Vec<&str> {
        let others = self.others.keys().map(String::as_str);
        [DEFAULT].into_iter().chain(others).collect()
    }
}
