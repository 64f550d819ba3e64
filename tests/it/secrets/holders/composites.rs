//! Providers made of others, which hold what their members hold.

use std::error::Error as _;

use llm_provider_base::{Balance, Failover, Fallback, Member, Race};
use llm_types::{Error, ProviderConfig, Secret};
use openrouter_provider::OpenRouter;

use super::{Table, enter};
use crate::secrets::planted::KEYS;

pub(super) fn enter_all(table: &mut Table) {
    let config = ProviderConfig::new("openrouter").with_api_key(KEYS[0]);
    let member = || [Member::new(OpenRouter::from_config(config.clone()).unwrap())];
    let secret = Secret::new(KEYS[0]);
    let rule = move |error: &Error| error.source().map(|_| secret.expose().is_empty());
    let failover = Failover::default().rule(rule);
    enter!(table, member(), Fallback::new(member()).failover(failover.clone()), failover);
    let secret = Secret::new(KEYS[0]);
    let race = Race::new(member()).on_lost(move |_| assert!(!secret.expose().is_empty()));
    enter!(table, race, Balance::new(member()));
}
