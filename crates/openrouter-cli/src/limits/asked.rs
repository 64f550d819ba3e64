//! [`Asked`]: a key, and what is known of its limits.

use std::io::Write;
use std::time::Duration;

use llm_types::{
    CombinedRateLimits, Error, ErrorKind, LimitWindow, RateLimitProvider as _, RateLimitScope, Usd,
};
use openrouter_auth::ApiKey;
use tokio::time::timeout;

use crate::keys::{KnownKey, Report, Standing, ask_each};
use crate::notes::Notes;
use crate::service::Service;

/// So long may the service take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A key, and what is known of its limits.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) report: Report,
    /// If the service said so.
    pub(super) limits: Option<Limits>,
}

/// What is known of the limits of a key.
#[derive(Debug)]
pub(super) struct Limits {
    /// Each figure with where it is known from, and since when.
    pub(super) combined: CombinedRateLimits,
    /// How often free models answer the account today.
    pub(super) free_models: Option<LimitWindow>,
}

impl Asked {
    /// Asks each key about itself, a few at a time.
    pub(super) async fn all(
        keys: Vec<KnownKey>,
        service: &Service,
        notes: &mut Notes<impl Write>,
    ) -> Vec<Self> {
        ask_each(keys, service, notes, |known| Self::ask(known, service)).await
    }

    /// Asks about a key, unless it belongs to another address: it is not sent to this one then.
    async fn ask(known: KnownKey, service: &Service) -> Self {
        if known.elsewhere.is_some() {
            return Self { report: Report::unasked(known), limits: None };
        }
        let asked = timeout(PATIENCE, Limits::of(&known.key, service)).await;
        let asked = asked.unwrap_or_else(|_| {
            Err(Error::new(ErrorKind::Timeout, "the service did not say what the key may spend"))
        });
        match asked {
            Ok(limits) => {
                let standing =
                    if limits.has_money_left() { Standing::Ok } else { Standing::Capped };
                Self { report: Report::told(known, standing), limits: Some(limits) }
            }
            Err(error) => Self { report: Report::failed(known, error), limits: None },
        }
    }
}

impl Limits {
    async fn of(key: &ApiKey, service: &Service) -> Result<Self, Error> {
        let provider = service.provider().api_key(key.clone()).build()?;
        let combined = provider.combined_rate_limits(None).await?;
        let told = provider.tracked_rate_limits(None).into_iter();
        let mut free = told.filter(|info| info.scope == RateLimitScope::FreeModels);
        let free_models = free.next().map(|info| info.requests);
        Ok(Self { combined, free_models })
    }

    fn has_money_left(&self) -> bool {
        self.combined.allowance.remaining.get().is_none_or(|left| *left > Usd::ZERO)
    }
}
