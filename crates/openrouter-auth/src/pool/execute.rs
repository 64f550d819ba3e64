//! [`KeyPool::execute`]: failover in one call, for those who have no retry loop of their own.

use std::future::Future;

use llm_provider_base::Clock;
use llm_types::ErrorKind;

use crate::{ApiKey, Blame, KeyPool, LeaseRequest, PoolExhausted};

/// How many keys one call may use up. A hundred revoked keys cost three requests, not a hundred.
const MAX_KEYS: usize = 3;

impl KeyPool {
    /// Runs `call` with a key, and again with another one while the failure is the key's own, on
    /// three keys at most.
    ///
    /// `blame` says of a failure whose it is, and of what kind. One that is not the key's ([`Blame::None`]) is
    /// given back at once: another key would meet the same. It waits for nothing.
    ///
    /// # Errors
    ///
    /// The last failure of `call`; or that there was no key to begin with.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the call under way and gives its key back without blame.
    pub async fn execute<T, E, F>(
        &self,
        clock: &dyn Clock,
        call: impl Fn(ApiKey) -> F + Send,
        blame: impl Fn(&E) -> (Blame, ErrorKind) + Send,
    ) -> Result<T, ExecuteError<E>>
    where
        F: Future<Output = Result<T, E>> + Send,
        T: Send,
        E: Send,
    {
        let mut tried = Vec::with_capacity(MAX_KEYS);
        let mut lease = self.lease(&LeaseRequest::new(), clock.now())?;
        loop {
            tried.push(lease.id());
            let error = match call(lease.key().clone()).await {
                Ok(value) => {
                    lease.succeed(clock.now());
                    return Ok(value);
                }
                Err(error) => error,
            };
            let ((blame, kind), now) = (blame(&error), clock.now());
            lease.fail(blame, kind, now);
            if blame == Blame::None || tried.len() == MAX_KEYS {
                return Err(ExecuteError::Call(error));
            }
            let Ok(next) = self.lease(&LeaseRequest::new().except_keys(&tried), now) else {
                return Err(ExecuteError::Call(error));
            };
            lease = next;
        }
    }
}

/// Why [`KeyPool::execute`] has no result.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExecuteError<E> {
    /// No key could be leased, so nothing was tried.
    #[error(transparent)]
    Exhausted(#[from] PoolExhausted),
    /// The last failure of the call.
    #[error(transparent)]
    Call(E),
}
