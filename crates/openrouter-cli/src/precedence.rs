//! Keys of the environment go before those that are kept.

use std::env;
use std::io::Write;

use openrouter_auth::{Environment, KeyId};

use crate::notes::Notes;

/// Says that `chat` leaves the kept keys alone, if it does: unless this one is in the environment,
/// too.
pub(crate) fn remark(kept: KeyId, environment: &Environment, notes: &mut Notes<impl Write>) {
    let keys = &environment.api_keys;
    if !keys.is_empty() && keys.iter().all(|key| key.id() != kept) {
        tell(notes);
    }
}

/// Says that `chat` leaves the kept keys alone, and how to change that.
pub(crate) fn tell(notes: &mut Notes<impl Write>) {
    let names = [Environment::API_KEY, Environment::API_KEYS];
    let set: Vec<_> = names.into_iter().filter(|name| is_set(name)).collect();
    let names = set.join(" and ");
    let verb = if set.len() == 1 { "goes" } else { "go" };
    let line = format!("{names} {verb} before the keys that are kept, and `chat` uses no other");
    notes.warning("environment", &line);
    notes.dim(&format!("hint: to use those that are kept: unset {}", set.join(" ")));
}

/// True if the variable holds more than blanks.
pub(crate) fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.to_string_lossy().trim().is_empty())
}
