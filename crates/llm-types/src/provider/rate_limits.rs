//! [`RateLimitProvider`].

use std::fmt::Debug;
use std::time::SystemTime;

use async_trait::async_trait;

use crate::{
    Allowance, CombinedRateLimits, Error, ErrorKind, Freshness, ModelId, RateLimitInfo, Result,
};

/// Tells what may still be asked, and spent.
///
/// It is a part of [`Provider`](crate::Provider), so that an application which paces itself can ask
/// whatever it holds. A provider that knows nothing says so by implementing none of the methods:
///
/// ```
/// use llm_types::{ErrorKind, Freshness, RateLimitProvider};
///
/// #[derive(Debug)]
/// struct Unlimited;
///
/// impl RateLimitProvider for Unlimited {}
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// assert!(Unlimited.tracked_rate_limits(None).is_empty());
/// let error = Unlimited.rate_limits(Freshness::Cached).await.unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Unsupported);
/// # }
/// ```
#[async_trait]
pub trait RateLimitProvider: Debug + Send + Sync + 'static {
    /// Asks what the credential may spend and has spent, or gives what was said a short while ago.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`] if the provider cannot be asked; otherwise as for any call.
    async fn rate_limits(&self, _freshness: Freshness) -> Result<Allowance> {
        let message = "this provider does not say what may be spent";
        Err(Error::new(ErrorKind::Unsupported, message))
    }

    /// What replies have said, without asking: of this model, and of whatever else holds for it;
    /// with `None`, all that is known. Each is as it was when it was said.
    fn tracked_rate_limits(&self, _model: Option<ModelId>) -> Vec<RateLimitInfo> {
        Vec::new()
    }

    /// Both together: each figure with where it is known from and since when, and what others said
    /// of it. Asks as [`rate_limits`](Self::rate_limits) does, for a recent answer.
    ///
    /// # Errors
    ///
    /// As [`rate_limits`](Self::rate_limits).
    async fn combined_rate_limits(&self, model: Option<ModelId>) -> Result<CombinedRateLimits> {
        let allowance = self.rate_limits(Freshness::Cached).await?;
        let told = self.tracked_rate_limits(model.clone());
        // Of all that was learnt, the last is not in the future.
        let times = told.iter().map(|info| info.observed_at);
        let now = times.fold(allowance.observed_at, SystemTime::max);
        Ok(CombinedRateLimits::combine(model, &told, [&allowance], now))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{RateLimitScope, RateLimitSource};

    #[derive(Debug)]
    struct Told;

    #[async_trait]
    impl RateLimitProvider for Told {
        async fn rate_limits(&self, _: Freshness) -> Result<Allowance> {
            let mut allowance = Allowance::new(SystemTime::UNIX_EPOCH);
            allowance.is_free_tier = Some(true);
            Ok(allowance)
        }

        fn tracked_rate_limits(&self, model: Option<ModelId>) -> Vec<RateLimitInfo> {
            let later = SystemTime::UNIX_EPOCH + Duration::from_secs(5);
            let mut info = RateLimitInfo::new(RateLimitSource::Headers, later);
            info.scope = RateLimitScope::Model(model.unwrap());
            info.requests.remaining = Some(7);
            vec![info]
        }
    }

    #[tokio::test]
    async fn a_provider_that_tells_both_has_them_combined() {
        let combined = Told.combined_rate_limits(Some("a/model".into())).await.unwrap();
        assert_eq!(combined.requests.remaining.get(), Some(&7));
        assert_eq!(combined.allowance.is_free_tier.get(), Some(&true));
        let age = combined.allowance.is_free_tier.best().map(|it| it.age(combined.at));
        assert_eq!(age, Some(Duration::from_secs(5)));
    }
}
