//! What all members may spend, and be asked.

use std::sync::Arc;
use std::time::SystemTime;

use futures::future::join_all;
use llm_types::{
    Allowance, CombinedRateLimits, Error, ErrorKind, Freshness, ModelId, RateLimitInfo,
    RateLimitProvider as _, Result,
};

use super::group::Group;
use super::seat::Seat;

impl Group {
    /// That of the one member that can tell; of several, one sum would be true of none.
    pub(super) async fn rate_limits(&self, freshness: Freshness) -> Result<Allowance> {
        let mut told = self.allowances(freshness).await?;
        if let (Some(allowance), true) = (told.pop(), told.is_empty()) {
            return Ok(allowance);
        }
        let kind = self.settings.kind;
        let message = format!(
            "the providers of this {kind} have an account each: ask for the combined limits"
        );
        Err(Error::new(ErrorKind::Unsupported, message))
    }

    pub(super) fn tracked_rate_limits(&self, model: Option<&ModelId>) -> Vec<RateLimitInfo> {
        let of = |seat: &Arc<Seat>| {
            // Asked for another model, it is that one's limits that count.
            let model = model.map(|model| seat.member.model.as_ref().unwrap_or(model).clone());
            seat.member.provider.tracked_rate_limits(model)
        };
        self.seats.iter().flat_map(of).collect()
    }

    pub(super) async fn combined_rate_limits(
        &self,
        model: Option<ModelId>,
    ) -> Result<CombinedRateLimits> {
        let allowances = self.allowances(Freshness::Cached).await?;
        let told = self.tracked_rate_limits(model.as_ref());
        let times = told.iter().map(|info| info.observed_at);
        let times = times.chain(allowances.iter().map(|allowance| allowance.observed_at));
        let now = times.fold(SystemTime::UNIX_EPOCH, SystemTime::max);
        Ok(CombinedRateLimits::combine(model, &told, &allowances, now))
    }

    /// What those members say that can. Fails as the first does if none can.
    async fn allowances(&self, freshness: Freshness) -> Result<Vec<Allowance>> {
        let asked = self.seats.iter().map(|seat| seat.member.provider.rate_limits(freshness));
        let (mut allowances, mut failure) = (Vec::new(), None);
        for said in join_all(asked).await {
            match said {
                Ok(allowance) => allowances.push(allowance),
                // That one cannot tell is less of a failure than that one did not.
                Err(error) if error.kind() == ErrorKind::Unsupported => {
                    failure = failure.or(Some(error));
                }
                Err(error) => failure = Some(error),
            }
        }
        match failure {
            Some(error) if allowances.is_empty() => Err(error),
            None if allowances.is_empty() => Err(self.settings.nobody()),
            _ => Ok(allowances),
        }
    }
}
