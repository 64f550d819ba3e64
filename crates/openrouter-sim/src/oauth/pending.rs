//! Pages that wait for the user's word.

use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{Wish, codes::LIFETIME};
use crate::seed::Seed;

/// How many letters and digits the token of a form has.
const LENGTH: usize = 43;

/// Pages that wait for the user's word, by the token of their form.
#[derive(Default)]
pub(crate) struct PendingLogins(Mutex<HashMap<String, Pending>>);

struct Pending {
    wish: Wish,
    /// In seconds since 1970.
    shown_at: u64,
}

impl PendingLogins {
    /// Adds a page, and returns the token of its form.
    pub(crate) fn add(&self, names: &Seed, wish: Wish, now: u64) -> String {
        let token = names.fork("form").alphanumeric(LENGTH);
        let mut pages = self.lock();
        pages.retain(|_, page| page.is_good(now));
        pages.insert(token.clone(), Pending { wish, shown_at: now });
        token
    }

    /// Takes what a page was about: once, and not after ten minutes.
    pub(crate) fn take(&self, token: &str, now: u64) -> Option<Wish> {
        let page = self.lock().remove(token)?;
        page.is_good(now).then_some(page.wish)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Pending>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pending {
    fn is_good(&self, now: u64) -> bool {
        now < self.shown_at.saturating_add(LIFETIME)
    }
}

/// The tokens are left out.
impl fmt::Debug for PendingLogins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingLogins").field("pages", &self.lock().len()).finish()
    }
}
