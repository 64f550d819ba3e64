//! The health report: the check of the connection, and what is known already of the rest.

use std::time::{Duration, SystemTime};

use llm_provider_base::{BreakerState, SpendingStatus};
use llm_types::{
    ErrorKind, HealthFinding, HealthState, HealthStatus, HealthSubject, RateLimitInfo,
    RateLimitProvider, RateLimitScope, Usd,
};
use openrouter_auth::{AccountStatus, KeyState, KeyStatus, PoolStatus, QuotaStatus};

use crate::OpenRouter;
use crate::model_selector::ModelState;

/// What is said of a key at its limit.
const SPENT: &str = "has spent what it may";

/// What a provider knows without asking.
#[derive(Debug)]
pub(crate) struct Known {
    keys: PoolStatus,
    models: Vec<ModelState>,
    budget: Option<SpendingStatus>,
    limits: Vec<RateLimitInfo>,
    /// Now.
    wall: SystemTime,
}

impl Known {
    /// What this one knows.
    pub(crate) fn of(provider: &OpenRouter) -> Self {
        let client = provider.client();
        Self {
            keys: provider.key_status(),
            models: provider.model_status(),
            budget: client.costs.spending.as_ref().map(|spending| spending.status()),
            limits: provider.tracked_rate_limits(None),
            wall: client.path.clock.wall(),
        }
    }
}

/// The report. Its verdict is that of the check, or worse:
///
/// - unhealthy, if no key can be used before somebody mends one or raises its cap, if the service
///   has none of the models that are chosen from, or if the budget is spent;
/// - degraded, if anything else is not as it should be: a key, an account or a model rests or is
///   refused while there are others, a limit of requests holds calls back, or little is left of
///   what may be spent.
pub(crate) fn report(checked: HealthStatus, known: &Known) -> HealthStatus {
    let wall = known.wall;
    let keys = known.keys.keys.iter().filter_map(|it| key(it, wall));
    let accounts = known.keys.accounts.iter().flat_map(|it| account(it, wall));
    let models = known.models.iter().filter_map(|it| model(it, wall));
    let limits = known.limits.iter().filter_map(|it| limit(it, wall));
    let money = known.budget.and_then(budget);
    let findings = keys.chain(accounts).chain(models).chain(money).chain(limits);
    let mut report = findings.fold(checked, HealthStatus::with_finding);
    if !report.findings.is_empty() {
        report = report.no_better_than(HealthState::Degraded);
    }
    if is_stuck(known) { report.no_better_than(HealthState::Unhealthy) } else { report }
}

/// True if calls fail until somebody does something.
fn is_stuck(known: &Known) -> bool {
    let keys = &known.keys.keys;
    let is_out = |key: &KeyStatus| {
        matches!(key.state, KeyState::Quarantined | KeyState::Parked) || is_capped(key, known.wall)
    };
    let no_key = !keys.is_empty() && keys.iter().all(is_out);
    let no_model = !known.models.is_empty() && known.models.iter().all(|model| model.is_missing);
    no_key || no_model || known.budget.is_some_and(|budget| is_spent(&budget))
}

/// A call under way may cost less than it reserves: only what is spent is gone.
fn is_spent(budget: &SpendingStatus) -> bool {
    budget.spent >= budget.limit
}

fn key(key: &KeyStatus, wall: SystemTime) -> Option<HealthFinding> {
    let (state, what) = match resting(key.state) {
        Some(found) => found,
        None if is_capped(key, wall) => (HealthState::Unhealthy, SPENT.to_owned()),
        None => (HealthState::Degraded, low(key)?),
    };
    let what = match &key.label {
        Some(label) => format!("{what} (\"{label}\")"),
        None => what,
    };
    let subject = HealthSubject::Credential(key.id.to_string().into());
    let mut finding = HealthFinding::new(subject, state, what);
    finding.error = match key.state {
        KeyState::Healthy => is_capped(key, wall).then_some(ErrorKind::InsufficientCredits),
        _ => key.last_error,
    };
    finding.resumes_at = resumes_at(key.resumes_in, wall);
    Some(finding)
}

/// True if the service said that the key has nothing left of what it may spend, and its limit has
/// not started anew since. No call was refused for it yet.
fn is_capped(key: &KeyStatus, wall: SystemTime) -> bool {
    key.limits.as_ref().is_some_and(|limits| {
        let reset = limits.resets_in(limits.seen_at);
        let reset = reset.and_then(|wait| limits.seen_at.checked_add(wait));
        !limits.has_money_left() && reset.is_none_or(|reset| reset > wall)
    })
}

/// What is said of a key that has little left of what the service last said that it may spend.
fn low(key: &KeyStatus) -> Option<String> {
    let limits = key.limits.as_ref()?;
    let (limit, left) = (limits.limit?, limits.limit_remaining?);
    is_little(left, limit).then(|| format!("{left} of {limit} USD are left"))
}

fn account(account: &AccountStatus, wall: SystemTime) -> Vec<HealthFinding> {
    let subject = || HealthSubject::Account(account.id.to_string());
    let own = resting(account.state).map(|(state, what)| {
        let what = match account.last_error {
            Some(ErrorKind::InsufficientCredits) => "it has no credits left".to_owned(),
            _ => what,
        };
        let mut finding = HealthFinding::new(subject(), state, what);
        finding.error = account.last_error;
        finding.resumes_at = resumes_at(account.resumes_in, wall);
        finding
    });
    let quotas = account.quotas.iter().map(|quota: &QuotaStatus| {
        let what = match &quota.model {
            Some(model) => format!("its quota of {model} is used up"),
            None => "its quota of free requests is used up".to_owned(),
        };
        let mut finding = HealthFinding::new(subject(), HealthState::Degraded, what);
        finding.error = Some(ErrorKind::RateLimited);
        finding.resumes_at = resumes_at(quota.resumes_in, wall);
        finding
    });
    own.into_iter().chain(quotas).collect()
}

fn model(model: &ModelState, wall: SystemTime) -> Option<HealthFinding> {
    let (state, what, rest) = match model.state {
        _ if model.is_missing => (HealthState::Unhealthy, "the service does not have it", None),
        BreakerState::Closed => return None,
        BreakerState::Open { remaining } => {
            (HealthState::Degraded, "rests after failures", Some(remaining))
        }
        BreakerState::HalfOpen | BreakerState::Probing => {
            (HealthState::Degraded, "one call shows whether it is back", None)
        }
        _ => (HealthState::Degraded, "cannot be asked as usual", None),
    };
    let mut finding = HealthFinding::new(HealthSubject::Model(model.model.clone()), state, what);
    finding.resumes_at = resumes_at(rest, wall);
    Some(finding)
}

fn budget(budget: SpendingStatus) -> Option<HealthFinding> {
    let state = if is_spent(&budget) {
        HealthState::Unhealthy
    } else if is_little(budget.limit - budget.spent, budget.limit) {
        HealthState::Degraded
    } else {
        return None;
    };
    let what = format!("{} of {} USD are spent", budget.spent, budget.limit);
    let mut finding = HealthFinding::new(HealthSubject::Budget, state, what);
    finding.error = is_spent(&budget).then_some(ErrorKind::BudgetExceeded);
    Some(finding)
}

/// What is held back because an earlier reply asked for it.
fn limit(told: &RateLimitInfo, wall: SystemTime) -> Option<HealthFinding> {
    let until = told.wait_until.filter(|until| *until > wall)?;
    let what = match &told.scope {
        RateLimitScope::Model(model) => format!("{model} is to be asked later"),
        RateLimitScope::FreeModels => "free models are to be asked later".to_owned(),
        RateLimitScope::Operation(of) => format!("{} is to be asked later", of.as_str()),
        _ => "models are to be asked later".to_owned(),
    };
    let mut finding = HealthFinding::new(HealthSubject::RateLimit, HealthState::Degraded, what);
    finding.error = Some(ErrorKind::RateLimited);
    finding.resumes_at = Some(until);
    Some(finding)
}

/// How a key or an account is that cannot be used as usual, and why.
fn resting(state: KeyState) -> Option<(HealthState, String)> {
    let (state, what) = match state {
        KeyState::Healthy => return None,
        KeyState::Cooling => (HealthState::Degraded, "rests after a failure"),
        KeyState::HalfOpen | KeyState::Probing => {
            (HealthState::Degraded, "one request shows whether it is back")
        }
        KeyState::Parked => (HealthState::Unhealthy, SPENT),
        KeyState::Quarantined => (HealthState::Unhealthy, "the service refuses it"),
        _ => (HealthState::Degraded, "cannot be used as usual"),
    };
    Some((state, what.to_owned()))
}

/// True of less than a tenth.
fn is_little(left: Usd, of: Usd) -> bool {
    [left; 10].into_iter().sum::<Usd>() < of
}

fn resumes_at(rest: Option<Duration>, wall: SystemTime) -> Option<SystemTime> {
    rest.and_then(|rest| wall.checked_add(rest))
}
