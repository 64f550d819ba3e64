//! [`RateLimits`]: what is known about limits, by whom and for what they hold.

mod allowance_cache;
pub use allowance_cache::AllowanceCache;
mod headers;
pub use headers::rate_limit_info;

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use llm_types::{Allowance, RateLimitHolder, RateLimitInfo, RateLimitScope, RateLimitSource};

/// What replies said last about limits: for each holder and each scope, what headers said and what
/// bodies of errors said; and what each credential may spend.
///
/// Feed it what replies say, and ask it before a request: it is the one tracker for both. It never
/// waits itself.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use llm_provider_base::RateLimits;
/// use llm_types::{RateLimitInfo, RateLimitScope, RateLimitSource};
///
/// let limits = RateLimits::new();
/// let now = SystemTime::UNIX_EPOCH;
/// let scope = RateLimitScope::Model("a/model".into());
/// let mut told = RateLimitInfo::new(RateLimitSource::Headers, now)
///     .with_scope(scope.clone())
///     .with_holder("team-a");
/// told.wait_until = Some(now + Duration::from_secs(30));
/// limits.observe(told);
///
/// let (ours, theirs) = ("team-a".into(), "team-b".into());
/// assert_eq!(limits.wait(Some(&ours), &scope, now), Some(Duration::from_secs(30)));
/// assert_eq!(limits.wait(Some(&theirs), &scope, now), None);
/// ```
#[derive(Debug, Default)]
pub struct RateLimits {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    told: HashMap<Subject, RateLimitInfo>,
    allowances: HashMap<Option<RateLimitHolder>, Allowance>,
}

/// Whose limit of what, and who said so.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Subject {
    holder: Option<RateLimitHolder>,
    scope: RateLimitScope,
    source: RateLimitSource,
}

impl RateLimits {
    /// The most that is remembered, of limits and of allowances each. Callers choose the names of
    /// models, so there could be any number of them; what was heard longest ago is forgotten first.
    pub const MAX: usize = 1000;

    /// Nothing known.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes note of what a reply said. It replaces what the same source had said of the same
    /// holder and scope.
    pub fn observe(&self, info: RateLimitInfo) {
        let RateLimitInfo { holder, scope, source, .. } = &info;
        let subject = Subject { holder: holder.clone(), scope: scope.clone(), source: *source };
        keep(&mut self.lock().told, subject, info, |info| info.observed_at);
    }

    /// Takes note of what a credential may spend. It replaces what was known of the same one.
    pub fn observe_allowance(&self, allowance: Allowance) {
        let holder = allowance.holder.clone();
        keep(&mut self.lock().allowances, holder, allowance, |allowance| allowance.observed_at);
    }

    /// All that was said, as it was said.
    pub fn all(&self) -> Vec<RateLimitInfo> {
        self.lock().told.values().cloned().collect()
    }

    /// What is known of what each credential may spend.
    pub fn allowances(&self) -> Vec<Allowance> {
        self.lock().allowances.values().cloned().collect()
    }

    /// How long nothing should be sent in somebody's name, because of this scope or of what holds
    /// for all; `None` if something can be sent.
    ///
    /// It is never longer than what was asked for at the time, whatever happened to the clock since.
    pub fn wait(
        &self,
        holder: Option<&RateLimitHolder>,
        scope: &RateLimitScope,
        now: SystemTime,
    ) -> Option<Duration> {
        let known = self.lock();
        let of = |scope: &RateLimitScope, source| {
            let (holder, scope) = (holder.cloned(), scope.clone());
            remaining(known.told.get(&Subject { holder, scope, source })?, now)
        };
        let sources = [RateLimitSource::Headers, RateLimitSource::ErrorBody];
        let scopes = [scope, &RateLimitScope::All];
        let waits = sources.iter().flat_map(|source| scopes.map(|scope| of(scope, *source)));
        waits.flatten().max()
    }

    /// Forgets everything: for when a name may come to mean somebody else, after a logout say.
    pub fn clear(&self) {
        *self.lock() = Known::default();
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        // A panic elsewhere cannot leave a limit half written.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Remembers something, and forgets what was heard longest ago if there is no room for one more.
fn keep<K: Clone + Eq + Hash, V>(
    known: &mut HashMap<K, V>,
    of: K,
    said: V,
    heard: impl Fn(&V) -> SystemTime,
) {
    if known.len() >= RateLimits::MAX && !known.contains_key(&of) {
        let oldest = known.iter().min_by_key(|(_, value)| heard(value));
        if let Some(oldest) = oldest.map(|(of, _)| of.clone()) {
            known.remove(&oldest);
        }
    }
    known.insert(of, said);
}

/// How long a wait goes on.
fn remaining(info: &RateLimitInfo, now: SystemTime) -> Option<Duration> {
    let until = info.wait_until?;
    let left = until.duration_since(now).ok()?;
    let asked = until.duration_since(info.observed_at).unwrap_or_default();
    Some(left.min(asked)).filter(|wait| !wait.is_zero())
}

#[cfg(test)]
mod tests;
